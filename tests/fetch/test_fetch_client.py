"""The client against a server that misbehaves in every way: each ends soon, with a reason of its own."""

from __future__ import annotations

import gzip
import io
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from bad_server import Site, in_turn, page, raw, redirect, send, serving, status

from policymatch.errors import FetchError
from policymatch.fetch import client as client_module
from policymatch.fetch import transport
from policymatch.fetch.address import is_contact
from policymatch.fetch.client import Client, Settings
from policymatch.fetch.transport import Guard, is_private

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

Get = Callable[..., Any]
Fault = Callable[..., FetchError]
HASTY = {"timeout": 0.6, "patience": 0.3}
PEM = Path(__file__).parent / "selfsigned.pem"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_page_comes_whole(site: Site, get: Get) -> None:
    site.answers["/a.htm"] = send(page(), ETag='"1"')
    answer, body = get(site.url("/a.htm"))
    assert (answer.status, answer.url, answer.headers["etag"], body) == (200, site.url("/a.htm"), '"1"', page())
    assert site.paths() == ["/robots.txt", "/a.htm"]


def test_we_say_who_we_are(site: Site, get: Get) -> None:
    site.answers["/"] = send(page())
    get(site.url("/"), contact="fgj@example.gov.cn")
    agent = site.asked[-1].headers["User-Agent"]
    assert agent.startswith("PolicyMatch/")
    assert agent.endswith("(+policy indexing; fgj@example.gov.cn)")
    assert {asked.headers["User-Agent"] for asked in site.asked} == {agent}


@pytest.mark.parametrize(
    ("text", "fine"),
    [("a@b.cn", True), ("https://x.gov.cn/", True), ("a\r\nX: y", False), ("张三", False), ("a) b", False)],
)
def test_a_contact_cannot_smuggle_headers(text: str, fine: bool) -> None:
    assert is_contact(text) is fine


@pytest.mark.parametrize(
    ("code", "kind"),
    [(401, "需要登录"), (403, "拒绝访问"), (404, "找不到网页"), (410, "网页已撤下"), (412, "被拦截"), (418, "拒绝访问"),
     (204, "空内容"), (206, "回应有误"), (304, "回应有误"), (302, "回应有误")],
)  # fmt: skip
def test_a_refusal_is_not_repeated(site: Site, fault: Fault, code: int, kind: str) -> None:
    site.answers["/a"] = status(code)
    assert fault(site.url("/a")).kind == kind
    assert site.paths().count("/a") == 1


def test_errors_of_the_server_are_tried_again_with_longer_pauses(site: Site, get: Get, timing: Any) -> None:
    site.answers["/a"] = in_turn(status(500), status(503), send(page()))
    _, body = get(site.url("/a"), backoff=1.0)
    assert body == page()
    first, second = timing.slept
    assert 1 <= first <= 1.5 < 2 <= second <= 3


def test_what_stays_broken_is_given_up(site: Site, fault: Fault) -> None:
    site.answers["/a"] = status(502)
    found = fault(site.url("/a"))
    assert (found.kind, site.paths().count("/a")) == ("服务器出错", 3)
    assert "502" in found.message


def test_a_body_that_broke_off_leaves_nothing_behind(site: Site, get: Get) -> None:
    site.answers["/a"] = in_turn(raw(OK + b"Content-Length: 500\r\n\r\n" + b"x" * 400), send(page()))
    assert get(site.url("/a"))[1] == page()


def test_retry_after_is_honoured(site: Site, get: Get, timing: Any) -> None:
    site.answers["/a"] = in_turn(status(429, Retry_After="7"), send(page()))
    get(site.url("/a"))
    assert timing.slept == [7]


def test_a_site_that_wants_us_gone_for_long_is_left_alone(
    site: Site, client: Callable[..., Client], timing: Any
) -> None:
    site.answers |= {"/a": status(429, Retry_After="86400"), "/b": send(page())}
    asking = client()
    for path in ("/a", "/b"):
        with pytest.raises(FetchError) as caught:
            asking.get(site.url(path), io.BytesIO(), Guard())
        assert caught.value.kind == "请求过频"
    assert timing.slept == []
    assert site.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize("value", ["-1", "soon", "9" * 5000, "Mon, 99 Foo 2026", ""])
def test_a_retry_after_that_means_nothing(site: Site, fault: Fault, value: str) -> None:
    site.answers["/a"] = status(503, Retry_After=value)
    assert fault(site.url("/a")).kind == "服务器出错"


@pytest.mark.parametrize(
    ("pieces", "pause", "forever", "kind"),
    [
        ((b"",), 0.7, False, "超时"),  # says nothing and keeps the line
        ((OK, b"X-A: b\r\n"), 0.05, True, "超时"),  # headers without end, a few at a time
        ((OK, b"X-A: b\r\n"), 0.0, True, "回应有误"),
        ((b"H", b"T", b"T", b"P"), 0.05, True, "超时"),
        ((OK + b"Content-Length: 1000\r\n\r\n", b"x"), 0.05, True, "超时"),  # a byte now and then
        ((OK + b"\r\n", b"x"), 0.05, True, "超时"),
        ((OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), 0.05, True, "超时"),
        ((OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"), 0.05, True, "超时"),  # the length of a chunk without end
        ((b"HTTP/1.1 100 Continue\r\n\r\n",), 0.02, True, "超时"),
        ((OK + b"\r\n", b"x" * 10_000), 0.0, True, "超出上限"),  # a body without end
        ((OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"), 0.0, True, "超出上限"),
        ((OK + b"Content-Length: 999999999999\r\n\r\n",), 0.0, False, "超出上限"),
        ((OK + b"Content-Length: 100\r\n\r\nshort",), 0.0, False, "下载不完整"),
        ((OK + b"Content-Length: 5, 7\r\n\r\nshort",), 0.0, False, "回应有误"),
        ((OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nsho",), 0.0, False, "下载不完整"),
        ((OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",), 0.0, False, "下载不完整"),
        ((b"",), 0.0, False, "连接失败"),  # hangs up
        ((b"SSH-2.0-OpenSSH_9.6\r\n",), 0.0, False, "回应有误"),
        ((b"HTTP/1.1 abc\r\n\r\n",), 0.0, False, "回应有误"),
        ((OK + b"Content-Encoding: gzip\r\n\r\nthis is no gzip",), 0.0, False, "回应有误"),
    ],
)  # fmt: skip
def test_a_server_that_misbehaves(
    site: Site, fault: Fault, pieces: tuple[bytes, ...], pause: float, forever: bool, kind: str
) -> None:
    site.answers["/a.pdf"] = raw(*pieces, pause=pause, forever=forever)
    started = time.monotonic()
    assert fault(site.url("/a.pdf"), **(HASTY if kind == "超时" else {})).kind == kind
    assert time.monotonic() - started < 5


def test_a_bomb_is_stopped_before_it_unpacks(site: Site, fault: Fault) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    site.answers |= {
        "/gzip": send(bomb, Content_Encoding="gzip"),
        "/deflate": send(zlib.compress(b"\0" * 50_000_000), Content_Encoding="deflate"),
        "/twice": send(gzip.compress(bomb), Content_Encoding="gzip, gzip"),
    }
    assert len(bomb) < 200_000
    assert fault(site.url("/gzip")).kind == "超出上限"
    assert fault(site.url("/deflate")).kind == "超出上限"
    assert fault(site.url("/twice")).kind == "回应有误"


@pytest.mark.parametrize(
    ("coding", "packed"), [("gzip", True), ("x-gzip", True), ("identity", False), ("UTF-8", False)]
)
def test_what_is_packed_is_unpacked(site: Site, get: Get, coding: str, packed: bool) -> None:
    site.answers["/a"] = send(gzip.compress(page()) if packed else page(), Content_Encoding=coding)
    assert get(site.url("/a"))[1] == page()


def test_a_closed_port_and_a_name_that_is_none(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with serving() as gone:
        pass
    assert fault(gone.url("/a")).kind == "连接失败"

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert fault("http://no.such.example/a").kind == "找不到网站"


# --- redirects ------------------------------------------------------------------------------------------------------


def test_redirects_are_followed(site: Site, get: Get) -> None:
    site.answers |= {"/a": redirect("/b", 301), "/b": redirect("../c?x=1#part", 307), "/c?x=1": send(page())}
    answer, body = get(site.url("/a"))
    assert (answer.url, body) == (site.url("/c?x=1"), page())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_redirect_in_raw_chinese(site: Site, get: Get, encoding: str) -> None:
    raw_path = "/通知.htm".encode(encoding)
    escaped = "/" + "".join(f"%{byte:02X}" for byte in raw_path[1:-4]) + ".htm"
    site.answers |= {"/a": raw(b"HTTP/1.1 302 Found\r\nLocation: " + raw_path + b"\r\nContent-Length: 0\r\n\r\n"), escaped: send(page())}  # fmt: skip
    assert get(site.url("/a"))[0].url == site.url(escaped)


def test_redirects_without_end(site: Site, fault: Fault) -> None:
    site.answers |= {"/a": redirect("/b"), "/b": redirect("/a"), "/self": redirect("/self")}
    assert fault(site.url("/a")).kind == "重定向循环"
    assert fault(site.url("/self")).kind == "重定向循环"
    site.answers |= {f"/{step}": redirect(f"/{step + 1}") for step in range(10)}
    assert fault(site.url("/0")).kind == "重定向过多"
    assert site.paths()[-1] == "/5"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.cn/a", "javascript:alert(1)", "http://a b/", "http://u:p@x.cn/"])  # fmt: skip
def test_redirects_that_lead_away_from_the_web(site: Site, fault: Fault, location: str) -> None:
    site.answers["/a"] = redirect(location)
    assert fault(site.url("/a")).kind == "重定向有误"


def test_a_public_address_does_not_lead_into_a_private_network(
    site: Site, client: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first site counts as public here; the second is asked nothing, not even its robots.txt, until it is named."""
    with serving() as inner:
        inner.answers["/secret"] = send(page())
        site.answers["/a"] = redirect(inner.url("/secret"))
        ports: list[int] = []
        real_check, real_port = Guard.check, transport.port_of

        def check(self: Guard, peer: str) -> None:
            real_check(self, "127.0.0.1" if ports[-1] == inner.server_port else "203.119.25.1")

        def port_of(url: str) -> int:
            ports.append(real_port(url))
            return ports[-1]

        monkeypatch.setattr(Guard, "check", check)
        monkeypatch.setattr(transport, "port_of", port_of)
        asking = client()
        with pytest.raises(FetchError) as caught:
            asking.get(site.url("/a"), io.BytesIO(), Guard())
        assert caught.value.kind == "内网地址"
        assert inner.asked == []
        assert asking.get(inner.url("/secret"), io.BytesIO(), Guard()).status == 200


def test_a_private_address_that_was_named_may_lead_to_another(site: Site, get: Get) -> None:
    with serving() as inner:
        inner.answers["/x"] = send(page())
        site.answers["/a"] = redirect(inner.url("/x"))
        assert get(site.url("/a"))[1] == page()


@pytest.mark.parametrize(
    ("peer", "private"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.1", True), ("172.16.0.9", True), ("169.254.169.254", True),
     ("100.64.0.1", True), ("0.0.0.0", True), ("::1", True), ("fe80::1%eth0", True), ("fd00::1", True),
     ("::ffff:10.0.0.1", True), ("/tmp/socket", True), ("", True), ("203.119.25.1", False), ("2400:3200::1", False),
     ("::ffff:203.119.25.1", False)],
)  # fmt: skip
def test_which_addresses_are_private(peer: str, private: bool) -> None:
    assert is_private(peer) is private


def test_encryption_is_not_given_up_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client_module.Answer(302, "https://www.example.gov.cn/a", {"Location": "http://www.example.gov.cn/a"})
    with pytest.raises(FetchError) as caught:
        client_module._redirected(answer)
    assert caught.value.kind == "重定向降级"
    upward = client_module.Answer(302, "http://www.example.gov.cn/a", {"Location": "https://www.example.gov.cn/a"})
    assert client_module._redirected(upward) == "https://www.example.gov.cn/a"


# --- TLS ------------------------------------------------------------------------------------------------------------


def with_tls(site: Site) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    site.socket = context.wrap_socket(site.socket, server_side=True)


def test_a_certificate_that_nobody_vouches_for(fault: Fault) -> None:
    with serving(with_tls) as site:
        site.answers["/a"] = send(page())
        found = fault(site.url("/a").replace("http:", "https:"))
    assert found.kind == "证书有误"
    assert site.asked == []


def test_a_certificate_that_is_trusted(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(cafile=str(PEM))
    monkeypatch.setattr(transport, "_context", lambda: context)
    with serving(with_tls) as site:
        site.answers["/a"] = send(page())
        assert get(site.url("/a").replace("http:", "https:"))[1] == page()


def test_no_encryption_where_there_should_be(site: Site, fault: Fault) -> None:
    assert fault(site.url("/a").replace("http:", "https:")).kind == "加密连接失败"


@pytest.mark.parametrize("pieces", [[], [b"\x16\x03\x03\x40\x00", *[b"\x00"] * 40]])
def test_shaking_hands_without_end(fault: Fault, pieces: list[bytes]) -> None:
    """The port takes the call and says no word of TLS, or the first one a byte at a time."""
    import socket

    def drip(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                taken, _ = listening.accept()
                with taken, suppress(OSError):
                    for piece in pieces:
                        taken.sendall(piece)
                        time.sleep(0.05)
                    time.sleep(0.5)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        started = time.monotonic()
        assert fault(f"https://127.0.0.1:{listening.getsockname()[1]}/", **HASTY).kind == "暂不访问"
        assert time.monotonic() - started < 5
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=3)


# --- robots.txt and pace --------------------------------------------------------------------------------------------


def test_robots_is_obeyed_and_asked_for_once(site: Site, client: Callable[..., Client]) -> None:
    site.answers |= {
        "/robots.txt": send(b"User-agent: *\nDisallow: /private/\n"),
        "/private/a": send(page()),
        "/b": redirect("/private/a"),
        "/c": send(page()),
    }
    asking = client()
    for path in ("/private/a", "/b"):
        with pytest.raises(FetchError) as caught:
            asking.get(site.url(path), io.BytesIO(), Guard())
        assert caught.value.kind == "网站不许"
    asking.get(site.url("/c"), io.BytesIO(), Guard())
    assert site.paths() == ["/robots.txt", "/b", "/c"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (status(404), ""), (status(403), ""), (status(401), ""), (redirect("/robots.txt"), ""), (status(200), ""),
        (send(b"<html>not found</html>"), ""), (send(b"\xff\xfe\x00User-agent: *"), ""),
        (status(500), "暂不访问"), (status(429), "暂不访问"), (raw(b"", pause=0.5), "暂不访问"),
        (raw(OK + b"\r\n", b"# \n", pause=0.05, forever=True), "暂不访问"),
    ],
)  # fmt: skip
def test_what_a_robots_means_that_is_none(site: Site, get: Get, fault: Fault, answer: Any, kind: str) -> None:
    site.answers |= {"/robots.txt": answer, "/a": send(page())}
    if kind:
        assert fault(site.url("/a"), **HASTY).kind == kind
        assert "/a" not in site.paths()
    else:
        assert get(site.url("/a"))[1] == page()


def test_only_the_beginning_of_a_huge_robots_counts(site: Site, fault: Fault) -> None:
    site.answers |= {"/robots.txt": send(b"User-agent: *\nDisallow: /\n" + b"# x\n" * 1_000_000), "/a": send(page())}
    assert fault(site.url("/a"), max_bytes=10_000_000).kind == "网站不许"


def test_there_is_a_pause_between_two_requests(site: Site, client: Callable[..., Client], timing: Any) -> None:
    site.answers |= {"/a": send(page()), "/b": send(page())}
    asking = client(delay=2.0)
    for path in ("/a", "/b"):
        asking.get(site.url(path), io.BytesIO(), Guard())
    assert timing.slept == [2.0, 2.0]


def test_the_site_may_ask_for_longer_pauses(site: Site, get: Get, fault: Fault, timing: Any) -> None:
    site.answers |= {"/robots.txt": send(b"User-agent: *\nCrawl-delay: 7.5\n"), "/a": send(page())}
    get(site.url("/a"), delay=2.0)
    assert timing.slept == [7.5]
    site.answers["/robots.txt"] = send(b"User-agent: *\nCrawl-delay: 3600\n")
    assert fault(site.url("/a")).kind == "网站不许"


def test_a_host_is_asked_by_one_request_at_a_time(site: Site) -> None:
    now = most = 0

    def slowly(handler: Any) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        time.sleep(0.03)
        now -= 1
        send(page())(handler)

    site.answers |= {f"/{number}": slowly for number in range(6)}
    asking = Client(Settings(delay=0.0))
    threads = [
        threading.Thread(target=asking.get, args=(site.url(f"/{number}"), io.BytesIO(), Guard())) for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.paths().count("/robots.txt") == 1
    assert len(site.asked) == 7
    assert most == 1


def test_stopping_ends_what_is_under_way(site: Site) -> None:
    site.answers["/a"] = raw(OK + b"\r\n", b"x", pause=0.02, forever=True)
    asking = Client(Settings(delay=0.0))
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            asking.get(site.url("/a"), io.BytesIO(), Guard())
        except FetchError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while "/a" not in site.paths():
        time.sleep(0.01)
    asking.stop()
    thread.join(timeout=2)
    assert not thread.is_alive()
    assert len(caught) == 1
