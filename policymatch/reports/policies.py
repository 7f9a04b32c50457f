"""Policies and what became of files, in words for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policymatch.model import Policy, PolicySummary, Relation, Status
from policymatch.reports.output import printable

if TYPE_CHECKING:
    from policymatch.store.writer import Failure, Report

_PLAIN = (Status.IN_FORCE, Status.UNKNOWN)
_SHOWN_OF_A_KIND = 20
"""Failures of one kind that are named on a terminal; JSON and CSV name all."""


def marks(policy: PolicySummary) -> str:
    """What a reader must know of a policy at a glance: a summary, text from OCR, not in force."""
    found = "［摘编］" if policy.digest else ""
    if policy.metadata.get("ocr_pages"):
        found += "［含 OCR 文字，引用前请核对原件］"
    if any(policy.metadata.get(key) for key in ("damaged", "damaged_pages", "unreadable_pages", "pages_without_text")):
        found += "［原文件有缺损，可能不完整］"
    if policy.status not in _PLAIN:
        # A day that was inferred is not passed off as known.
        sure = "（推定）" if "ends_on" in policy.found else ""
        since = f"，自 {policy.ends_on}{sure}" if policy.ends_on and policy.status is not Status.NOT_YET else ""
        found += f"［{policy.status.value}{since}］"
    return found


def policy_lines(policy: Policy, *, tree: bool = False) -> Iterator[tuple[str, str | None]]:
    """A policy's metadata, each with how it was found, its relations and its text; a line and its style at a time.

    With ``tree`` the text is set in by its levels.
    """
    summary = policy.summary
    yield f"《{summary.title}》{marks(summary)}", "bold"
    for key, name, value in (
        ("id", "编号", summary.id),
        ("doc_number", "发文字号", summary.doc_number),
        ("issuer", "发文机关", summary.issuer),
        ("level", "层级", summary.level),
        ("region", "适用地区", summary.region or ("全国" if summary.level == "国家" else None)),
        ("issued_on", "发文日期", summary.issued_on),
        ("effective_on", "施行日期", summary.effective_on),
        ("valid_until", "有效期至", summary.valid_until),
        ("status", "状态", summary.status.value),
        ("ended_by", "取代或废止它的", summary.ended_by),
        ("source", "来源", summary.source),
    ):
        if value is None and key == "ended_by":
            continue
        how = f"（依据：{summary.found[key]}）" if key in summary.found and value is not None else ""
        yield f"{name}：{'待核' if value is None else printable(str(value))}{how}", None
    yield from _digest_lines(summary)
    for relation in policy.relations:
        yield _relation_line(relation), None
    yield "", None
    if tree:
        from policymatch.policies.outline import indented, tree_of

        for depth, _, text in indented(tree_of(policy)):
            yield "  " * depth + text, None
        return
    for clause in policy.clauses:
        page = f"（第{clause.page}页）" if clause.page else ""
        yield f"{clause.text[clause.repeated :]}{page}", None


def _digest_lines(summary: PolicySummary) -> Iterator[tuple[str, str | None]]:
    if not summary.digest:
        return
    sure = {"official": "官方原文", "reported": "转载件", "unverified": "未核实"}.get(summary.confidence or "", "待核")
    yield f"说明：本篇是自己写的摘编，不是原文；核对日期 {summary.checked_on}，可信度：{sure}", None
    if summary.metadata.get("doc_number_confidence") == "unverified":
        yield "注意：发文字号未核实", "yellow"


def _relation_line(relation: Relation) -> str:
    title = f"《{relation.title}》" if relation.title else ""
    number = f"（{relation.doc_number}）" if relation.doc_number and title else relation.doc_number or ""
    where = f"，见{relation.clause}" if relation.clause else ""
    since = f"自 {relation.on} 起" if relation.on else ""
    return f"{since}{relation.effect.value}：{title}{number}{where}"


def report_lines(report: Report, *, dry_run: bool) -> Iterator[str]:
    """What a run did, and the failures by kind, most first."""
    would = "将" if dry_run else ""
    parts = [f"{would}新增 {report.added} 部", f"{would}更新 {report.updated} 部", f"未变 {report.unchanged} 部"]
    if report.removed:
        parts.append(f"{would}移除 {report.removed} 部（文件已删除）")
    if report.renamed:
        parts.append(f"文件改名或移动 {report.renamed} 个")
    yield "，".join([*parts, f"失败 {len(report.failed)} 个"])
    if report.missing:
        yield (
            f"注意：{len(report.missing)} 个读过的文件不见了，占了大半，可能是网络盘或移动硬盘没有连上，所以没有移除；"
            "确实已经删除的，加 --prune 再运行一次。"
        )
    yield from _failure_lines(report.failed)


def _failure_lines(failed: Sequence[Failure]) -> Iterator[str]:
    for kind, count in Counter(failure.kind for failure in failed).most_common():
        yield f"未读入：{kind}（{count} 个）"
        own = [failure for failure in failed if failure.kind == kind]
        for failure in own[:_SHOWN_OF_A_KIND]:
            yield f"  {printable(failure.path)}\n    {printable(failure.reason)}"
        if count > _SHOWN_OF_A_KIND:
            yield f"  ……其余 {count - _SHOWN_OF_A_KIND} 个用 --format csv 查看"
