"""What stands on each sheet of the Excel report, as plain rows; how it looks is excel.py's business."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policymatch.model import Plan, Project, RankedProject, Ranking, Worklists
from policymatch.reports.excel_lists import GAPS_FOR, gaps_sheet, list_sheets
from policymatch.reports.excel_matches import MATCHES_FOR, RULES_FOR, matches_sheet, rules_sheet
from policymatch.reports.excel_plan import plan_sheets
from policymatch.reports.excel_scores import scores_sheet
from policymatch.reports.excel_table import PROJECT, Column, Kind, Row, Sheet, Value, most_value, project_head
from policymatch.reports.phrases import CONFIDENCE, NONE, TIERS, place_words, recommended, scores_of

GAPS_SHOWN = 3
"""Missing steps that the first sheet names; the sheet of gaps has them all."""

TIES_SHOWN = 4
"""Places that cannot be told from a project's own, as far as a cell names them."""

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

_LISTS = (
    ("申报清单", "只列梯次 A 的项目，按资金渠道分组，先截止的在前。目录里没有申报时间的写“待核”，以上级当年通知为准。"),
    (
        "前期手续缺项清单",
        (
            "“办成即手续齐全”是只差这一项手续、又有首选渠道的项目；表中没有写的手续也算在内，先核实是不是已经办了。"
            "金额只合计查得到的，待核的只计个数，不加进合计。"
        ),
    ),
    (
        "要素保障问题清单",
        "用地、用能来自手续和表中原话，资金来自总投资与写明的来源之差、超过渠道上限的申请额和要县里落实的配套。标“要先核实”的，表里没有写清。",
    ),
)

_SURE = (("official", ""), ("reported", ""), ("unverified", "，只作线索"))


def make_sheets(ranking: Ranking, lists: Worklists, plan: Plan | None = None) -> Iterator[Sheet]:
    """All sheets of the report after the first, in their order."""
    yield _ranks(ranking)
    yield from list_sheets(lists)
    if plan is not None:
        yield from plan_sheets(plan)
    yield matches_sheet(ranking)
    yield scores_sheet(ranking)
    yield rules_sheet(ranking)
    yield gaps_sheet(ranking)
    if ranking.columns:
        yield _columns(ranking)
    yield _doubts(ranking)
    notes = tuple(_notes(ranking))
    yield Sheet("说明", (Column("项目", 20, Kind.SHORT), Column("内容", 100)), notes, 1, filtered=False)


def _ranks(ranking: Ranking) -> Sheet:
    first = next((item.sureness.first for item in ranking.projects if item.sureness), None)
    columns = (
        *PROJECT,
        Column("表中行", 6, Kind.SHORT),
        Column("建设地点", 13),
        Column("总投资\n（万元）", 10, Kind.MONEY),
        Column("总分", 8, Kind.SCORE, bar=100),
        Column("契合度", 8, Kind.SCORE, bar=100),
        Column("成熟度", 8, Kind.SCORE, bar=100),
        Column("竞争力", 8, Kind.SCORE, bar=100),
        *(_sureness_columns(first) if first is not None else ()),
        Column("首选资金渠道", 20),
        Column("资金类型", 13),
        Column("是否\n符合", 8, Kind.ANSWER),
        Column("最多可争取\n（万元）", 14, Kind.MONEY),
        Column("主要缺项", 30),
        Column("梯次理由", 32),
    )
    rows = (_rank(item, first is not None) for item in ranking.projects)
    return Sheet("排名", columns, rows, 3, empty="没有可以排序的项目")


def _sureness_columns(first: int) -> tuple[Column, ...]:
    return (
        Column(f"进前 {first} 名\n的占比", 9, Kind.SHARE, bar=1),
        Column("名次区间", 9, Kind.SHORT),
        Column("最取决于", 16),
    )


def _rank(item: RankedProject, sure: bool) -> Row:
    project, first = item.project, recommended(item)
    programme = first.programme if first else None
    left = len(item.gaps) - GAPS_SHOWN
    shown = [*item.gaps[:GAPS_SHOWN], *([f"……还有 {left} 项，见“逐项缺项”"] if left > 0 else [])]
    return (
        *project_head(item),
        _row_number(project),
        place_words(project),
        project.investment_wan,
        item.score,
        item.fit.value,
        item.maturity.value,
        item.competitiveness.value,
        *(_sureness(item) if sure else ()),
        programme.title if programme else NONE,
        programme.channel if programme else NONE,
        first.verdict.value if first else NONE,
        most_value(first) if first else NONE,
        "\n".join(shown) or NONE,
        item.tier_because,
    )


def _sureness(item: RankedProject) -> Row:
    """The share of weightings that put it among the first, its best and worst place, and the weight it hangs on."""
    found = item.sureness
    if found is None:
        return NONE, NONE, NONE
    places = str(found.best) if found.best == found.worst else f"{found.best}—{found.worst}"
    said = [f"{found.hangs_on}（加重则{'靠前' if found.rises else '靠后'}）"] if found.hangs_on else []
    if found.tied:
        said.append(f"与第 {'、'.join(map(str, found.tied[:TIES_SHOWN]))} 名难分先后")
    return found.in_first, places, "\n".join(said) or NONE


def _row_number(project: Project) -> Value:
    """The row in the user's table; with its sheet where the table has several."""
    if project.row is None:
        return NONE
    return f"{project.sheet}\n第 {project.row} 行" if project.sheet else project.row


def _columns(ranking: Ranking) -> Sheet:
    columns = (
        Column("工作表", 16),
        Column("列", 6, Kind.SHORT),
        Column("表头", 34),
        Column("读作", 18, Kind.ANSWER),
        Column("单位", 8, Kind.SHORT),
        Column("把握", 8, Kind.SHARE, bar=1),
        Column("怎么认出来的", 60),
    )
    rows = tuple(
        (each.sheet, each.column, each.title, each.field or "没有读", each.unit or NONE, each.sure, each.because)
        for each in ranking.columns
    )
    return Sheet("列的识别", columns, rows, 3)


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
    return Sheet("存疑与未排序", columns, tuple(rows), 1, empty="没有存疑的单元格，也没有没排序的行")


def _cells(doubt: str) -> str | None:
    """The cells a doubt names; what it quotes from the table is not looked at."""
    return "、".join(dict.fromkeys(_CELL.findall(_QUOTATION.sub("", doubt)))) or None


def _notes(ranking: Ranking) -> Iterator[tuple[str, str]]:
    """Rows of name and text."""
    yield from ranking.context.items()
    counts = [f"{tier} {name} {sum(item.tier == tier for item in ranking.projects)} 个" for tier, name in TIERS.items()]
    yield "结果", f"共 {len(ranking.projects)} 个项目：{'，'.join(counts)}；未排序 {len(ranking.skipped)} 行"
    if ranking.order is not None:
        order = ranking.order
        yield "名次有多稳", f"{order.words}（{order.method}，{order.weightings} 组权重，随机种子 {order.seed}）"
        yield (
            "进前几名的占比",
            "换成别的权重，这个项目还排在前几名的占比；“名次区间”是最好和最差的名次。占比低的，名次全看权重怎么定。",
        )
    yield from _MEANINGS
    yield from _LISTS
    yield "补助标准可信度", "；".join(f"{CONFIDENCE[key]}{extra}" for key, extra in _SURE)
    yield from _weights(ranking)
    yield from _left_out(ranking)


def _left_out(ranking: Ranking) -> Iterator[tuple[str, str]]:
    """What a long table's report does not list."""
    total = len(ranking.projects)
    if total > MATCHES_FOR:
        yield "资金匹配", f"项目太多，前 {MATCHES_FOR} 名列出全部渠道，其余只列首选渠道"
    if total > RULES_FOR:
        yield (
            "规则判定",
            f"项目太多，只列前 {RULES_FOR} 名，以及前 {RULES_FOR} 个不宜申报的项目；其余可用 policymatch match 逐个看",
        )
    if total > GAPS_FOR:
        yield "逐项缺项", f"项目太多，只列前 {GAPS_FOR} 个有缺项的项目；其余见“排名”的“主要缺项”"


def _weights(ranking: Ranking) -> Iterator[tuple[str, str]]:
    """The weights as the scores carry them, so that they are the ones that were used."""
    found: dict[str, dict[str, float]] = {}
    for item in ranking.projects:
        for name, score in scores_of(item):
            found.setdefault(name, {}).update({part.name: part.weight for part in score.parts})
    for name, parts in found.items():
        if parts:
            yield f"{name}的权重", "，".join(f"{part} {weight:.4g}" for part, weight in parts.items())
