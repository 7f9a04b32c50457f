"""The words that all reports share: what is recommended, how much at most, how sure, what is missing at which office."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeGuard
from urllib.parse import urlsplit

from policymatch.model import Answer, Award, Evidence, Match, Programme, Project, RankedProject, Score, SkippedRow
from policymatch.programmes.figures import percent
from policymatch.reports.citations import cite
from policymatch.reports.output import money

UNKNOWN = "待核"
NONE = "—"
"""Where there is nothing to say, which is not the same as not knowing."""

SCORES = ("契合度", "成熟度", "竞争力")
TIERS = {"A": "可申报", "B": "抓紧完善", "C": "储备", "D": "不宜申报"}
CONFIDENCE = {"official": "官方原文", "reported": "转载件，申报前须核对原文", "unverified": "未核实"}
FILL = "请补填："

MEANINGS = (
    "“最多可争取”是按补助标准推算的上限，单位万元，不是能批下来的数；各项目分别推算后相加，没有扣除渠道的总盘子和名额。",
    "“待核”是没有查到可靠的数字或表里没有写，不是零，也不是不符合；申报前请查清补上。",
    "资金渠道“符合”是目录所列的限制性条件都满足，不等于能批；前期条件没有做到的可以补办，所以结论是“待核”。",
    "标有“摘编”的条文是本软件用自己的话写的概括，不是原文；申报和引用以发文机关的原文为准。",
    "分数 0—100 分，只用来比较本表各项目的先后，不是评审打分；权重是建议口径，不出自任何文件。",
)
"""What the words of a report mean; each report says so at its end."""

# What XML 1.0 cannot hold, and the marks that make text run backwards or hide.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


class Step(NamedTuple):
    """A gap in its parts: what is missing, how it stands, at which office (— where none is in charge)."""

    what: str
    state: str
    office: str


def is_known(number: float | None) -> TypeGuard[float]:
    """Whether a number can be printed; what is not finite is as good as not known."""
    return number is not None and math.isfinite(number)


def total(values: Iterable[float | None]) -> float | None:
    """What is known of some sums in 万元, added up to the cent of a 万元; None where nothing is."""
    known = [value for value in values if is_known(value)]
    return round(math.fsum(known), 2) if known else None


def wan(value: float | None) -> str:
    """A sum in 万元; what is not known, or is no number, is 待核."""
    return money(value if is_known(value) else None)


def points(value: float) -> str:
    """A score as it stands in JSON, without idle zeros; what is no number is 待核."""
    return f"{round(value, 2):g}" if math.isfinite(value) else UNKNOWN


def printable_signs(text: str) -> str:
    """A text without signs that a file cannot hold or that turn it round."""
    return _ILLEGAL.sub("", text)


def plain(text: str, longest: int = 0) -> str:
    """A text on one line without signs that a file cannot hold or that turn it round; cut at ``longest`` if that is given."""
    flat = " ".join(printable_signs(text[: 4 * longest or None]).split())
    return f"{cut(flat, longest - 1)}…" if longest and len(flat) > longest else flat


def cut(text: str, longest: int) -> str:
    """The beginning of a text, never with a figure at its end: what is left of a cut one would be another."""
    return text if len(text) <= longest else text[: max(longest, 0)].rstrip("0123456789.,，％% ×≤万亿")


def title_of(context: Mapping[str, str], otherwise: str = "项目表") -> str:
    """The name of a table, as it is written above it or else that of the file."""
    return context.get("标题") or context.get("表格") or otherwise


def scores_of(item: RankedProject) -> tuple[tuple[str, Score], ...]:
    """The three scores with their names."""
    fit, maturity, competitiveness = SCORES
    return (fit, item.fit), (maturity, item.maturity), (competitiveness, item.competitiveness)


def tier_name(item: RankedProject) -> str:
    """A tier with its name: A 可申报."""
    return f"{item.tier} {TIERS.get(item.tier, '')}".rstrip()


def recommended(item: RankedProject) -> Match | None:
    """The match that a project is advised to apply for first; none for a project of tier D."""
    if item.tier == "D":
        return None
    return next((match for match in item.matches if match.verdict is not Answer.NO), None)


def most(match: Match) -> str:
    """The most that can be had as it fits a column: the sum, else the share that is known, else 待核; a star where the verdict is."""
    award = match.award
    if award.amount_wan is None and award.ratio is not None:
        return f"≤{percent(award.ratio)}"
    doubt = "*" if award.amount_wan is not None and match.verdict is Answer.UNKNOWN else ""
    return money(award.amount_wan) + doubt


def most_words(award: Award) -> str:
    """The most that can be had, in words: 1,040 万元; 待核（≤30%）; 待核."""
    if is_known(award.amount_wan):
        return f"{wan(award.amount_wan)} 万元"
    return f"{UNKNOWN}（≤{percent(award.ratio)}）" if award.ratio is not None and is_known(award.ratio) else UNKNOWN


def confidence_words(confidence: str | None) -> str:
    """How sure a figure is."""
    return CONFIDENCE.get(confidence or "", UNKNOWN)


def short_title(programme: Programme) -> str:
    """A programme's title without the name of its channel, which the table's reader knows."""
    for ending in ("中央预算内投资专项", "专项资金", "中央预算内投资"):
        if programme.title.endswith(ending) and len(programme.title) > len(ending) + 2:
            return programme.title.removesuffix(ending)
    return programme.title


def doc_number(match: Match) -> str:
    """The document number, marked where nobody has verified it; 文号待核 where there is none."""
    if not match.programme.doc_number:
        return "文号待核"
    return f"{match.programme.doc_number}{'，文号未核实' if is_number_unsure(match) else ''}"


def is_number_unsure(match: Match) -> bool:
    """Whether nobody has verified the document number; also where there is none."""
    sure = {e.policy.id: e.policy.metadata.get("doc_number_confidence") for e in match.evidence}
    return not match.programme.doc_number or sure.get(match.programme.policy) == "unverified"


def verdict_words(match: Match) -> str:
    """Whether a project is eligible and what that hangs on."""
    if match.verdict is Answer.NO:
        reason = next(
            r for r in match.reasons if r.answer is Answer.NO and r.effect == "gate" and r.kind != "readiness"
        )
        grounds = "；".join(filter(None, (reason.because, reason.clause)))
        return f"不符合：{reason.rule}（{grounds}）"
    if match.verdict is Answer.UNKNOWN:
        return f"待核：{join_missing(match.missing)}"
    own = match.programme.conditions or match.programme.exclusions
    hints = sum(reason.effect == "note" and reason.answer is not Answer.YES for reason in match.reasons)
    return "".join(
        (
            "符合：目录所列的限制性条件都满足",
            f"；另有 {hints} 条提示要自己核对" if hints else "",
            "" if own else "；本渠道自己的申报条件未见原文，申报前须核对",
        )
    )


def join_missing(missing: Sequence[str]) -> str:
    """请补填 is said once for all that is to be filled in."""
    fill = [item.removeprefix(FILL) for item in missing if item.startswith(FILL)]
    rest = [item for item in missing if not item.startswith(FILL)]
    return "；".join([*rest, *([FILL + "、".join(fill)] if fill else [])])


def steps_of(item: RankedProject) -> tuple[Step, ...]:
    """What a project lacks, each in its parts."""
    return tuple(Step(gap.what, gap.state, gap.office or NONE) for gap in item.steps)


def place_words(project: Project) -> str:
    """The place without its province and prefecture, which are the same on every row of a county's table."""
    place = project.place
    words = place.text
    for known in (place.province, place.prefecture):
        words = words.replace(known, "") if known else words
    if place.county and place.county not in words:
        words = f"{place.county}{words}"
    return words or place.prefecture or place.province or UNKNOWN


def row_words(project: Project) -> str:
    """Where a project stands in the user's table."""
    if project.row is None:
        return NONE
    return f"{project.sheet} 第 {project.row} 行" if project.sheet else f"第 {project.row} 行"


def skipped_words(row: SkippedRow) -> str:
    """A row that was left out, and why."""
    sheet = f"工作表“{plain(row.sheet, 30)}”" if row.sheet else ""
    return f"{sheet}第 {row.row} 行：{row.reason}"


def quote(text: str, longest: int) -> str:
    """The beginning of a clause between quotation marks."""
    flat = plain(text)
    return f"“{cut(flat, longest)}{'……' if len(flat) > longest else ''}”"


def cited(evidence: Evidence) -> str:
    """The clause as it is cited; a document number that nobody has verified says so."""
    doubt = evidence.policy.metadata.get("doc_number_confidence") == "unverified" and evidence.policy.doc_number
    return cite(evidence.policy, evidence.clause) + ("（文号未核实）" if doubt else "")


def clause_words(match: Match, clause: str | None) -> str:
    """A clause that a figure rests on: as it is cited where the policy is at hand, else as the catalogue names it."""
    if not clause:
        return "依据待核"
    for evidence in match.evidence:
        policy, label = evidence.policy, evidence.clause.label
        named = clause.removeprefix(f"{policy.id} ")
        if named != clause:
            return cited(evidence) if named == label else f"{cite(policy)}{named}"
    return clause


def web_address(source: str | None) -> str | None:
    """A source that one may follow: http and https with a host, nothing else."""
    if not source or not source.isprintable() or " " in source:
        return None
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    return source if parts.scheme in ("http", "https") and parts.hostname else None


def source_words(source: str | None) -> str:
    """A web address whole; of a file its name only, because a report is handed on and folders are nobody's business."""
    if not source:
        return UNKNOWN
    return source if "://" in source else re.split(r"[\\/]", source)[-1]
