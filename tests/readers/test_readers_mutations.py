"""Damaged copies of real files: a Document with text or a ReadError, nothing else, and never a hang."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from shared_data import SHARED, needs_shared

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers import Limits, ocr, read_file

pytestmark = [needs_shared, pytest.mark.timeout(60)]

DATA = SHARED / "data"
SOURCES = (
    "formats/企业投资项目核准和备案管理条例(2016-11-30).pdf",
    "formats/政府投资条例(2019-04-14).scanned.pdf",
    "formats/企业投资项目核准和备案管理条例(2016-11-30).docx",
    "formats/国务院关于鼓励外商投资的规定(1986-10-11).gb18030.txt",
    "html/17_天河港澳青年办法_穗天科工信规字2023-1号.html",
    "policies/政府投资条例(2019-04-14).md",
)
LIMITS = Limits(max_seconds=20)


def damaged(data: bytes, seed: int) -> bytes:
    """Cut a file short, flip bits in it, or cut a piece out of its middle."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return data[: chance.randrange(1, len(data))]
    if seed % 3 == 1:
        changed = bytearray(data)
        for _ in range(chance.choice((1, 8, 64))):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        return bytes(changed)
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 2000) :]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("seed", range(10))
def test_damage(tmp_path: Path, source: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # Damaged scans are drawn; recognising them would only cost time.
    monkeypatch.setattr(ocr, "_boxes", lambda pixels: [])
    original = DATA / source
    path = tmp_path / original.name
    path.write_bytes(damaged(original.read_bytes(), seed))
    outcome: Document | ReadError
    try:
        outcome = read_file(path, LIMITS)
    except ReadError as error:
        outcome = error
    if isinstance(outcome, ReadError):
        assert outcome.message
        assert outcome.kind
    else:
        assert any(block.text for block in outcome.blocks)
        assert not any("\n" in block.text for block in outcome.blocks)
        "".join(block.text for block in outcome.blocks).encode("utf-8")
