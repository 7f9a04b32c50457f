"""Lines of Chinese text end where nothing is torn."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from policymatch.reports.output import fold_lines


def folded(text: str, width: int) -> list[str]:
    return fold_lines(Text(text), width).plain.split("\n")


def test_a_figure_stays_whole_and_no_line_begins_with_a_sign_that_closes() -> None:
    text = "方向对口、分数达到申报要求（总分 72，成熟度 65.2），核实后用 Excel 即可申报。"
    for width in range(12, 60):
        lines = folded(text, width)
        assert "".join(lines) == text
        assert sum("65.2" in line for line in lines) == sum("Excel" in line for line in lines) == 1
        assert not any(re.match("[，。）]", line) for line in lines)


@given(st.text(alphabet="中文65.2,%，。）” a", max_size=80), st.integers(2, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width for line in lines)


def test_what_is_wider_than_a_line_is_cut_somewhere() -> None:
    assert folded("1" * 25, 10) == ["1" * 10, "1" * 10, "1" * 5]
