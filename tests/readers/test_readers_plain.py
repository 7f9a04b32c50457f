from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.errors import ReadError
from policymatch.readers import Limits, read_file
from policymatch.readers.plain import decode

TEXT = "政府投资条例\r\n第一条 为了充分发挥政府投资作用，制定本条例。\r\n第二条 本条例自2019年7月1日起施行。"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("gb18030", b""),
        ("gbk", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "条例(2019-04-14).txt"
    path.write_bytes(mark + TEXT.encode(encoding))
    document = read_file(path)
    assert [block.text for block in document.blocks] == TEXT.split("\r\n")
    assert (document.name, document.format, document.pages) == ("条例(2019-04-14)", "text", None)


def test_a_few_gbk_words_in_much_english() -> None:
    text = "plain words " * 400 + "补助标准"
    assert decode(text.encode("gbk")) == text


def test_damaged_utf8_is_not_taken_for_gb18030() -> None:
    data = TEXT.encode()
    for place in range(0, len(data) - 1, 7):
        with pytest.raises(ReadError) as caught:
            decode(data[:place] + b"\xff" + data[place + 1 :] + "国".encode())
        assert caught.value.kind == "编码无法识别"


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 50, b"MZ\x90\x00\x03\x00\x00\x00", b"abc\x00def, ghi"])
def test_binary_is_no_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_file(path)
    assert caught.value.kind == "不是文本"
    assert caught.value.hint


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_a_text_or_a_read_error(data: bytes) -> None:
    kind = ""
    try:
        assert isinstance(decode(data), str)
    except ReadError as error:
        kind = error.kind
    assert kind in ("", "不是文本", "编码无法识别")


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("条\n" * 1000, encoding="utf-8")
    for limits in (Limits(max_bytes=100), Limits(max_chars=100)):
        with pytest.raises(ReadError) as caught:
            read_file(path, limits)
        assert caught.value.kind == "超出上限"
    with pytest.raises(ReadError) as caught:
        read_file(path, Limits(max_seconds=-1))
    assert caught.value.kind == "超时"
