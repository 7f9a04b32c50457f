from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers import Limits, read_records, record_document
from policymatch.text.normalize import mend

GOOD = {"id": 7, "title": "会计法·第一条", "text": "第一条 甲。\n乙⺠。", "doc_number": None, "Topic": ["a"]}


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def write(tmp_path: Path, data: bytes, *, packed: bool = False) -> Path:
    path = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_records(tmp_path: Path, packed: bool) -> None:
    documents = list(read_records(write(tmp_path, b"\xef\xbb\xbf" + lines(GOOD) + b"\n" + lines(GOOD), packed=packed)))
    assert len(documents) == 2
    for document in documents:
        assert isinstance(document, Document)
        assert [block.text for block in document.blocks] == ["第一条 甲。", "乙民。"]
        assert document.metadata == {"id": 7, "title": "会计法·第一条", "doc_number": None, "topic": ["a"]}
        assert (document.name, document.format) == ("会计法·第一条", "record")


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"[1]",
        b"null",
        b'{"title": "a"}',
        b'{"title": "a", "text": ""}',
        b'{"title": 1, "text": "b"}',
        b'{"title": "a", "text": "\\u200b"}',
        b'{"title": "a", "text": "b", "id": true}',
        b'{"title": "a", "text": "b", "id": 1.5}',
        b'{"title": "a", "text": "b", "source": 3}',
        b'{"title": "a", "text": "b", "x": NaN}',
        b'{"title": "a", "text": "b", "x": ' + b"9" * 5000 + b"}",
        b'{"title": "a", "text": "b", "x": ' + b"[" * 100_000,
        '{"title": "a", "text": "字"}'.encode("gbk"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_go_on(tmp_path: Path, bad: bytes) -> None:
    first, second, third = read_records(write(tmp_path, lines(GOOD) + bad + b"\n" + lines(GOOD)))
    assert isinstance(first, Document)
    assert isinstance(second, ReadError)
    assert "第 2 行" in second.message
    assert second.kind == "记录有误"
    assert isinstance(third, Document)


def test_keys_that_differ_in_case_do_not_displace_those_that_count(tmp_path: Path) -> None:
    (document,) = read_records(write(tmp_path, lines(GOOD | {"TEXT": 5, "Title": 6, "ID": []})))
    assert isinstance(document, Document)
    assert document.metadata["title"] == GOOD["title"]
    assert document.metadata["id"] == 7
    assert "text" not in document.metadata


def test_half_a_surrogate_pair_can_be_written_again(tmp_path: Path) -> None:
    (document,) = read_records(write(tmp_path, b'{"title": "a\\ud800", "text": "b\\uDFFF", "x": ["\\ud800"]}'))
    assert isinstance(document, Document)
    json.dumps([document.name, document.metadata, document.blocks[0].text], ensure_ascii=False).encode()


def test_a_gzip_bomb_is_bounded(tmp_path: Path) -> None:
    limits = Limits(max_unpacked=1024 * 1024)
    *rest, last = read_records(write(tmp_path, lines(GOOD) + b" " * 50_000_000, packed=True), limits)
    assert len(rest) == 1
    assert isinstance(last, ReadError)
    assert last.kind == "超出上限"


def test_a_gzip_bomb_of_many_lines_is_bounded(tmp_path: Path) -> None:
    records = read_records(write(tmp_path, lines(GOOD) * 20_000, packed=True), Limits(max_unpacked=1024 * 1024))
    *rest, last = records
    assert 0 < len(rest) < 20_000
    assert isinstance(last, ReadError)
    assert last.kind == "超出上限"


def test_a_gzip_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    path = write(tmp_path, lines(*({**GOOD, "id": number} for number in range(5000))), packed=True)
    path.write_bytes(path.read_bytes()[:-30])
    *rest, last = read_records(path)
    assert rest
    assert isinstance(last, ReadError)
    assert last.kind == "文件损坏"


def test_a_missing_file_raises_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="找不到"):
        read_records(tmp_path / "没有.jsonl")


def test_a_mapping_from_a_program() -> None:
    assert record_document(GOOD).metadata["topic"] == ["a"]
    with pytest.raises(ReadError, match="title"):
        record_document({"text": "甲"})


@pytest.mark.parametrize(
    "record",
    [
        {"title": "机密★1年", "text": "甲"},
        {"title": "甲", "text": "秘\u200b密★1年\n乙"},
        {"title": "甲", "text": "乙", "classification": "绝密"},
        {"title": "甲", "text": "乙", "标题": ["丙", "秘密★1年"]},
        {"title": "甲", "text": "乙\n" * 60 + "秘密★1年"},
    ],
)
def test_a_record_with_a_mark_of_secrecy_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ReadError) as caught:
        record_document(record)
    assert caught.value.kind == "涉密"


def test_nothing_but_the_sign_itself_is_mended_to_the_sign_of_every_mark() -> None:
    assert [code for code in range(0x110000) if "密" in mend(chr(code))] == [ord("密")]
