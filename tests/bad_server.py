"""A web server on this machine that does what it is told, also what no server should."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Answer = Callable[["Handler"], None]
PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>一、总体要求。做好项目储备。</p>{1}</body></html>"


class Asked(NamedTuple):
    """A request as it came: when (monotonic), path, headers."""

    at: float
    path: str
    headers: dict[str, str]


class Handler(BaseHTTPRequestHandler):
    """Answers a request by the site's script."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        site = self.server
        with site.lock:
            site.asked.append(Asked(time.monotonic(), self.path, dict(self.headers)))
        try:
            site.answers.get(self.path, status(404))(self)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's word
        pass

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.wfile.write(data)
        self.wfile.flush()


class Site(ThreadingHTTPServer):
    """A site on a free port: its answers by path, and what it was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are meant to."""

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def serving(wrap: Callable[[Site], None] | None = None) -> Iterator[Site]:
    """A running site."""
    site = Site()
    if wrap is not None:
        wrap(site)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


def page(title: str = "关于做好项目储备的通知", extra: str = "") -> bytes:
    return PAGE.format(title, extra).encode()


def send(body: bytes, code: int = 200, **headers: str) -> Answer:
    """A proper answer; header names with _ for -."""

    def answer(handler: Handler) -> None:
        handler.send_response(code)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body)), "Content-Type": "text/html"} | named).items():
            if value:
                handler.send_header(name, value)
        handler.end_headers()
        handler.raw(body)

    return answer


def status(code: int, **headers: str) -> Answer:
    return send(b"", code, **headers)


def redirect(location: str, code: int = 302) -> Answer:
    return status(code, Location=location)


def raw(*pieces: bytes, pause: float = 0.0, forever: bool = False) -> Answer:
    """Bytes with pauses between, the last one for ever; then the connection ends."""

    def answer(handler: Handler) -> None:
        for piece in pieces:
            handler.raw(piece)
            time.sleep(pause)
        while forever:
            handler.raw(pieces[-1])
            time.sleep(pause)
        handler.close_connection = True

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after another; the last one stays."""
    waiting = list(answers)

    def answer(handler: Handler) -> None:
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(handler)

    return answer


def tagged(body: bytes, etag: str = '"v1"', modified: str = "Mon, 09 Nov 2026 08:00:00 GMT") -> Answer:
    """An answer that keeps to conditions."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            status(304, Content_Type="", Content_Length="")(handler)
        else:
            send(body, ETag=etag, Last_Modified=modified)(handler)

    return answer
