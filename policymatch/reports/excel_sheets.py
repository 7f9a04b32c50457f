"""What stands on each sheet of the Excel report, as plain rows; how it looks is excel.py's business."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policymatch.model import Match, Project, RankedProject, Ranking, Score
from policymatch.reports.excel_matches import matches_sheet, rules_sheet
from policymatch.reports.excel_table import (
    NONE,
    PROJECT,
    TIERS,
    Column,
    Kind,
    Row,
    Sheet,
    Value,
    is_known,
    project_head,
)
from policymatch.reports.phrases import CONFIDENCE, most, recommended

GAPS_SHOWN = 3
"""Missing steps that the first sheet names; the sheet of gaps has them all."""

_QUOTATION = re.compile("“[^“”]*”")
_CELL = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,3}[1-9][0-9]{0,6}(?![A-Za-z0-9])")

_MEANINGS = (
    ("金额", "单位都是万元。“最多可争取”是按补助标准推算的上限，不是能批下来的数。"),
    ("待核", "没有查到可靠的数字或表里没有写，不能当成零，也不能当成不符合；申报前请查清补上。"),
    ("待核（≤30%）", "只查到补助比例，金额还算不出来；比例乘的是哪个基数，见“资金匹配”的“计算基数”，不一定是总投资。"),
    ("—", "没有这一项，或不适用。"),
    ("符合", "规则判定“符合”：表里写明的内容满足这一条；资金渠道“符合”：目录所列的限制性条件都满足，不等于能批。"),
    ("不符合", "有一条起决定作用的规则不满足；“前期条件”不满足时可以补办，因此渠道的结论是“待核”而不是“不符合”。"),
    ("仅提示", "这一条依据较弱或者只作提醒，不影响结论，申报前请人工核对。"),
    ("摘编", "标有“摘编”的条文是本软件用自己的话写的概括，不是原文；申报和引用以发文机关的原文为准。"),
    ("文号未核实", "这个发文字号没有见到原文，引用前要核对。"),
    ("分数", "0—100 分，只用来比较本表各项目的先后，不是评审打分。权重是建议口径，不出自任何文件，可以另存一份修改。"),
)

_TO_DO = (
    ("请补填：", "表中未写，请补填"),
    ("尚未做到：", "尚未做到"),
    ("请人工核对", "表中看不出，请人工核对"),
)

_SURE = (("official", ""), ("reported", ""), ("unverified", "，只作线索"))


def make_sheets(ranking: Ranking) -> tuple[Sheet, ...]:
    """All sheets of the report in their order."""
    return (
        _ranks(ranking),
        matches_sheet(ranking),
        rules_sheet(ranking),
        _scores(ranking),
        _gaps(ranking),
        _doubts(ranking),
        Sheet("说明", (Column("项目", 20, Kind.SHORT), Column("内容", 100)), tuple(_notes(ranking)), 1, filtered=False),
    )


def _ranks(ranking: Ranking) -> Sheet:
    columns = (
        *PROJECT,
        Column("表中行", 6, Kind.SHORT),
        Column("建设地点", 13),
        Column("总投资\n（万元）", 10, Kind.MONEY),
        Column("总分", 8, Kind.SCORE, bar=True),
        Column("契合度", 8, Kind.SCORE, bar=True),
        Column("成熟度", 8, Kind.SCORE, bar=True),
        Column("竞争力", 8, Kind.SCORE, bar=True),
        Column("首选资金渠道", 20),
        Column("资金类型", 13),
        Column("是否\n符合", 8, Kind.ANSWER),
        Column("最多可争取\n（万元）", 14, Kind.MONEY),
        Column("主要缺项", 30),
        Column("梯次理由", 32),
    )
    return Sheet("排名", columns, tuple(map(_rank, ranking.projects)), 3)


def _rank(item: RankedProject) -> Row:
    project, first = item.project, recommended(item)
    programme = first.programme if first else None
    left = len(item.gaps) - GAPS_SHOWN
    shown = [*item.gaps[:GAPS_SHOWN], *([f"……还有 {left} 项，见“前期缺项”"] if left > 0 else [])]
    return (
        *project_head(item),
        _row_number(project),
        _place(project),
        project.investment_wan,
        item.score,
        item.fit.value,
        item.maturity.value,
        item.competitiveness.value,
        programme.title if programme else NONE,
        programme.channel if programme else NONE,
        first.verdict.value if first else NONE,
        _most(first) if first else NONE,
        "\n".join(shown) or NONE,
        item.tier_because,
    )


def _most(match: Match) -> Value:
    """The sum; where only the share is known, that it is not known and the share."""
    award = match.award
    if is_known(award.amount_wan) or not is_known(award.ratio):
        return award.amount_wan
    return f"待核（{most(match)}）"


def _row_number(project: Project) -> Value:
    """The row in the user's table; with its sheet where the table has several."""
    if project.row is None:
        return NONE
    return f"{project.sheet}\n第 {project.row} 行" if project.sheet else project.row


def _place(project: Project) -> str:
    """The place without its province and prefecture, which are the same on every row of a county's table."""
    place = project.place
    words = place.text
    for known in (place.province, place.prefecture):
        words = words.replace(known, "") if known else words
    if place.county and place.county not in words:
        words = f"{place.county}{words}"
    return words or place.prefecture or place.province or "待核"


def _scores(ranking: Ranking) -> Sheet:
    columns = (
        *PROJECT,
        Column("总分", 7, Kind.SCORE),
        Column("分数", 8, Kind.SHORT),
        Column("该项\n分数", 7, Kind.SCORE),
        Column("组成部分", 13),
        Column("得分", 9, Kind.SCORE, bar=True),
        Column("权重", 7, Kind.SHARE),
        Column("加权\n得分", 7, Kind.SCORE),
        Column("怎么得来", 56),
    )
    rows = tuple(
        (
            *project_head(item),
            item.score,
            name,
            score.value,
            part.name,
            part.value,
            part.weight,
            round(part.value * part.weight, 2),
            part.because,
        )
        for item in ranking.projects
        for name, score in _named_scores(item)
        for part in score.parts
    )
    return Sheet("分数构成", columns, rows, 3)


def _named_scores(item: RankedProject) -> tuple[tuple[str, Score], ...]:
    return ("契合度", item.fit), ("成熟度", item.maturity), ("竞争力", item.competitiveness)


def _gaps(ranking: Ranking) -> Sheet:
    columns = (*PROJECT, Column("缺什么", 50), Column("现在状态", 22), Column("找哪个部门", 22))
    rows = tuple((*project_head(item), *_gap(gap)) for item in ranking.projects for gap in item.gaps)
    return Sheet("前期缺项", columns, rows, 3)


def _gap(gap: str) -> tuple[str, str, str]:
    """Step, state and office of a gap: "可研批复（在办）→ 发展改革局", "请补填：单位性质", "尚未做到：…"."""
    head, _, office = gap.partition("）→")
    step, _, state = head.rpartition("（")
    if step and office:
        return step, state, office.strip()
    for beginning, state in _TO_DO:
        if gap.startswith(beginning):
            return gap.removeprefix(beginning), state, NONE
    return gap, "待核" if gap.startswith("请") else NONE, NONE


def _doubts(ranking: Ranking) -> Sheet:
    columns = (
        Column("类别", 12, Kind.SHORT),
        Column("工作表", 14),
        Column("表中行", 8, Kind.WHOLE),
        Column("单元格", 14),
        Column("项目名称", 34),
        Column("内容", 80),
    )
    rows: list[Row] = [("全表", None, None, None, None, warning) for warning in ranking.warnings]
    for item in ranking.projects:
        project = item.project
        rows += [("存疑", project.sheet, project.row, _cells(doubt), project.name, doubt) for doubt in project.doubts]
    rows += [("未排序", row.sheet, row.row, None, None, row.reason) for row in ranking.skipped]
    return Sheet("存疑与未排序", columns, tuple(rows), 1)


def _cells(doubt: str) -> str | None:
    """The cells a doubt names; what it quotes from the table is not looked at."""
    return "、".join(dict.fromkeys(_CELL.findall(_QUOTATION.sub("", doubt)))) or None


def _notes(ranking: Ranking) -> Iterator[tuple[str, str]]:
    """Rows of name and text."""
    yield from ranking.context.items()
    counts = [f"{tier} {name} {sum(item.tier == tier for item in ranking.projects)} 个" for tier, name in TIERS.items()]
    yield "结果", f"共 {len(ranking.projects)} 个项目：{'，'.join(counts)}；未排序 {len(ranking.skipped)} 行"
    yield from _MEANINGS
    yield "补助标准可信度", "；".join(f"{CONFIDENCE[key]}{extra}" for key, extra in _SURE)
    yield from _weights(ranking)


def _weights(ranking: Ranking) -> Iterator[tuple[str, str]]:
    """The weights as the scores carry them, so that they are the ones that were used."""
    found: dict[str, dict[str, float]] = {"契合度": {}, "成熟度": {}, "竞争力": {}}
    for item in ranking.projects:
        for name, score in _named_scores(item):
            found[name].update({part.name: part.weight for part in score.parts})
    for name, parts in found.items():
        if parts:
            yield f"{name}的权重", "，".join(f"{part} {weight:.4g}" for part, weight in parts.items())
