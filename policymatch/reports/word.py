"""申报建议 in Word's format: a page for leaders, then a page for each project that can be applied for, the rest in tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policymatch.model import RankedProject, Ranking
from policymatch.model.plan import Plan
from policymatch.model.worklists import Worklists
from policymatch.reports.brief import Brief, ChannelSum, heading, judged_on, make_brief, named
from policymatch.reports.phrases import (
    MEANINGS,
    NONE,
    TIERS,
    UNKNOWN,
    most_words,
    plain,
    points,
    recommended,
    row_words,
    short_title,
    skipped_words,
    steps_of,
    tier_name,
    total,
    wan,
)
from policymatch.reports.word_lists import write_applications, write_errands, write_plan, write_shortages
from policymatch.reports.word_paper import Column, Paper
from policymatch.reports.word_project import write_project
from policymatch.reports.word_ruler import PAGE

PAGES = 60
"""Projects that get a page of their own."""

ROWS = 200
"""Projects of a tier that a table at the end names."""

_CHANNELS = 3
_STEPS = 4
_REASONS = 3
_HEAD = 50.0
"""Points that the heading above the first project takes."""
_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")


def write_word(ranking: Ranking, path: Path, lists: Worklists, plan: Plan | None = None) -> None:
    """Write the report in Word's format, whatever the path ends in. Raises OSError where it cannot be written."""
    title = f"{heading(ranking)}申报建议"
    paper = Paper(title, judged_on(ranking))
    sections = _Sections(paper)
    _for_leaders(sections, title, ranking, make_brief(ranking, lists, plan))
    paper.break_page()
    if plan is not None:
        sections.open("申报方案")
        write_plan(paper, plan)
    sections.open("申报清单")
    write_applications(paper, lists.applications)
    _projects(sections, ranking)
    sections.open("前期手续缺项清单")
    write_errands(paper, lists.errands)
    sections.open("要素保障问题清单")
    write_shortages(paper, lists.shortages)
    sections.open("说明")
    _notes(paper, ranking, plan)
    paper.save(path)


class _Sections:
    """The sections of a document, numbered 一、二、三 as they come."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self._count = 0

    def open(self, title: str) -> None:
        """Begin a section."""
        self.paper.heading(f"{_NUMBERS[self._count]}、{title}")
        self._count += 1


def _for_leaders(sections: _Sections, title: str, ranking: Ranking, brief: Brief) -> None:
    """The first page."""
    paper = sections.paper
    paper.title(title)
    day = ranking.context.get("判断日期")
    paper.subtitle(f"（按 {plain(day, 20)} 有效的规定判断）" if day else "（判断日期未注明）")
    sections.open("现在能申报什么")
    paper.say(f"{_counted(brief)}{_summed(brief)}")
    if brief.ready or brief.near:
        _channels(paper, brief)
    sections.open("最要紧的几件事")
    for number, words in enumerate(brief.decisions, 1):
        paper.say(words, f"{number}. ")
    if not brief.decisions:
        paper.say("没有需要马上决定的事。")
    sections.open("缺得最多的是什么")
    paper.say(_lacking(brief))
    sections.open("不宜申报的项目")
    paper.say(_advised_against(brief))


def _counted(brief: Brief) -> str:
    counts = "，".join(f"{tier} 类（{name}）{brief.counts[tier]} 个" for tier, name in TIERS.items())
    return f"全表共 {sum(brief.counts.values())} 个项目：{counts}。"


def _summed(brief: Brief) -> str:
    """What tier A could be given at most, those that are 待核 counted apart, and what the table asks for."""
    projects = sum(each.projects for each in brief.ready)
    if not projects:
        return "目前没有可以直接申报的项目。"
    most = total(each.most_wan for each in brief.ready)
    unknown = sum(each.unknown for each in brief.ready)
    if most is not None:
        extra = f"，另有 {unknown} 个项目金额待核，未计入" if unknown else ""
        words = f"A 类最多可争取 {wan(most)} 万元{extra}"
    else:
        words = f"A 类 {projects} 个项目能争取多少都还待核"
    asked = total(each.asked_wan for each in brief.ready)
    unasked = sum(each.unasked for each in brief.ready)
    if asked is not None:
        words += f"；表中拟申请合计 {wan(asked)} 万元{f'（{unasked} 个未写）' if unasked else ''}"
    return f"{words}。"


def _channels(paper: Paper, brief: Brief) -> None:
    columns = (
        Column("资金类型", 40),
        *(
            column
            for tier in "AB"
            for column in (
                Column(f"{tier} 类\n（个）", 14, "center"),
                Column("最多可争取\n（万元）", 24, "right"),
                Column("金额待核\n（个）", 18, "center"),
            )
        ),
    )
    ready = {each.channel: each for each in brief.ready}
    near = {each.channel: each for each in brief.near}
    names = list(dict.fromkeys((*ready, *near)))
    rows = [(plain(name, 20), *_cells(ready.get(name)), *_cells(near.get(name))) for name in names[:_CHANNELS]]
    rest = names[_CHANNELS:]
    if rest:
        rows.append((f"其他 {len(rest)} 类", *_cells(_together(ready, rest)), *_cells(_together(near, rest))))
    rows.append(("合计", *_cells(_together(ready, names)), *_cells(_together(near, names))))
    paper.table(columns, rows, strong_last=True)


def _together(sums: dict[str, ChannelSum], names: Sequence[str]) -> ChannelSum | None:
    those = [sums[name] for name in names if name in sums]
    if not those:
        return None
    return ChannelSum(
        "合计",
        sum(each.projects for each in those),
        total(each.most_wan for each in those),
        sum(each.unknown for each in those),
        total(each.asked_wan for each in those),
        sum(each.unasked for each in those),
    )


def _cells(each: ChannelSum | None) -> tuple[str, str, str]:
    return (
        (str(each.projects), wan(each.most_wan), str(each.unknown) if each.unknown else NONE) if each else (NONE,) * 3
    )


def _lacking(brief: Brief) -> str:
    if not brief.missing:
        words = "没有缺前期手续的项目"
    else:
        shown = [
            f"{plain(row.step, 12)} {row.projects} 个（{plain(row.office, 10)}）" for row in brief.missing[:_STEPS]
        ]
        more = f"等 {len(brief.missing)} 项" if len(brief.missing) > _STEPS else ""
        words = f"按项目数：{'；'.join(shown)}{more}"
    return f"{words}。另有 {brief.unfilled} 个项目要补填表格或人工核实。" if brief.unfilled else f"{words}。"


def _advised_against(brief: Brief) -> str:
    if not brief.excluded:
        return "没有。"
    shown = [f"{plain(each.why, 20)}：{named(each.names, 1)}" for each in brief.excluded[:_REASONS]]
    rest = sum(len(each.names) for each in brief.excluded[_REASONS:])
    more = f"；其他原因 {rest} 个" if len(brief.excluded) > _REASONS else ""
    return f"共 {brief.counts['D']} 个。{'；'.join(shown)}{more}。原因见最后的表。"


def _projects(sections: _Sections, ranking: Ranking) -> None:
    """A page for each project of tier A and B, as far as ``PAGES`` go; what is left in a table a tier."""
    paper = sections.paper
    advised = [item for item in ranking.projects if item.tier in ("A", "B")]
    paper.break_page()
    if advised:
        sections.open("分项目建议")
        left = len(advised) - PAGES
        if left > 0:
            paper.item(f"每个项目一页，只写前 {PAGES} 个；其余 {left} 个 A、B 类项目见后面的表。")
        for number, item in enumerate(advised[:PAGES]):
            if number:
                paper.break_page()
            write_project(paper, item, PAGE if number else PAGE - _HEAD)
        paper.break_page()
    rest = {"其余 A、B 类项目": advised[PAGES:]}
    rest |= {f"{tier} 类（{TIERS[tier]}）项目": [i for i in ranking.projects if i.tier == tier] for tier in "CD"}
    sections.open("其余项目" if advised else "全部项目")
    for title, items in rest.items():
        if items:
            paper.heading(f"{title}：{len(items)} 个", 2)
            _table(paper, items)
    if not any(rest.values()):
        paper.say("没有。")


def _table(paper: Paper, items: Sequence[RankedProject]) -> None:
    columns: tuple[Column, ...] = (
        Column("名次", 11, "center"),
        Column("项目名称", 40),
        Column("总分", 11, "center"),
        Column("为什么", 92),
    )
    if any(item.tier != "D" for item in items):
        columns = (
            *columns[:3],
            Column("首选资金渠道", 26),
            Column("最多可争取\n（万元）", 22, "right"),
            Column("为什么；缺什么", 58),
        )
    paper.table(columns, [_table_row(item) for item in items[:ROWS]])
    if len(items) > ROWS:
        paper.item(f"只列前 {ROWS} 个，还有 {len(items) - ROWS} 个见网页或 Excel 报告。")


def _table_row(item: RankedProject) -> tuple[str, ...]:
    first = recommended(item)
    steps = steps_of(item)
    lacking = "、".join(plain(step.what, 16) for step in steps[:3]) + (f"等 {len(steps)} 项" if len(steps) > 3 else "")
    where = f"（{plain(row_words(item.project), 24)}）" if item.project.row else ""
    head = (str(item.rank), plain(item.project.name, 60) + where, points(item.score))
    why = plain(item.tier_because, 130)
    if item.tier == "D":
        return *head, why
    return (
        *head,
        plain(short_title(first.programme), 40) if first else NONE,
        most_words(first.award).removesuffix(" 万元") if first else NONE,
        why + (f"\n缺：{lacking}" if steps else ""),
    )


def _notes(paper: Paper, ranking: Ranking, plan: Plan | None) -> None:
    """What the report rests on, and what its words mean."""
    rows = [(plain(name, 20), plain(value, 300) or UNKNOWN) for name, value in ranking.context.items()]
    if plan is not None:
        rows += [
            (f"方案·{plain(name, 20)}", plain(value, 300) or UNKNOWN)
            for name, value in plan.context.items()
            if ranking.context.get(name) != value
        ]
    if ranking.order is not None:
        rows.append(("位次的把握", plain(ranking.order.words, 500)))
    counts = "，".join(
        f"{tier_name(item)} {sum(other.tier == item.tier for other in ranking.projects)} 个"
        for item in {item.tier: item for item in ranking.projects}.values()
    )
    rows.append(("结果", f"{counts or '没有项目'}；未排序 {len(ranking.skipped)} 行"))
    paper.table((Column("项目", 30), Column("内容", 126)), rows)
    for words in MEANINGS:
        paper.item(words)
    doubted = sum(bool(item.project.doubts) for item in ranking.projects)
    if ranking.warnings or doubted or ranking.skipped:
        paper.caption("表格中需要核对的地方")
        for warning in ranking.warnings[:10]:
            paper.item(warning)
        if doubted:
            paper.item(f"{doubted} 个项目的表格内容存疑，逐条见各项目页和 Excel 报告。")
        for row in ranking.skipped[:10]:
            paper.item(f"未排序：{skipped_words(row)}")
        if len(ranking.skipped) > 10:
            paper.item(f"还有 {len(ranking.skipped) - 10} 行未排序，见 Excel 报告。")
