"""Lists of addresses in the forms people keep them, addresses in one form, and the names of files."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from match_tools import CORPUS

from policymatch.errors import FetchError
from policymatch.fetch.address import join, normalise, same_site
from policymatch.fetch.names import LONGEST, file_name, former_name, key_of
from policymatch.fetch.wanted import Wanted, corpus_sources, read_list

A, B = "https://www.example.gov.cn/a.htm", "http://example.gov.cn/b.pdf"


def listed(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> tuple[list[Wanted], list[str]]:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    wanted, faults = read_list(path)
    return wanted, [fault.reason for fault in faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_list(tmp_path: Path, encoding: str) -> None:
    text = f"# 发改委的通知\r\n{A}\t关于做好项目储备的通知\r\n\r\n  {B}  \r\n{A}\r\n"
    wanted, faults = listed(tmp_path, "清单.txt", text, encoding)
    assert wanted == [Wanted(A, "关于做好项目储备的通知"), Wanted(B)]
    assert faults == []


@pytest.mark.parametrize("header", ["url,title,doc_number", "网址,标题,文号", " URL ,名称,发文字号"])
def test_a_table(tmp_path: Path, header: str) -> None:
    text = f'{header}\n{A},"通知,附件",发改投资〔2026〕1号\n,,\n{B}\n'
    assert listed(tmp_path, "清单.csv", text, "gb18030") == (
        [Wanted(A, "通知,附件", "发改投资〔2026〕1号"), Wanted(B)],
        [],
    )


def test_records(tmp_path: Path) -> None:
    lines = [{"url": A, "title": "通知", "doc_number": None, "more": 1}, {"url": B}]
    text = "\n".join(json.dumps(line) for line in lines)
    assert listed(tmp_path, "清单.jsonl", f"{text}\n\n")[0] == [Wanted(A, "通知"), Wanted(B)]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.txt", f"{A}\nwww.example.gov.cn/x\n", 2),
        ("a.txt", "ftp://example.gov.cn/x\n", 1),
        ("a.txt", "file:///etc/passwd", 1),
        ("a.txt", "https://user:secret@example.gov.cn/", 1),
        ("a.txt", "http://[::1/", 1),
        ("a.txt", "http://a:99999/", 1),
        ("a.txt", f"http://a.cn/{'x' * 5000}", 1),
        ("a.csv", f"url\n{A}\nnothing\n", 3),
        ("a.jsonl", "{}\n", 1),
        ("a.jsonl", "[" * 5000, 1),
        ("a.jsonl", '{"url": 7}', 1),
    ],
)
def test_a_line_without_an_address_is_named(tmp_path: Path, name: str, text: str, line: int) -> None:
    _, (reason,) = listed(tmp_path, name, text)
    assert reason.startswith(f"清单第 {line} 行：")
    assert "secret" not in reason or "密码" in reason


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff", b"title\nx\n"])
def test_what_is_no_list(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(content)
    with pytest.raises(FetchError) as caught:
        read_list(path)
    assert caught.value.hint


@given(st.binary(max_size=400), st.sampled_from([".txt", ".csv", ".jsonl", ""]))
def test_any_bytes_are_a_list_or_a_fault(data: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{ending}"
        path.write_bytes(data)
        try:
            wanted, _ = read_list(path)
        except FetchError:
            return
    assert all(want.url == normalise(want.url) for want in wanted)


def test_the_sources_of_the_digests() -> None:
    pages, sites = corpus_sources(CORPUS / "policies")
    urls = [page.url for page in pages]
    assert "https://www.ndrc.gov.cn/xxgk/zcfb/ghxwj/202510/t20251014_1400943.html" in urls
    assert len(urls) == len(set(urls))
    assert not set(urls) & set(sites)
    assert all(urlsplit(url).path == "/" for url in sites)
    assert all(page.title in page.expected for page in pages)
    named = {line for path in (CORPUS / "policies").glob("*.md") for line in re.findall("^source: (http.*)", path.read_text("utf-8"), re.M)}  # fmt: skip
    assert len(urls) + len(sites) == len({normalise(url) for url in named})


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" HTTP://WWW.Example.GOV.cn:80 ", "http://www.example.gov.cn/"),
        ("https://x.cn:443/a?b#c", "https://x.cn/a?b"),
        ("https://x.cn:8443/", "https://x.cn:8443/"),
        ("http://例子.测试/通知 1.pdf?名=甲", "http://xn--fsqu00a.xn--0zwm56d/%E9%80%9A%E7%9F%A5%201.pdf?%E5%90%8D=%E7%94%B2"),
        ("http://x.cn/%E9%80%9A%zz", "http://x.cn/%E9%80%9A%25zz"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)  # fmt: skip
def test_addresses_have_one_form(text: str, url: str) -> None:
    assert normalise(text) == url
    assert normalise(url) == url


@pytest.mark.parametrize("text", ["", "http://", "http://a b/", "http://a\\b/", "http://a/\r\nX: y", "http://-/", "http://a..b/", "//a.cn/", "http://\ud800/", "http://a%00.cn/", f"http://{'甲' * 80}.cn/"])  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(FetchError) as caught:
        normalise(text)
    assert caught.value.kind == "地址有误"


@settings(max_examples=50)
@given(st.text())
def test_an_address_is_printable_ascii_or_none(text: str) -> None:
    for written in (text, f"http://x.cn/{text}", f"http://{text}/"):
        try:
            url = normalise(written)
        except FetchError:
            continue
        assert re.fullmatch("https?://[!-~]+", url)
        assert normalise(url) == url


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("./P02025.pdf", "http://x.cn/a/P02025.pdf"),
        ("../附件.doc", "http://x.cn/%E9%99%84%E4%BB%B6.doc"),
        ("//y.cn/1.pdf", "http://y.cn/1.pdf"),
        ("/1.pdf#page=2", "http://x.cn/1.pdf"),
    ],
)
def test_links_are_joined_with_their_page(link: str, url: str) -> None:
    assert join("http://x.cn/a/b.html", link) == url


def test_sites() -> None:
    assert same_site("http://www.x.cn/a", "https://x.cn/b")
    assert not same_site("http://x.cn/", "http://y.x.cn/")
    assert not same_site("http://x.cn/", "http://x.cn.evil.com/")


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "url", "stem"),
    [
        ("关于做好项目储备的通知", A, "关于做好项目储备的通知"),
        ("附件1：申报表.docx", A, "附件1：申报表"),
        ("", "http://x.cn/t20251014_1400943.html", "t20251014_1400943"),
        ("", "http://x.cn/%E9%80%9A%E7%9F%A5.pdf", "通知"),
        ("", "http://x.cn/", "x.cn"),
        ("../../etc/passwd", A, "etc_passwd"),
        ('a\\b:c*d?"<>|e\n\tf', A, "a_b_c_d_e_f"),
        ("~$...", "http://x.cn/..", "page"),
        ("\u202e\x00", "http://x.cn/a", "a"),
    ],
)
def test_files_have_readable_names(title: str, url: str, stem: str) -> None:
    assert file_name(title, url, ".pdf") == f"{stem}-{key_of(url)}.pdf"


@given(st.text(), st.text(max_size=50), st.sampled_from([".pdf", ".html", ".docx"]))
def test_a_name_is_safe_everywhere(title: str, piece: str, ending: str) -> None:
    try:
        url = normalise(f"http://x.cn/{piece}")
    except FetchError:
        url = A
    name = file_name(title, url, ending)
    assert name.endswith(f"-{key_of(url)}{ending}")
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f]', name)
    assert not name.startswith((".", "~", "-", " "))
    assert len(name) <= LONGEST + 1 + 10 + 5
    assert len(former_name(name, "2026-11-22T08:00:00+00:00", "f" * 64).encode()) < 255
    assert Path("folder", name).parent == Path("folder")


def test_a_former_version_has_its_day_in_its_name() -> None:
    assert (
        former_name("通知-0123456789.html", "2026-11-22T08:00:00+00:00", "abcdef99")
        == "通知-0123456789-2026-11-22-abcdef.html"
    )
