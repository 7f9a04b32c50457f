"""Time of planning applications under limits, with and without what explains the plan.

    .venv/bin/python scripts/bench_plan.py [--projects 500] [--programmes 60] [--matches 6 60] [--seeds 3]

The rankings are made up: sums, scores, owners and spans of building as a county's table has them, each project matching
that many of the programmes, one of which lends (专项债券) and may stand beside the central ones. The limits are of all kinds: a quota for every
programme, one for a channel, matching funds for five years, room for debt, must-haves, forbidden ones, and fields that are
to have at least, or at most, some share. What it printed when it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from measuring import peak  # noqa: E402
from plan_tools import BOND, CENTRAL, TOGETHER, YEAR, item, limits, match, ranking  # noqa: E402

from policymatch.matching.plan import make_plan  # noqa: E402
from policymatch.matching.plan_limits import Balance, Chance, Demand, Limits, Quota  # noqa: E402
from policymatch.model import Answer, Ranking  # noqa: E402

CHANNELS = (CENTRAL, CENTRAL, CENTRAL, "中央财政转移支付", "中央财政转移支付", "超长期特别国债")
SECTORS = ("农林水利", "社会事业", "生态环保", "交通基础设施", "能源", "市政和产业园区基础设施")


def a_ranking(projects: int, programmes: int, matches: int, rng: random.Random) -> Ranking:
    """Projects with sums to the hundredth of 万元, which make exact optima hard to prove."""
    known = [
        (f"programme-{number}", CHANNELS[number % len(CHANNELS)] if number else BOND) for number in range(programmes)
    ]
    items = []
    for number in range(projects):
        total = round(rng.lognormvariate(8.3, 0.9), 2)
        found = [
            match(
                name,
                None if rng.random() < 0.25 else round(total * rng.uniform(0.2, 0.8), 2),
                channel,
                rng.choice((Answer.YES, Answer.UNKNOWN, Answer.UNKNOWN)),
                round(rng.uniform(40, 100), 1),
            )
            for name, channel in rng.sample(known, min(matches, programmes))
        ]
        end = rng.choice((None, "2026", "2027-10", "2028", "2029-06"))
        items.append(
            item(
                f"项目{number}", *found, tier=rng.choice("AABBBCD"), sector=rng.choice(SECTORS), investment_wan=total,
                requested_wan=round(total * rng.uniform(0.3, 0.8), 2), end=end,
                funds_wan={"自筹": round(total * 0.1, 2)} if rng.random() < 0.4 else {},
            )
        )  # fmt: skip
    items.sort(key=lambda each: each.tier)
    return ranking(*items)


def some_limits(given: Ranking, programmes: int, rng: random.Random) -> Limits:
    """Limits that bind: about a third of what could be applied for has room."""
    first = [each for each in given.projects if each.tier == "A"]
    quotas = [Quota((f"programme-{n}",), False, rng.randint(1, 4), {}, 1) for n in range(programmes)]
    total = sum(each.project.investment_wan or 0.0 for each in first)
    spend = {year: round(total * share, 2) for year, share in zip(range(2026, 2031), (0.08, 0.06, 0.05, 0.04, 0.04))}  # noqa: B905
    return limits(
        last_year=2030,
        quotas=(*quotas, Quota((CENTRAL,), True, 60, {}, 1)),
        local_wan=spend,
        debt_wan={year: round(total * 0.03, 2) for year in (2026, 2027, 2028)},
        must=tuple(Demand(each.project.name, None, None, None, 1) for each in rng.sample(first, 5)),
        never=tuple(Demand(each.project.name, None, None, None, 1) for each in rng.sample(given.projects, 5)),
        balance=(
            Balance(None, SECTORS[0], 5, None, None, None, None, 1),
            Balance(None, SECTORS[1], None, None, 0.15, None, None, 1),
            Balance(None, SECTORS[2], None, None, None, 0.2, None, 1),
        ),
        chance=Chance({"A": 0.6, "B": 0.5, "C": 0.4}, 0.7, "测试口径。"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--programmes", type=int, default=60)
    parser.add_argument("--matches", type=int, nargs="*", default=[6, 60])
    parser.add_argument("--seeds", type=int, default=3)
    arguments = parser.parse_args()
    print(
        f"{'matches':>8}{'seed':>6}{'plan s':>9}{'cpu':>7}{'explained s':>13}{'cpu':>7}{'chosen':>8}{'gap':>10}{'worst gap':>11}"
    )
    for matches in arguments.matches:
        for seed in range(arguments.seeds):
            rng = random.Random(seed)
            given = a_ranking(arguments.projects, arguments.programmes, matches, rng)
            under = some_limits(given, arguments.programmes, rng)
            row = []
            for explained in (False, True):
                started, used = time.perf_counter(), time.process_time()
                plan = make_plan(given, under, year=YEAR, combinations=TOGETHER, explained=explained)
                row += [time.perf_counter() - started, time.process_time() - used]
            worst = max(year.gap for year in plan.years)
            print(
                f"{matches:8}{seed:6}{row[0]:9.1f}{row[1]:7.1f}{row[2]:13.1f}{row[3]:7.1f}{len(plan.choices):8}{plan.gap:10.6f}{worst:11.6f}",
                flush=True,
            )
            told = sum(use.gain_wan is not None for use in plan.limits)
            print(
                f"{'':14}{told} limits and {len(plan.fallouts)} projects re-solved; {'；'.join(plan.warnings[-2:])[:150]}"
            )
    print(f"peak memory {peak():.0f} MB")


if __name__ == "__main__":
    main()
