"""A ranking as one web page that needs nothing else: no network, no other file, and no script to be read.

Everything that comes from a table or a policy is hostile until it is escaped: the template escapes all it prints, a
content security policy forbids every request, and only the page's own style and script, known by their hashes, are let in.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from policymatch.model import Answer, Match, RankedProject, Ranking, Reason
from policymatch.model.plan import Plan
from policymatch.model.worklists import Worklists
from policymatch.programmes.combinations import HOW
from policymatch.programmes.figures import percent
from policymatch.reports import list_words, phrases
from policymatch.reports import page_charts as charts
from policymatch.reports.brief import heading, make_brief, named
from policymatch.reports.traces import state

if TYPE_CHECKING:
    from jinja2 import Environment

DETAILS = 200
"""Projects whose grounds are on the page."""

LISTED = 500
"""Rows of a worklist, of the plan and of the doubts that are on the page."""

CHARTED = 20
"""Projects whose scores are drawn side by side."""

QUOTED = 300
"""Characters of a clause that are quoted."""

LONGEST = 1500
"""Characters of any text on the page; whoever wants more has the table itself."""

_TEMPLATES = Path(__file__).with_name("templates")


class Line(NamedTuple):
    """A row of the table of all projects, as it is printed."""

    item: RankedProject
    opened: bool
    name: str
    where: str
    investment: str
    programme: str
    channel: str
    verdict: str
    most: str
    lacking: str


def write_page(ranking: Ranking, path: Path, lists: Worklists, plan: Plan | None = None) -> None:
    """Write the report as a web page, whatever the path ends in. Raises OSError where it cannot be written."""
    style, script = _source("page.css"), _source("page.js")
    brief = make_brief(ranking, lists, plan)
    pieces = _environment().get_template("page.html.j2").generate(
        style=_safe(style),
        script=_safe(script),
        policy=_content_policy(style, script),
        title=heading(ranking),
        ranking=ranking,
        brief=brief,
        plan=plan,
        lists=lists,
        lines=[_line(number, item) for number, item in enumerate(ranking.projects)],
        detailed=ranking.projects[:DETAILS],
        channels=sorted({first.programme.channel for item in ranking.projects if (first := phrases.recommended(item))}),
        doubts=[(item.project, doubt) for item in ranking.projects for doubt in item.project.doubts],
        tier_chart=charts.tiers(brief.counts),
        money_chart=charts.money_by_channel(brief),
        score_chart=charts.scores(ranking, CHARTED),
        listed=LISTED,
    )  # fmt: skip
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces)


def _line(number: int, item: RankedProject) -> Line:
    first = phrases.recommended(item)
    steps = [step.what for step in phrases.steps_of(item)]
    return Line(
        item=item,
        opened=number < DETAILS,
        name=phrases.plain(item.project.name, 120),
        where=phrases.row_words(item.project) if item.project.row else "",
        investment=phrases.wan(item.project.investment_wan),
        programme=phrases.short_title(first.programme) if first else phrases.NONE,
        channel=first.programme.channel if first else phrases.NONE,
        verdict=first.verdict.value if first else phrases.NONE,
        most=phrases.most_words(first.award).removesuffix(" 万元") if first else phrases.NONE,
        lacking="、".join(phrases.plain(step, 24) for step in steps[:2])
        + (f"等 {len(steps)} 项" if len(steps) > 2 else "")
        or phrases.NONE,
    )


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    made.filters |= {
        "wan": phrases.wan,
        "points": phrases.points,
        "share": percent,
        "short": phrases.plain,
        "address": phrases.web_address,
        "source": phrases.source_words,
        "confidence": phrases.confidence_words,
        "quoted": lambda text: phrases.quote(text, QUOTED),
    }
    made.globals |= {
        "TIERS": phrases.TIERS,
        "HOW": HOW,
        "UNKNOWN": phrases.UNKNOWN,
        "NONE": phrases.NONE,
        "recommended": phrases.recommended,
        "tier_name": phrases.tier_name,
        "steps_of": phrases.steps_of,
        "most_words": phrases.most_words,
        "doc_number": phrases.doc_number,
        "place_words": phrases.place_words,
        "row_words": phrases.row_words,
        "clause_words": phrases.clause_words,
        "cited": phrases.cited,
        "short_title": phrases.short_title,
        "verdict_words": phrases.verdict_words,
        "words": list_words,
        "MEANINGS": phrases.MEANINGS,
        "named": named,
        "rule_state": state,
        "rules_shown": rules_shown,
        "scores_of": phrases.scores_of,
        "parts_bar": charts.parts_bar,
    }
    return made


class Rules(NamedTuple):
    """The rules of a match: those that decide and do not hold, hints, those that hold, and how many are left out."""

    doubted: list[Reason]
    hints: list[Reason]
    kept: list[Reason]
    left: int


def rules_shown(item: RankedProject, match: Match) -> Rules:
    """The rules of a match as they are shown; of any but the recommended one only what decides against it or is open."""
    open_ones = [reason for reason in match.reasons if reason.answer is not Answer.YES]
    doubted = [reason for reason in open_ones if reason.effect != "note"]
    if match is not phrases.recommended(item):
        return Rules(doubted, [], [], len(match.reasons) - len(doubted))
    hints = [reason for reason in open_ones if reason.effect == "note"]
    return Rules(doubted, hints, [reason for reason in match.reasons if reason.answer is Answer.YES], 0)


def _printable(value: Any) -> Any:
    """What a template prints: no sign that cannot stand in a page or that turns text round, and no end of them."""
    from markupsafe import Markup

    if isinstance(value, str) and not isinstance(value, Markup):
        text = phrases.printable_signs(value[: 2 * LONGEST])
        return text if len(text) <= LONGEST else f"{phrases.cut(text, LONGEST - 1)}…"
    return value


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _safe(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


def _content_policy(*sources: str) -> str:
    """Nothing may be fetched; the style and the script that stand in the page are let in by their hashes."""
    style, script = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in sources)
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
        "base-uri 'none'; form-action 'none'"
    )
