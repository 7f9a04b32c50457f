"""Whole runs: a list in, originals kept, a second run that asks little, attachments, what failed and why."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bad_server import Site, in_turn, page, raw, redirect, send, serving, status, tagged

import policymatch.readers
from policymatch.errors import FetchError
from policymatch.fetch import crawl as module
from policymatch.fetch.archive import Archive
from policymatch.fetch.client import Client, Settings
from policymatch.fetch.crawl import MAX_ATTACHMENTS, Crawl, Report, attachments_of, mentions
from policymatch.fetch.transport import Guard
from policymatch.fetch.wanted import Wanted
from policymatch.model import Document

pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "127.0.0.2", "localhost", "::1"])

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DAY = datetime(2026, 11, 22, 8, 30, 15, 999, tzinfo=UTC)
Run = Callable[..., Report]


@pytest.fixture
def run(client: Callable[..., Client], tmp_path: Path) -> Run:
    """A run over addresses of a folder; another run begins with another client."""

    def go(*urls: str | Wanted, attachments: bool = True, **changes: Any) -> Report:
        wanted = [url if isinstance(url, Wanted) else Wanted(url) for url in urls]
        with Archive(tmp_path) as archive:
            return Crawl(client(**changes), archive, attachments=attachments, now=lambda: DAY).run(wanted)

    return go


@pytest.fixture
def linked(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Any]], None]:
    """Let the reader of pages find these attachments."""

    def link(attachments: Any) -> None:
        real = policymatch.readers.read_file

        def read(path: Path, *limits: Any) -> Document:
            found = real(path, *limits)
            return Document(found.name, found.format, found.blocks, {**found.metadata, "attachments": attachments})

        monkeypatch.setattr(policymatch.readers, "read_file", read)

    return link


def test_what_is_kept_of_an_address(site: Site, run: Run, tmp_path: Path) -> None:
    site.answers |= {
        "/a": redirect("/b.htm"),
        "/b.htm": send(page(), ETag='"7"', Content_Type="text/html;charset=utf-8"),
    }
    report = run(Wanted(site.url("/a"), "关于做好项目储备的通知"))
    (record,) = report.fetched
    assert (tmp_path / record.file).read_bytes() == page()
    assert record.file.startswith("关于做好项目储备的通知-")
    assert record.file.endswith(".html")
    assert (record.url, record.final_url, record.status) == (site.url("/a"), site.url("/b.htm"), 200)
    assert (record.fetched_at, record.checked_at) == ("2026-11-22T08:30:15+00:00",) * 2
    assert (record.etag, record.content_type, record.bytes, record.kind) == ('"7"', "text/html;charset=utf-8", len(page()), "html")  # fmt: skip
    assert (report.unchanged, report.failed) == ([], [])


def test_a_second_run_asks_on_condition(site: Site, run: Run, tmp_path: Path) -> None:
    site.answers |= {"/a": tagged(page()), "/moved": redirect("/a"), "/plain": send(page("另一份通知"))}
    urls = [site.url(path) for path in ("/a", "/moved", "/plain")]
    assert len(run(*urls).fetched) == 3
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.html")}
    site.asked.clear()
    again = run(*urls)
    assert (again.fetched, len(again.unchanged), again.failed) == ([], 3, [])
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.html")} == before
    conditions = [
        (asked.path, asked.headers.get("If-None-Match")) for asked in site.asked if asked.path != "/robots.txt"
    ]
    assert conditions == [("/a", '"v1"'), ("/moved", None), ("/a", '"v1"'), ("/plain", None)]
    assert all("If-Modified-Since" in asked.headers for asked in site.asked if asked.headers.get("If-None-Match"))


def test_a_page_that_changed_is_fetched_and_its_former_self_kept(site: Site, run: Run, tmp_path: Path) -> None:
    site.answers["/a"] = in_turn(tagged(page("旧的通知")), tagged(page("新的通知"), etag='"v2"'))
    run(site.url("/a"))
    report = run(site.url("/a"))
    (record,) = report.fetched
    assert (tmp_path / record.file).read_bytes() == page("新的通知")
    with Archive(tmp_path) as archive:
        ((_, fetched_at, file),) = archive.former(site.url("/a"))
    assert (tmp_path / file).read_bytes() == page("旧的通知")
    assert fetched_at[:10] in file


def test_a_file_that_is_gone_is_fetched_without_condition(site: Site, run: Run, tmp_path: Path) -> None:
    site.answers["/a"] = tagged(page())
    (record,) = run(site.url("/a")).fetched
    (tmp_path / record.file).unlink()
    assert len(run(site.url("/a")).fetched) == 1
    assert (tmp_path / record.file).read_bytes() == page()


def test_a_failure_leaves_what_was_kept_and_the_rest_goes_on(site: Site, run: Run, tmp_path: Path) -> None:
    site.answers |= {"/a.pdf": in_turn(send(PDF), send(page("系统维护"))), "/b": status(500), "/c": send(page())}
    (record,) = run(site.url("/a.pdf")).fetched
    report = run(*(site.url(path) for path in ("/a.pdf", "/b", "/c", "/gone")))
    assert [fault.kind for fault in report.failed] == ["内容不符", "服务器出错", "找不到网页"]
    assert [fault.url for fault in report.failed] == [site.url(path) for path in ("/a.pdf", "/b", "/gone")]
    assert all("。" in fault.reason for fault in report.failed)
    assert [kept.url for kept in report.fetched] == [site.url("/c")]
    assert (tmp_path / record.file).read_bytes() == PDF
    assert not list(tmp_path.glob("*.part"))


def test_hosts_are_asked_side_by_side(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=10)

    def together(handler: Any) -> None:
        both.wait()
        send(page())(handler)

    with serving() as one, serving() as other:
        one.answers["/a"] = other.answers["/b"] = together
        urls = [one.url("/a"), other.url("/b", host="localhost")]
        with Archive(tmp_path) as archive:
            report = Crawl(Client(Settings(delay=0.0)), archive).run(map(Wanted, urls))
    assert [record.url for record in report.fetched] == urls


def test_the_same_address_twice_is_asked_once(site: Site, run: Run) -> None:
    site.answers["/a"] = send(page())
    assert len(run(site.url("/a"), Wanted(site.url("/a"), "另一个名称")).fetched) == 1
    assert site.paths().count("/a") == 1


def test_progress_is_told_for_each_address(site: Site, client: Callable[..., Client], tmp_path: Path) -> None:
    told: list[object] = []
    wanted = [Wanted(site.url(f"/{number}")) for number in range(3)]
    with Archive(tmp_path) as archive:
        Crawl(client(), archive).run(wanted, told.append)
    assert told == wanted


def test_a_disk_that_is_full_ends_the_run(site: Site, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    site.answers |= {"/a": send(page()), "/b": send(page())}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("policymatch.fetch.archive.os.fsync", full)
    with pytest.raises(FetchError) as caught:
        run(site.url("/a"), site.url("/b"))
    assert caught.value.kind == "无法写入"
    assert "/b" not in site.paths()


def test_an_interrupt_ends_the_run_and_keeps_what_came(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers |= {"/a": send(page()), "/b": raw(b"HTTP/1.1 200 OK\r\n\r\n", b"x", pause=0.02, forever=True)}
    real = module.wait

    def interrupted(*words: Any, **more: Any) -> Any:
        while "/b" not in site.paths():
            real(*words, timeout=0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "wait", lambda waiting, **_: interrupted(waiting))
    started = time.monotonic()
    with Archive(tmp_path) as archive, pytest.raises(KeyboardInterrupt):
        Crawl(Client(Settings(delay=0.0)), archive).run([Wanted(site.url(path)) for path in ("/a", "/b", "/c")])
    assert time.monotonic() - started < 5
    assert "/c" not in site.paths()
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix != ".sqlite"] == [".html"]


# --- attachments ----------------------------------------------------------------------------------------------------


def test_attachments_come_with_their_page(site: Site, run: Run, linked: Callable[[Any], None], tmp_path: Path) -> None:
    site.answers |= {"/x/a.htm": send(page()), "/x/1.pdf": send(PDF), "/2.pdf": send(PDF), "/3.doc": status(404)}
    linked([
        {"title": "附件1：实施方案.pdf", "url": "./1.pdf"}, {"title": None, "url": "/2.pdf#page=3"},
        {"title": "申报书", "url": "../3.doc"}, {"title": "又一次", "url": "1.pdf"}, {"title": "本页", "url": "a.htm"},
        {"title": "外站", "url": "http://elsewhere.example/x.pdf"}, {"title": "脚本", "url": "javascript:void(0)"},
        {"title": "无地址"}, "nonsense", {"url": 7},
    ])  # fmt: skip
    report = run(site.url("/x/a.htm"))
    assert [(record.url, record.page) for record in report.fetched] == [
        (site.url("/x/a.htm"), None),
        (site.url("/x/1.pdf"), site.url("/x/a.htm")),
        (site.url("/2.pdf"), site.url("/x/a.htm")),
    ]
    assert report.fetched[1].file.startswith("附件1：实施方案-")
    assert [(fault.url, fault.kind) for fault in report.failed] == [(site.url("/3.doc"), "找不到网页")]
    assert site.paths() == ["/robots.txt", "/x/a.htm", "/x/1.pdf", "/2.pdf", "/3.doc"]
    again = run(site.url("/x/a.htm"))
    assert (again.fetched, len(again.unchanged)) == ([], 3)


def test_attachments_have_a_bound_and_can_be_left(site: Site, run: Run, linked: Callable[[Any], None]) -> None:
    site.answers |= {"/a": send(page())} | {f"/{number}.pdf": send(PDF) for number in range(50)}
    linked([{"title": str(number), "url": f"/{number}.pdf"} for number in range(50)])
    assert len(run(site.url("/a"), attachments=False).fetched) == 1
    assert len(run(site.url("/a")).fetched) == MAX_ATTACHMENTS


def test_attachments_do_not_lead_where_their_page_may_not(
    site: Site, run: Run, linked: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site's name stands for a public address until the page is there, and for a private one from then on."""
    site.answers |= {"/a": send(page()), "/1.pdf": send(PDF)}
    linked([{"title": "附件", "url": "/1.pdf"}])
    real, peers = Guard.check, ["203.119.25.1", "203.119.25.1", "127.0.0.1"]
    monkeypatch.setattr(Guard, "check", lambda self, _: real(self, peers.pop(0)))
    report = run(site.url("/a"))
    assert [fault.kind for fault in report.failed] == ["内网地址"]
    assert site.paths() == ["/robots.txt", "/a"]


def test_attachments_of_attachments_stay(site: Site, run: Run, linked: Callable[[Any], None]) -> None:
    site.answers |= {"/a": send(page()), "/b": send(page("附件")), "/c": send(page("附件的附件"))}
    linked([{"title": "", "url": "/b"}, {"title": "", "url": "/c"}])
    run(site.url("/a"))
    assert sorted(site.paths()) == ["/a", "/b", "/c", "/robots.txt"]


@pytest.mark.parametrize(
    "stated", [None, "x", 7, {}, [None], [{"url": None}], [{"url": "x" * 9000}], [{"url": "http://["}]]
)
def test_attachments_that_are_none(tmp_path: Path, linked: Callable[[Any], None], stated: Any) -> None:
    linked(stated)
    path = tmp_path / "a.html"
    path.write_bytes(page())
    assert attachments_of(path, "http://x.gov.cn/a.html") == []


def test_links_as_the_reader_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page(extra='<p>附件：<a href="./P0.pdf">1. 实施方案</a></p>'))
    found = attachments_of(path, "http://x.gov.cn/x/a.html")
    if "attachments" not in policymatch.readers.read_file(path).metadata:
        pytest.skip("the reader of pages does not list attachments yet")
    assert [want.url for want in found] == ["http://x.gov.cn/x/P0.pdf"]


# --- what was meant -------------------------------------------------------------------------------------------------


def test_a_page_that_is_not_what_was_meant_is_told(site: Site, run: Run, tmp_path: Path) -> None:
    site.answers |= {"/a": send(page("域名出售")), "/b": send(page("清发改〔2026〕5 号")), "/c": send(page("节能降碳（专项）管理办法的通知"))}  # fmt: skip
    expected = ("节能降碳专项管理办法", "清发改〔2026〕5号")
    report = run(*(Wanted(site.url(path), "节能降碳专项管理办法", expected=expected) for path in ("/a", "/b", "/c")))
    (fault,) = report.failed
    assert (fault.url, fault.kind, report.doubtful) == (site.url("/a"), "内容不符", {site.url("/a")})
    assert "节能降碳专项管理办法" in fault.reason
    assert len(report.fetched) == 3
    assert (tmp_path / report.fetched[0].file).read_bytes() == page("域名出售")


def test_what_cannot_be_read_is_left_to_indexing(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4 broken")
    assert mentions(path, ["标题"])
