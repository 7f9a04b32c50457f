"""policymatch search QUERY"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit, opened_store

if TYPE_CHECKING:
    from policymatch.store.hits import Hits
    from policymatch.store.snapshot import Store
    from policymatch.store.syntax import ExpressionError
    from policymatch.vectors.search import VectorSearch

COLUMNS = ("编号", "得分", "政策", "发文字号", "状态", "条款", "页", "正文", "摘录", "引用")
FACET_COLUMNS = ("分类", "值", "条数", "检索式")
EXPLAINED = 5
"""Hits that --explain explains unless --limit says otherwise."""


@command(
    "search",
    help="""查条款。直接提问，或写检索式。

    \b
    乡镇污水处理厂能申请什么补助        直接提问
    国办发〔2024〕52号                  直接找到这份文件，括号怎么写都可以
    政府投资条例第九条                  直接找到这一条
    \b
    检索式（字段和运算符可混用，运算符要大写；与、或、非 前后要空格）：
    "冷链物流"                             原样出现的词
    冷链 AND 补助   冷链 与 补助           都要有
    冷链 OR 冷库   冷链 或 冷库            有一个就行
    冷链 NOT 农药   冷链 非 农药   冷链 -农药   不要后面的
    (冷链 OR 冷库) AND title:管理办法      括号里的先算
    title:*专项*管理办法                   标题（* 任意几个字，? 一个字）
    issuer:财政部   level:省   region:贵州   发文机关、级别、地区
    channel:专项债   status:现行           资金类型、状态
    doc_number:发改投资规   text:贴息      发文字号、只查正文
    date:2024   date:2024-01-01..2024-06-30   date:>=2024-03   成文日期
    effective:2025                         施行日期
    字段也可写中文：标题:、发文机关:、文号:、级别:、地区:、资金类型:、状态:、正文:、日期:、施行:

    检索式写错时指出错在哪里，并按普通问题回答。

    只查今天有效的政策；查别的日期用 --as-of，连同失效、被取代的一起查用 --all-versions。
    """,
)
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="每页列出多少条。")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="看第几页。")
@click.option(
    "--order", type=click.Choice(["score", "date"]), default="score", help="排列：score 最相关的在前（默认），date 最新的在前。"
)  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="查在这一天有效的政策，默认今天。")
@click.option("--all-versions", is_flag=True, help="已失效、被取代、废止和尚未施行的也查。")
@click.option("--context", type=click.IntRange(0, 20), default=0, help="每条前后各显示几条。")
@click.option("--facets", is_flag=True, help="按发文机关、年份、级别、资金类型、状态统计条数。")
@click.option("--explain", is_flag=True, help="说明得分从哪里来（前 5 条；写了 --limit 则全部）。")
@click.option("--like", metavar="条款编号", help="找与这一条相似的条款，如 sc-712#8；不再写 QUERY。")
@click.option(
    "--vectors", type=click.Path(path_type=Path), metavar="模型", help="并用句向量；先用 policymatch vectors 计算。"
)
@click.pass_context
def run(ctx: click.Context, /, common: Common, query: tuple[str, ...], **options: Any) -> None:
    """Find clauses."""
    question = " ".join(query)
    if options["like"] and (question or options["explain"] or options["vectors"] or options["order"] == "date"):
        raise click.UsageError("--like 只和条款编号一起用，不能再写 QUERY、--order date、--explain 或 --vectors", ctx)
    if not options["like"] and not query:
        raise click.MissingParameter(ctx=ctx, param=next(each for each in ctx.command.params if each.name == "query"))
    limited = ctx.get_parameter_source("limit") is click.core.ParameterSource.COMMANDLINE
    with opened_store(common) as store:
        vectors = _vectors(common, store, options["vectors"])
        hits = _find(store, question, options, vectors)
        if hits.fault is not None:
            _tell(common, question, hits.fault)
        if hits.missing:
            common.say(f"{hits.missing}，以下列出这份文件。")
        # Nothing is read before it is looked at, so the store must be open while it is printed.
        if options["facets"] and common.format == "csv":
            emit(common, dict, FACET_COLUMNS, lambda: _facet_rows(hits), lambda: None)
            return
        emit(
            common,
            lambda: _data(store, question, hits, options, limited, vectors),
            COLUMNS,
            lambda: _rows(hits),
            lambda: _print(store, question, hits, options, limited),
        )


def _find(store: Store, question: str, options: dict[str, Any], vectors: VectorSearch | None) -> Hits:
    limit, offset = options["limit"], (options["page"] - 1) * options["limit"]
    as_of: datetime | None = options["as_of"]
    day: date | None = as_of.date() if as_of else None
    if options["like"]:
        return store.similar(options["like"], limit, offset=offset, as_of=day, all_versions=options["all_versions"])
    return store.search(
        question,
        limit,
        offset=offset,
        as_of=day,
        all_versions=options["all_versions"],
        order=options["order"],
        vectors=vectors,
    )


def _vectors(common: Common, store: Store, model: Path | None) -> VectorSearch | None:
    if model is None:
        return None
    from policymatch.vectors.encoder import open_encoder
    from policymatch.vectors.search import open_vectors

    found = open_vectors(common.store, open_encoder(model))
    missing = store.without_vectors(found)
    if missing:
        common.say(f"注意：有 {missing} 条条款还没有句向量，只按词语查；运行 policymatch vectors {model} 补算。")
    return found


def _tell(common: Common, query: str, fault: ExpressionError) -> None:
    from policymatch.store.syntax import mark

    common.say(
        f"检索式有误：{fault.message}\n{mark(query, fault.start, fault.end)}\n提示：{fault.hint}\n以下按普通问题回答。"
    )


def _explained(options: dict[str, Any], limited: bool) -> int:
    if not options["explain"]:
        return 0
    return int(options["limit"]) if limited else EXPLAINED


def _data(
    store: Store, question: str, hits: Hits, options: dict[str, Any], limited: bool, vectors: VectorSearch | None
) -> dict[str, Any]:
    from policymatch.reports.payload import clause_data, hit_data
    from policymatch.reports.search_data import explanation_data, facets_data, fault_data, suggestions_data

    found: list[dict[str, Any]] = []
    for hit in hits:
        part = hits.snippet(hit)
        shown = {"text": part.text, "highlights": [list(span) for span in part.highlights]}
        found.append(hit_data(hit) | {"snippet": shown})
        if options["context"]:
            before, after = store.neighbours(hit.id, options["context"], hit.policy.id)
            found[-1]["context"] = {
                "before": [clause_data(clause, with_id=True) for clause in before],
                "after": [clause_data(clause, with_id=True) for clause in after],
            }
    explained = hits.explain(_explained(options, limited)) if options["explain"] else ()
    for each, explanation in zip(found, explained, strict=False):
        each["explain"] = explanation_data(explanation)
    data = {
        "query": question,
        "total": hits.total,
        "out_of_force": hits.out_of_force,
        "fault": fault_data(hits.fault),
        "missing": hits.missing or None,
        "suggestions": suggestions_data(hits.suggestions if options["page"] == 1 else ()),
        "hits": found,
    }  # fmt: skip
    if options["like"]:
        data |= {"like": options["like"], "copies": list(hits.copies.get(options["like"], ()))}
        for each in found:
            each["copies"] = list(hits.copies.get(each["id"], ()))
    if vectors is not None:
        data["without_vectors"] = store.without_vectors(vectors)
    if options["facets"]:
        data["facets"] = facets_data(hits.facets())
    return data


def _rows(hits: Hits) -> list[tuple[object, ...]]:
    from policymatch.reports.citations import cite

    return [
        (
            hit.id,
            hit.score,
            hit.policy.title,
            hit.policy.doc_number,
            hit.policy.status.value,
            hit.clause.path,
            hit.clause.page,
            hit.clause.text,
            hits.snippet(hit).text,
            cite(hit.policy, hit.clause),
        )
        for hit in hits
    ]


def _facet_rows(hits: Hits) -> list[tuple[object, ...]]:
    return [
        (facet.name, value.value, value.clauses, value.expression)
        for facet in hits.facets().facets
        for value in facet.values
    ]


def _print(store: Store, question: str, hits: Hits, options: dict[str, Any], limited: bool) -> None:
    from policymatch.reports.answers import View, print_answers

    limit, page, around = options["limit"], options["page"], options["context"]
    print_answers(
        View(
            question,
            hits,
            (page - 1) * limit + 1,
            page,
            -(-hits.total // limit),
            options["like"],
            options["order"] == "date",
            {hit.id: store.neighbours(hit.id, around, hit.policy.id) for hit in hits} if around else None,
            hits.explain(_explained(options, limited)) if options["explain"] else None,
            hits.facets() if options["facets"] else None,
        )
    )
