"""What a search found, in words for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.padding import Padding
from rich.text import Text

from policymatch.reports.citations import cite
from policymatch.reports.output import console, fold_lines, printable
from policymatch.reports.policies import marks

if TYPE_CHECKING:
    from rich.console import Console

    from policymatch.model import Clause, Hit
    from policymatch.store.explain import Explanation
    from policymatch.store.facets import Facets
    from policymatch.store.hits import Hits

SHOWN = 160
"""Characters of a clause that are shown."""
_FACET_VALUES = 8
_TERMS = 12
_COPIES = 6
_INDENT = 3
_NAMES = 22
"""Columns of the names of facets."""


class View(NamedTuple):
    """What of an answer is shown: ``first`` is the number of the first hit, ``neighbours`` stand by hit id."""

    query: str
    hits: Hits
    first: int = 1
    page: int = 1
    pages: int = 1
    like: str | None = None
    by_date: bool = False
    neighbours: dict[str, tuple[Sequence[Clause], Sequence[Clause]]] | None = None
    explained: Sequence[Explanation] | None = None
    facets: Facets | None = None


def print_answers(view: View) -> None:
    """Print hits, with what else was asked for."""
    out = console()
    hits = view.hits
    if view.page == 1:
        for suggestion in hits.suggestions:
            why = "、".join(dict.fromkeys(change.how for change in suggestion.changes))
            out.print(Text(f"您是不是要找：{printable(suggestion.text)}（{why}）", "cyan", overflow="fold"))
    if not hits:
        out.print(_nothing(view), markup=False)
    for at, hit in enumerate(hits):
        _print_hit(out, view, at, hit)
    if view.like and view.page == 1 and view.like in hits.copies:
        out.print(fold_lines(Text(f"与 {view.like} {_copies(hits.copies[view.like])}", "dim"), out.width))
    if hits:
        out.print(Text(_counted(view), style="dim"))
        if hits.out_of_force:
            out.print(Text(_left_out(hits), style="dim"))
    if view.explained is not None and not view.explained and hits:
        out.print(Text("按名称直接找到的文件和条款排在最前，不按词语计分，没有可说明的得分。", style="dim"))
    if view.facets is not None and view.facets.clauses:
        _print_facets(out, view)


def _print_hit(out: Console, view: View, at: int, hit: Hit) -> None:
    policy, clause = hit.policy, hit.clause
    doc_number = f"（{policy.doc_number}）" if policy.doc_number else ""
    same = "［同一政策］" if view.like and view.like.rpartition("#")[0] == str(policy.id) else ""
    title = f"{view.first + at}. 《{policy.title}》{doc_number}{marks(policy)}{same}"
    out.print(fold_lines(Text(title, "bold"), out.width))
    page = f"，第 {clause.page} 页" if clause.page else ""
    score = "相似度" if view.like else "得分"
    before, after = view.neighbours[hit.id] if view.neighbours else ((), ())
    _indented(out, Text(f"{clause.path or '正文'}{page}（编号 {hit.id}，{score} {hit.score:.3f}）", "dim"))
    for neighbour in before:
        _indented(out, _neighbour(neighbour))
    _indented(out, _snippet(view.hits, hit))
    for neighbour in after:
        _indented(out, _neighbour(neighbour))
    _indented(out, Text(f"引用：{cite(policy, clause)}", "dim"))
    if hit.id in view.hits.copies:
        _indented(out, Text(_copies(view.hits.copies[hit.id]), "dim"))
    if view.explained and at < len(view.explained):
        for line in explanation_lines(view.explained[at]):
            _indented(out, Text(line, "dim"))


def _indented(out: Console, text: Text) -> None:
    out.print(Padding(fold_lines(text, out.width - _INDENT), (0, 0, 0, _INDENT), expand=False))


def _snippet(hits: Hits, hit: Hit) -> Text:
    found = hits.snippet(hit, SHOWN)
    text = Text(found.text)
    for start, end in found.highlights:
        text.stylize("bold yellow", start, end)
    return text


def _neighbour(clause: Clause) -> Text:
    from policymatch.store.snippets import snippet

    return Text(f"┆ {snippet(clause.text, (), SHOWN).text}", "dim")


def _nothing(view: View) -> str:
    hits = view.hits
    if view.page > 1 and hits.total:
        return f"没有第 {view.page} 页：共 {hits.total} 条，{view.pages} 页。"
    if hits.out_of_force:
        return _left_out(hits)
    if view.like:
        return f"没有与 {view.like} 相似的条款。"
    return f"没有找到与“{printable(view.query)}”有关的条款。可以换个说法，或用 policymatch policies 看库里有哪些政策。"


def _left_out(hits: Hits) -> str:
    words = "另有" if hits else "现行政策里没有；有"
    return f"{words} {hits.out_of_force} 条在当日无效（已失效、被取代、废止或尚未施行）的政策里，加 --all-versions 可一并查看。"


def _counted(view: View) -> str:
    hits = view.hits
    last = view.first + len(hits) - 1
    shown = f"显示前 {last} 条" if view.page == 1 else f"显示第 {view.first} 至 {last} 条"
    words = f"共 {hits.total} 条，{shown}"
    if view.like:
        words = f"相似的 {hits.total} 条，{shown}"
    elif view.by_date and hits.is_question:
        words = f"最相关的 {hits.total} 条按日期从新到旧排列，{shown}"
    if view.pages > 1:
        following = f"；下一页加 --page {view.page + 1}" if view.page < view.pages else ""
        words += f"（第 {view.page} 页，共 {view.pages} 页{following}）"
    return words


def _copies(ids: Sequence[str]) -> str:
    named = "、".join(printable(each) for each in ids[:_COPIES])
    return f"文字相同的还有 {len(ids)} 条：{named}{' 等' if len(ids) > _COPIES else ''}"


def _print_facets(out: Console, view: View) -> None:
    facets = view.facets
    assert facets is not None
    best = f"最相关的 {facets.clauses} 条" if view.hits.is_question and facets.clauses < view.hits.total else "全部"
    out.print()
    out.print(Text(f"分类统计（{best}）", "bold"))
    example = None
    for facet in facets.facets:
        shown = [f"{printable(value.value)} {value.clauses}、" for value in facet.values[:_FACET_VALUES]]
        more = f" 等 {len(facet.values)} 种" if len(facet.values) > _FACET_VALUES else ""
        shown[-1] = shown[-1].removesuffix("、") + more
        _hanging(out, f"{facet.name}（{facet.field}:）", shown, _NAMES)
        usable = [value.expression for value in facet.values if value.expression]
        if example is None and len(facet.values) > 1 and usable:
            example = usable[0]
    if example:
        quote = "'" if '"' in example else '"'
        _hanging(out, "缩小范围：", [f"policymatch search {quote}{printable(example)}{quote}"], 10)


def _hanging(out: Console, name: str, items: Sequence[str], indent: int) -> None:
    """A name and behind it items, whose further lines stand under its first; an item is only cut where it is too long."""
    width = max(out.width - indent, 2)
    lines = [""]
    for item in items:
        if lines[-1] and cell_len(lines[-1]) + cell_len(item) > width:
            lines.append("")
        lines[-1] += item
    lines = [part for line in lines for part in fold_lines(Text(line), width).plain.split("\n")]
    for at, line in enumerate(lines):
        out.print(Text(_pad("" if at else name, indent) + line, no_wrap=True, overflow="ignore"))


def explanation_lines(found: Explanation) -> list[str]:
    """What made a score, the sum first and then what each word gave, in columns."""
    words = sum(part.points for part in found.parts)
    sums = [
        f"{name} {points:.3f}"
        for name, points in (
            ("符合检索式", found.meant),
            ("词语", words),
            ("被其他文件提到", found.fame),
            ("语义相近", found.vectors),
            ("同一文件的其他条款", found.work),
        )
        if abs(points) >= 0.0005
    ]
    lines = [f"得分 {found.score:.3f} = {' + '.join(sums)}"]
    rows = [("得分", "词语", "位置", "权重", "罕见度", "")]
    for part in found.parts[:_TERMS]:
        means = f"“{part.synonym_of}”的近义词" if part.synonym_of else "相邻两字" if part.kind == "字对" else ""
        rows.append((f"{part.points:.4f}", part.word, part.where, f"{part.weight:.2f}", f"{part.idf:.2f}", means))
    rest = found.parts[_TERMS:]
    if rest:
        rows.append((f"{sum(part.points for part in rest):.4f}", f"其余 {len(rest)} 项", "", "", "", ""))
    if len(rows) > 1:
        widths = [max(cell_len(row[column]) for row in rows) for column in range(6)]
        lines += [
            "  ".join(_pad(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        ]
    return lines


def _pad(cell: str, width: int) -> str:
    return cell + " " * (width - cell_len(cell))
