"""What an address gave us is told by its bytes, not by what the server says."""

from __future__ import annotations

import io
import zipfile

import pytest
from bad_server import page
from hypothesis import given
from hypothesis import strategies as st
from ole_maker import make_ole, word

from policymatch.errors import FetchError
from policymatch.fetch.content import judge, stated_name

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
DOC = make_ole({"WordDocument": word()})
XLS = make_ole({"Workbook": b"\x09\x08" * 3000})
URL = "https://x.gov.cn/a"


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "<a/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "url", "said", "ending"),
    [
        (PDF, f"{URL}.pdf", "application/pdf", ".pdf"),
        (PDF, f"{URL}.htm", "text/html", ".pdf"),
        (PDF, f"{URL}/download?id=7", "application/octet-stream", ".pdf"),
        (page(), f"{URL}.pdf.jsp", "application/pdf", ".html"),
        (page(), URL, "", ".html"),
        (packed("word/document.xml"), URL, "application/zip", ".docx"),
        (DOC, f"{URL}.doc", "text/html", ".doc"),
        (DOC, f"{URL}.wps", "", ".wps"),
        (DOC, URL, "application/octet-stream", ".doc"),
        (XLS, f"{URL}.xls", "", ".xls"),
        (XLS, f"{URL}.doc", "", ".xls"),
        (packed("OFD.xml"), f"{URL}.ofd", "", ".ofd"),
        (packed("a.pdf"), f"{URL}.zip", "", ".zip"),
        ("一、总体要求。".encode("gb18030"), f"{URL}.txt", "text/plain", ".txt"),
        ("一、总体要求。".encode(), URL, "text/plain; charset=gbk", ".txt"),
    ],
)
def test_the_bytes_decide(data: bytes, url: str, said: str, ending: str) -> None:
    assert judge(data, url, said)[1] == ending


@pytest.mark.parametrize(
    ("data", "url", "said", "kind"),
    [
        (b"", URL, "text/html", "空内容"),
        (b" \r\n\0\0", URL, "text/html", "空内容"),
        (page("抱歉"), f"{URL}.pdf", "application/pdf", "内容不符"),
        (page("抱歉"), f"{URL}.docx", "application/octet-stream", "内容不符"),
        (page("抱歉"), f"{URL}.doc", "application/msword", "内容不符"),
        ("抱歉，文件不存在".encode(), f"{URL}.pdf", "application/pdf", "内容不符"),
        (packed("word/document.xml")[:60], f"{URL}.docx", "", "内容不符"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, f"{URL}.pdf", "application/pdf", "不支持的格式"),
        (b'{"code": 500}', URL, "application/json; charset=utf-8", "不支持的格式"),
        (b"body { color: red }", URL, "text/css", "不支持的格式"),
        (bytes(range(256)) * 20, URL, "application/octet-stream", "不支持的格式"),
        (page("404 Not Found"), f"{URL}.htm", "text/html", "找不到网页"),
        (page("某某县人民政府-您访问的页面不存在"), f"{URL}.htm", "text/html", "找不到网页"),
        (page("错误页面").replace("错误页面".encode(), "页面不存在".encode("gb18030")), URL, "text/html", "找不到网页"),
        (page("用户登录", "<input name='p' type='password'>"), URL, "text/html", "需要登录"),
    ],
)
def test_what_is_no_document(data: bytes, url: str, said: str, kind: str) -> None:
    with pytest.raises(FetchError) as caught:
        judge(data, url, said)
    assert caught.value.kind == kind
    assert caught.value.hint


@pytest.mark.parametrize(
    "title",
    [
        "关于整治耕地不存在权属争议问题的通知",
        "财政部令第404号",
        "电子招标投标系统统一登录管理办法",
        "关于文件找不到依据问题的批复",
    ],
)
def test_a_policy_is_not_taken_for_an_error(title: str) -> None:
    assert (
        judge(page(title, "<form><input type='password'></form>" if "登录" not in title else ""), URL, "text/html")[0]
        == "html"
    )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.doc"', "a.doc"),
        ("attachment; filename*=UTF-8''%E9%99%84%E4%BB%B6.doc", "附件.doc"),
        ('attachment; filename="%E9%99%84%E4%BB%B6.doc"', "附件.doc"),
        ('attachment; filename="' + "附件.doc".encode().decode("latin-1") + '"', "附件.doc"),
        ('attachment; filename="' + "附件.doc".encode("gb18030").decode("latin-1") + '"', "附件.doc"),
        ("attachment", ""),
        ("", ""),
        ("attachment; filename*=nonsense''%FF", ""),
    ],
)
def test_the_name_the_server_gives(header: str, name: str) -> None:
    assert stated_name(header) == name


def test_the_name_the_server_gives_tells_kinds_apart() -> None:
    assert judge(XLS, f"{URL}?id=3", "application/octet-stream", "预算表.xls")[1] == ".xls"


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_any_header_is_a_name_or_none(text: str) -> None:
    stated_name(text)
    stated_name(f"attachment; filename={text}")
    stated_name(f"attachment; filename*={text}")


@given(st.binary(max_size=300), st.sampled_from(["", ".pdf", ".docx", ".doc", ".html", ".txt", ".zip", ".xyz"]), st.sampled_from(["", "text/html", "image/png"]))  # fmt: skip
def test_any_bytes_are_a_document_or_a_fault(data: bytes, ending: str, said: str) -> None:
    for start in (b"", b"%PDF-", b"PK\x03\x04", b"<html>", DOC):
        try:
            _, found = judge(start + data, URL + ending, said)
        except FetchError:
            continue
        assert found.startswith(".")
