"""How a project's money is put together: what may stand beside a programme, what may not, what remains."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from match_tools import DAY, catalogue, direction, programme

from policymatch.model import Answer, Award, ClauseRef, Combination, Match, Project
from policymatch.programmes.catalogue import CHANNELS
from policymatch.programmes.combinations import Combinations, read_combinations
from policymatch.programmes.combine import combine, least_capital
from policymatch.programmes.entry import Faults, entry_of_text

CATALOGUE = catalogue()
SHIPPED = CATALOGUE.combinations


def cite(ref: ClauseRef | None) -> str | None:
    return f"{ref.policy} {ref.label}" if ref else None


def match(
    programme_id: str, channel: str, given: float | None = None, total: float | None = 10000.0, **more: Any
) -> Match:
    local = None if given is None or total is None else total - given
    sum_ = Award(given, None, None, None, None, request_wan=given, local_wan=local)
    of = programme(id=programme_id, channel=channel, title=programme_id)
    return Match(**{
        "programme": of, "direction": direction(), "verdict": Answer.UNKNOWN, "fit": 80.0, "award": sum_, "reasons": (),
        "missing": (), "evidence": (),
    } | more)  # fmt: skip


def made(*matches: Match, rules: Combinations = SHIPPED, **said: Any) -> Combination:
    project = Project("某项目", **{"content": "新建楼房", "investment_wan": 10000.0} | said)
    found = combine(project, matches, CATALOGUE.holding((), combinations=rules), DAY, cite)
    assert found is not None
    return found


CENTRAL = match("ndrc-x", "中央预算内投资", 3000.0)
BOND = match("special-bond", "地方政府专项债券")
TOOL = match("policy-finance-instrument", "新型政策性金融工具")


def test_the_local_share_that_remains() -> None:
    found = made(CENTRAL)
    assert (found.central_wan, found.local_wan, found.local_share) == (3000, 7000, 0.7)
    assert "其余至少 7000 万元（70%）" in found.trace[0]
    unknown = made(match("ndrc-x", "中央预算内投资"))
    assert (unknown.central_wan, unknown.local_wan, unknown.local_share) == (None, None, None)
    assert "待核" in unknown.trace[0]
    asked = made(match("ndrc-x", "中央预算内投资"), requested_wan=4000.0)
    assert asked.local_wan is None
    assert "其余也有 6000 万元（60%）" in asked.trace[0]


@pytest.mark.parametrize(
    ("first", "other", "how", "confidence"),
    [
        (CENTRAL, BOND, "local", "unverified"),
        (BOND, CENTRAL, "local", "unverified"),
        (CENTRAL, TOOL, "capital", "reported"),
        (TOOL, BOND, "capital", "reported"),
        (CENTRAL, match("ndrc-y", "中央预算内投资"), "no", "unverified"),
        (CENTRAL, match("mof-y", "中央财政转移支付"), "no", "unverified"),
        (
            match("ndrc-cold-chain-logistics", "中央预算内投资", 1.0),
            match("mof-y", "中央财政转移支付"),
            "no",
            "reported",
        ),
        (match("mof-y", "中央财政转移支付"), match("ndrc-cold-chain-logistics", "中央预算内投资"), "no", "reported"),
        (match("mof-y", "中央财政转移支付"), match("ndrc-work-relief", "中央预算内投资"), "ask", "unverified"),
        (match("mof-y", "中央财政转移支付"), BOND, "ask", "unverified"),
    ],
)
def test_what_may_stand_beside(first: Match, other: Match, how: str, confidence: str) -> None:
    (beside,) = made(first, other).beside
    assert (beside.how, beside.confidence) == (how, confidence)
    assert (beside.clause is not None) or confidence == "unverified"


def test_what_may_not_be_applied_for_is_not_combined() -> None:
    barred = match("special-bond", "地方政府专项债券", verdict=Answer.NO)
    assert made(CENTRAL, barred).beside == ()
    assert combine(Project("某"), (barred,), CATALOGUE, DAY, cite) is None


def test_the_instrument_is_at_most_half_of_the_capital() -> None:
    (known,) = made(CENTRAL, TOOL, capital_wan=2500.0).beside
    assert known.limit_wan == 1250
    assert "2500 × 50% = 1250 万元" in known.words
    (unknown,) = made(CENTRAL, TOOL).beside
    assert unknown.limit_wan is None
    assert "金额待核" in unknown.words


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("某县支线机场新建工程", 0.25),
        ("机场路雨污管网改造", 0.2),
        ("某县农村公路改造", 0.2),
        ("某港口码头工程", 0.2),
        ("某县敬老院", 0.2),
    ],
)
def test_the_floor_of_capital(name: str, ratio: float) -> None:
    row = least_capital(Project(name, content=name), CATALOGUE.capital, DAY)
    assert row is not None
    assert row.share == ratio


def test_no_floor_of_capital_where_the_industry_or_its_share_is_not_known() -> None:
    assert least_capital(Project("某项目"), CATALOGUE.capital, DAY) is None
    assert least_capital(Project("某县水泥厂技改"), CATALOGUE.capital, DAY) is None
    port = Project("某港口码头工程", content="码头")
    before, after = (least_capital(port, CATALOGUE.capital, day) for day in (date(2018, 1, 1), DAY))
    assert before is not None
    assert after is not None
    assert (before.share, after.share) == (0.25, 0.2)


@pytest.mark.parametrize(("capital", "words"), [(1999.99, "没有达到"), (2000.0, "，达到"), (None, "即 2000 万元")])
def test_stated_capital_is_held_against_the_floor(capital: float | None, words: str) -> None:
    found = made(CENTRAL, capital_wan=capital)
    assert (found.capital_ratio, found.capital_wan) == (0.2, capital)
    assert any(words in sentence and "sc-2015-51" in sentence for sentence in found.trace)


def test_what_a_programme_says_of_its_own_money() -> None:
    relief = made(match("ndrc-work-relief", "中央预算内投资", 300.0))
    assert any("劳务报酬不低于" in sentence for sentence in relief.trace)
    assert not any("劳务报酬" in sentence for sentence in made(CENTRAL).trace)


RULE = """
combinations:
  - id: a
    one: {channels: [中央预算内投资]}
    other: {programmes: [special-bond]}
    how: local
    text: 某句
    limit: null
    limit_of: null
    clause: some 三、
    source: null
    checked_on: 2026-11-22
    confidence: reported
    valid_to: 2025-12-31
"""


def read(text: str) -> tuple[Combinations, list[str]]:
    faults = Faults()
    entry = entry_of_text(text, Path("combinations.yaml"), faults)
    assert entry is not None
    return read_combinations(entry, CHANNELS), [fault.reason for fault in faults]


def test_rules_have_days() -> None:
    found, faults = read(RULE)
    assert faults == []
    assert len(found.on(date(2025, 12, 31)).rules) == 1
    assert found.on(DAY).rules == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("how: local", "how: maybe", "只能是"),
        ("how: local", "how: no", "应当是文字"),
        ("limit: null", "limit: 0.5", "limit_of"),
        ("limit: null", "limit: 50", "之间"),
        ("clause: some 三、", "clause: null", "unverified"),
        ("中央预算内投资", "中央投资", "不认识的资金类型"),
        ("{programmes: [special-bond]}", "{but: [special-bond]}", "至少要写"),
        ("text: 某句", "text: 某句\n    txt: 某", "不认识的键"),
    ],
)
def test_faults_are_named(old: str, new: str, words: str) -> None:
    _, faults = read(RULE.replace(old, new, 1))
    assert any(words in fault for fault in faults), faults
