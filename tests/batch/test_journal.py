"""What was read before a run was killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.batch import journal as journals
from policymatch.batch.journal import FILE, Journal

ANSWERS = [b'{"policy": "\xe5\x86\xb7"}\n', b'{"end": ["x", 3]}\n']


def test_kept_and_found_by_content_name_and_stamp(tmp_path: Path) -> None:
    first = Journal(tmp_path, "1/")
    first.keep("ab", "a.md", ANSWERS)
    first.close()
    second = Journal(tmp_path, "1/")
    assert second.find("ab", "a.md") == ANSWERS
    assert second.find("ab", "b.md") is None
    assert second.find("cd", "a.md") is None
    other = Journal(tmp_path, "2/")
    assert other.find("ab", "a.md") is None
    other.close()
    second.clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"no database" * 1000])
def test_a_damaged_journal_is_thrown_away(damage: bytes, tmp_path: Path) -> None:
    first = Journal(tmp_path, "1/")
    first.keep("ab", "a.md", ANSWERS)
    first.close()
    (tmp_path / FILE).write_bytes(damage)
    second = Journal(tmp_path, "1/")
    assert second.find("ab", "a.md") is None
    second.keep("ab", "a.md", ANSWERS)
    second.close()


def test_flipped_bits_are_noticed(tmp_path: Path) -> None:
    first = Journal(tmp_path, "1/")
    first.keep("ab", "a.md", [bytes(range(11, 251)) * 9 + b"\n"])
    first.close()
    data = bytearray((tmp_path / FILE).read_bytes())
    at = data.index(b"\x78\x01", 4096)  # where zlib begins
    data[at + 40] ^= 4
    (tmp_path / FILE).write_bytes(bytes(data))
    second = Journal(tmp_path, "1/")
    assert second.find("ab", "a.md") is None
    second.close()


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    for journal in (Journal(None, "1/"), Journal(tmp_path / "missing", "1/")):
        journal.keep("ab", "a.md", ANSWERS)
        assert journal.find("ab", "a.md") is None


def test_long_answers_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "_LONGEST", 10)
    journal = Journal(tmp_path, "1/")
    journal.keep("ab", "a.md", ANSWERS)
    assert journal.find("ab", "a.md") is None
    journal.close()
