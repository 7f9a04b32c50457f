"""A plan as plain data and as rows: money in 万元, what is not known null; nothing that differs from run to run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policymatch.reports.list_words import asked_of, debt_of, expected_of, local_of, local_sum, loss_of
from policymatch.reports.output import money

if TYPE_CHECKING:
    from policymatch.model import Choice, LeftOut, Plan

COLUMNS = (
    "年度", "安排", "名次", "行", "项目名称", "梯次", "资金渠道", "资金类型", "申报金额(万元)", "把握", "期望资金(万元)",
    "县级配套(万元)", "占举债空间(万元)", "必上", "说明",
)  # fmt: skip


def plan_data(plan: Plan) -> dict[str, Any]:
    """The whole plan."""
    return {
        "expected_wan": plan.expected_wan,
        "bound_wan": plan.bound_wan,
        "gap": plan.gap,
        "choices": [choice_data(each) for each in plan.choices],
        "left_out": [_left_out(each) for each in plan.left_out],
        "years": [
            {
                "year": each.year,
                "title": each.title,
                "expected_wan": each.expected_wan,
                "bound_wan": each.bound_wan,
                "gap": each.gap,
                "choices": [choice_data(choice) for choice in each.choices],
                "prepare": [_left_out(item) for item in each.prepare],
            }
            for each in plan.years
        ],
        "limits": [
            {
                "kind": each.kind,
                "name": each.name,
                "year": each.year,
                "unit": each.unit,
                "used": each.used,
                "allowed": each.allowed,
                "one_more": each.one_more,
                "gain_wan": each.gain_wan,
                "words": each.words,
            }
            for each in plan.limits
        ],
        "fallouts": [
            {
                "project": each.project,
                "loss_wan": loss_of(plan, each),
                "instead": list(each.instead),
                "dropped": list(each.dropped),
                "words": each.words,
            }
            for each in plan.fallouts
        ],
        "assumptions": list(plan.assumptions),
        "warnings": list(plan.warnings),
        "context": dict(plan.context),
    }


def choice_data(choice: Choice) -> dict[str, Any]:
    """One application; a sum that nobody knows is null, and so are matching funds and room for debt that nobody knows."""
    programme, local = choice.match.programme, local_of(choice)
    return {
        "rank": choice.item.rank,
        "row": choice.item.project.row,
        "project": choice.item.project.name,
        "tier": choice.item.tier,
        "programme": {
            "id": programme.id,
            "title": programme.title,
            "channel": programme.channel,
            "doc_number": programme.doc_number,
        },
        "direction": choice.match.direction.title,
        "verdict": choice.match.verdict.value,
        "year": choice.year,
        "asked_wan": asked_of(choice),
        "asked_is_bound": choice.bound,
        "asked_is_own": choice.own,
        "chance": choice.chance,
        "expected_wan": expected_of(choice),
        "local_wan": None if local is None else {str(year): wan for year, wan in local.items()},
        "debt_wan": debt_of(choice),
        "must": choice.must,
        "because": choice.because,
    }


def _left_out(each: LeftOut) -> dict[str, Any]:
    return {
        "rank": each.item.rank,
        "row": each.item.project.row,
        "project": each.item.project.name,
        "tier": each.item.tier,
        "year": each.year,
        "because": each.because,
        "gaps": list(each.gaps),
    }


def plan_rows(plan: Plan) -> Iterator[tuple[object, ...]]:
    """The plan as rows of COLUMNS: every application of every year, then what is left out."""
    for year in plan.years:
        for each in year.choices:
            programme = each.match.programme
            yield (
                each.year, year.title, each.item.rank, each.item.project.row, each.item.project.name, each.item.tier,
                programme.title, programme.channel, money(asked_of(each)), f"{each.chance:.2%}", money(expected_of(each)), local_sum(each),
                money(debt_of(each)), "是" if each.must else "", each.because,
            )  # fmt: skip
    for out in plan.left_out:
        project = out.item.project
        yield (
            "", "不安排", out.item.rank, project.row, project.name, out.item.tier, "", "", "", "", "", "", "", "", out.because,
        )  # fmt: skip
