from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.errors import ReadError
from policymatch.readers import blocks
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import DEFAULT_LIMITS, Deadline, Limits


def lines_of(text: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    gathered = BlockList(limits, Deadline(limits.max_seconds))
    gathered.add(text)
    return [block.text for block in gathered.done()]


def test_every_line_is_a_block_and_empty_ones_vanish() -> None:
    assert lines_of("甲\r\n\r\n\t乙\t丙 \n \t\n　丁\u2028戊\x0b己\r庚") == ["甲", "乙 丙", "丁", "戊", "己", "庚"]


@given(st.text("甲乙 　\t\r\n\u2028\x0c\x85\x1c"))
def test_a_long_text_has_the_lines_of_a_short_one(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SHORT", 0)
        long = lines_of(text)
    assert long == lines_of(text)


def test_empty_lines_take_no_memory() -> None:
    text = "甲" + "\n" * 5_000_000
    tracemalloc.start()
    assert lines_of(text) == ["甲"]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 3 * len(text)


def test_limits_hold_within_one_text() -> None:
    for limits in (replace(DEFAULT_LIMITS, max_blocks=2), replace(DEFAULT_LIMITS, max_chars=2)):
        assert lines_of("甲\n乙", limits) == ["甲", "乙"]
        with pytest.raises(ReadError) as error:
            lines_of("甲\n乙\n丙", limits)
        assert error.value.kind == "超出上限"


@pytest.mark.parametrize("short", [100_000, 0])
def test_the_deadline_is_asked_within_one_text(monkeypatch: pytest.MonkeyPatch, short: int) -> None:
    monkeypatch.setattr(blocks, "_SHORT", short)
    ticks = iter(range(100))
    gathered = BlockList(DEFAULT_LIMITS, Deadline(3, lambda: next(ticks)))
    with pytest.raises(ReadError) as error:
        gathered.add("甲\n" * 10)
    assert error.value.kind == "超时"
    assert len(gathered.done()) == 3
