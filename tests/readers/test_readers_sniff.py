"""Files that are not what their names say, as they come from offices and their web sites."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ofd_maker import make_ofd, set_lines
from ole_maker import make_ole, word
from pdf_maker import make_pdf
from pdf_maker import set_lines as pdf_lines

from policymatch.errors import ReadError
from policymatch.readers import Limits, find_files, read_file
from policymatch.readers.ole import streams
from policymatch.readers.sniff import format_of

TEXT = "第一条　应当公开。"
PAGE = f"<html><head><meta charset=gbk></head><body><p>{TEXT}</p></body></html>"
ARCHIVE = (
    "From: <由 Microsoft Internet Explorer 5 保存>\r\nSubject: =?gb2312?B?zajWqg==?=\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html"; boundary="b"\r\n\r\n--b\r\n'
    "Content-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lG\r\n--b\r\n"
    'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
)


def word_file() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(TEXT)
    document.save(out)
    return out.getvalue()


def package(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, contents.get(name.partition(".")[0], b"x"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("网站下载.doc", PAGE.encode(), "html"),
        ("网站下载.doc", PAGE.encode("gb18030"), "html"),
        ("网站下载.xls", f"<meta charset=utf-8>\n<table><tr><td>{TEXT}</td></tr></table>".encode(), "html"),
        ("网站下载.doc", (ARCHIVE + PAGE + "\r\n--b--\r\n").encode("gb18030"), "html"),
        ("网站下载.mht", (ARCHIVE + PAGE + "\r\n--b--\r\n").encode("gb18030"), "html"),
        ("其实是新格式.doc", word_file(), "docx"),
        ("其实是新格式.wps", word_file(), "docx"),
        ("其实是文档.pdf", word_file(), "docx"),
        ("其实是版式.docx", make_pdf([pdf_lines([TEXT])]), "pdf"),
        ("其实是版式.pdf", make_ofd([set_lines([TEXT])]), "ofd"),
        ("没有扩展名", make_ofd([set_lines([TEXT])]), "ofd"),
        ("其实是文本.doc", (TEXT * 10).encode("gb18030"), "text"),
    ],
)
def test_a_file_is_read_by_what_it_is(tmp_path: Path, name: str, data: bytes, format_: str) -> None:
    (tmp_path / name).write_bytes(data)
    document = read_file(tmp_path / name)
    assert document.format == format_
    assert TEXT in document.blocks[-1].text


def retyped(kind: bytes) -> bytes:
    """Make a Word file that states another kind of document."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            usual = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            new.writestr(name, old.read(name).replace(usual, kind))
    return out.getvalue()


DOC = make_ole({"WordDocument": word(size=40_000), "Workbook": b""})


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.docx", DOC, "doc"),
        ("a.wps", DOC, "wps"),
        ("a.docx", retyped(b"vnd.ms-word.document.macroEnabled.main+xml"), "docm"),
        ("a.docx", retyped(b"vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), "dotx"),
        ("a.docx", word_file(), "docx"),
        ("a.doc", make_ole({"Workbook": b""}), "xls"),
        ("a.et", make_ole({"Book": b""}), "et"),
        ("a.doc", b"{\\rtf1}", "rtf"),
        ("a.doc", b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument/>', "xml"),
        ("a.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', "xls"),
        ("a.zip", package("mimetype", "content.xml", mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        ("a.et", package("xl/workbook.xml"), "xlsx"),
        ("a.xlsx", package("xl/workbook.bin"), "xlsb"),
        ("a.ofd", package("OFD.XML"), "ofd"),
        ("a.doc", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.pdf", b"\xff\xd8\xff\xe0", "picture"),
    ],
)
def test_what_is_to_be_converted(name: str, data: bytes, found: str) -> None:
    assert format_of(data, Path(name)) == found


@pytest.mark.parametrize(
    ("name", "data", "kind", "said"),
    [
        ("a.doc", make_ole({"WordDocument": word(encrypted=True)}), "已加密", "加密"),
        ("a.docx", make_ole({"EncryptedPackage": b"", "EncryptionInfo": b""}), "已加密", "加密"),
        ("a.odt", package("mimetype", "content.xml", "META-INF/manifest.xml", **{"META-INF/manifest": b"<encryption-data"}), "已加密", "加密"),
        ("a.doc", DOC[:20_000], "文件损坏", "截断"),
        ("a.xls", make_ole({"Workbook": bytes(30_000)})[:9000], "文件损坏", "截断"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "文件损坏", "损坏"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "文件损坏", "损坏"),
        ("a.doc", make_ole({"PowerPoint Document": b""}), "不支持的格式", "演示文稿"),
        ("a.msg", make_ole({"__properties_version1.0": b""}), "不支持的格式", "没有 Word 正文"),
        ("a.pptx", package("ppt/presentation.xml"), "不支持的格式", "演示文稿"),
        ("a.odp", package("mimetype", "content.xml", mimetype=b"application/vnd.oasis.opendocument.presentation"), "不支持的格式", "演示文稿"),
        ("a.zip", package("a.docx"), "不支持的格式", "压缩包"),
        ("a.docx", b"Rar!\x1a\x07\x01\x00", "不支持的格式", "压缩文件"),
        ("a.doc", b"404 Not Found", "文件损坏", "内容不是"),
        ("a.ofd", b"<?xml version='1.0'?><error/>", "文件损坏", ".ofd"),
        ("a.et", bytes(500), "文件损坏", ".et"),
        ("a.caj", b"HN\0\0", "不支持的格式", "CAJ"),
        ("a.ceb", b"Founder CEB 3.0", "不支持的格式", "CEB"),
        ("a.csv", "类别,标准\n".encode(), "不支持的格式", "CSV"),
        ("a.exe", b"MZ", "不支持的格式", ".exe"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_own_reason(tmp_path: Path, name: str, data: bytes, kind: str, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / name)
    assert (caught.value.kind, said in caught.value.message) == (kind, True), caught.value.message
    assert caught.value.hint


def test_a_message_in_plain_text_is_no_web_archive(tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_bytes((ARCHIVE + PAGE).encode("gb18030"))
    assert read_file(path).format == "text"
    broken = tmp_path / "a.mht"
    broken.write_bytes(ARCHIVE.replace("text/html; charset", "text/plain; charset").encode("gb18030"))
    with pytest.raises(ReadError) as caught:
        read_file(broken)
    assert caught.value.kind == "文件损坏"


def test_new_formats_are_found_in_folders(tmp_path: Path) -> None:
    names = ["1.ofd", "2.XLSX", "3.et", "4.wps", "5.rtf", "6.tif", "7.mht", "8.ceb"]
    for name in (*names, "logo.png", "photo.jpg", "a.pptx", "~$2.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in find_files([tmp_path])] == names
    assert [path.name for path in find_files([tmp_path / "photo.jpg"])] == ["photo.jpg"]


def test_streams_of_a_compound_file() -> None:
    found = streams(make_ole({"WordDocument": word(size=40_000), "1Table": b"abc", "Data": bytes(5000)}))
    assert set(found) == {"WordDocument", "1Table", "Data"}
    assert found["1Table"].head.startswith(b"abc")
    assert all(stream.whole for stream in found.values())
    assert not streams(make_ole({"WordDocument": word(size=40_000)})[:30_000])["WordDocument"].whole


@given(st.data())
@settings(max_examples=200, deadline=1000)
def test_compound_files_with_any_bytes_changed(data: st.DataObject) -> None:
    whole = bytearray(DOC)
    for _ in range(data.draw(st.integers(1, 8))):
        # Mostly where it tells: the head, the allocation table and the directory.
        whole[data.draw(st.integers(8, 1700) | st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    streams(bytes(whole))


@given(st.binary(max_size=300), st.sampled_from([".doc", ".xls", ".ofd", ".mht", ".docx", ".txt", ".png", ""]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_have_a_format_or_a_reason(data: bytes, suffix: str) -> None:
    try:
        said = format_of(data, Path(f"a{suffix}"))
    except ReadError as error:
        said = error.message
    assert said


def test_a_head_that_goes_on_and_on_costs_no_time() -> None:
    for head in (b"a: b\n" * 2000, b"<!--" + b"-" * 4000, b" " * 4000 + b"<", b"a" * 4000, b"a:\n \n" * 1000):
        format_of(head + "政策".encode(), Path("a.txt"))


def test_a_workbook_of_pictures_and_nothing_else_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(package("xl/workbook.xml"))
    with pytest.raises(ReadError) as caught:
        read_file(tmp_path / "a.xlsx", Limits())
    assert caught.value.kind == "文件损坏"
