"""How a verdict came about, for a person at a terminal: a line a rule, or the whole tree of predicates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policymatch.model import Answer
from policymatch.reports.output import fold_lines

if TYPE_CHECKING:
    from rich.console import Console

    from policymatch.model import Match, Reason, Trace

MARKS = {Answer.YES: ("√", "green"), Answer.NO: ("×", "red"), Answer.UNKNOWN: ("？", "yellow")}


def print_reasons(reasons: Sequence[Reason], out: Console, *, trace: bool, heading: str = "逐条核对") -> None:
    """Each rule with its answer, what the project says (with the cell) and the clause."""
    from rich.text import Text

    if reasons:
        out.print(Text(f"  {heading}", style="dim"))
    for reason in reasons:
        mark, style = MARKS[reason.answer]
        words = f"{reason.answer.value}{state(reason)}：{reason.rule}｜{reason.because}"
        _print(out, 2, mark, style, words + (f"｜{reason.clause}" if reason.clause else ""))
        if trace and reason.trace is not None:
            _print_trace(reason.trace, out, 3)


def print_general(matches: Sequence[Match], out: Console, *, trace: bool) -> None:
    """General law, said once for all matches it was applied to."""
    reasons: dict[str, Reason] = {}
    for match in matches:
        for reason in match.reasons:
            if reason.general:
                reasons.setdefault(reason.rule_id, reason)
    if reasons:
        out.print()
        print_reasons(list(reasons.values()), out, trace=trace, heading="通用规定（对以上渠道都适用，逐条核对）")


def state(reason: Reason) -> str:
    """What an answer comes to: a step not done yet is no refusal, a note decides nothing."""
    if reason.effect == "note":
        return "（提示）"
    return "（尚未做到）" if reason.answer is Answer.NO and reason.kind == "readiness" else ""


def _print_trace(trace: Trace, out: Console, depth: int) -> None:
    mark, style = MARKS[trace.answer]
    _print(out, depth, mark, style, trace.rule if trace.parts else f"{trace.rule}｜{trace.because}")
    for part in trace.parts:
        _print_trace(part, out, depth + 1)


def _print(out: Console, depth: int, mark: str, style: str, words: str) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1, 0, 0))
    indent = 2 * depth
    grid.add_column(width=indent, no_wrap=True)
    grid.add_column(width=2, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row("", Text(mark, style=style), fold_lines(Text(words), out.width - indent - 4))
    out.print(grid)
