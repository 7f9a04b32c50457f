"""A polite client: what robots.txt says, a pause between requests, redirects and retries within bounds."""

from __future__ import annotations

import io
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from policymatch._version import __version__
from policymatch.errors import FetchError
from policymatch.fetch.address import host_of, join, origin_of, target_of
from policymatch.fetch.faults import PassingFault, Refusal, by_status
from policymatch.fetch.pace import Pace
from policymatch.fetch.robots import MAX_ROBOTS, Robots, parse_robots
from policymatch.fetch.transport import Guard, Watch, body_of, opened
from policymatch.readers.limits import DEFAULT_LIMITS

TOKEN = "PolicyMatch"
"""The name under which a robots.txt speaks to us."""

_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPT = "text/html,application/xhtml+xml,application/pdf,application/msword,*/*;q=0.8"
_BY_BROWSER = "请用浏览器打开，另存后再用 policymatch index 收入。"
_LATER = "请过一段时间再运行；已下载的不会重来。"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the client behaves; times in seconds, sizes in bytes.

    ``timeout`` is all the time one address may spend on the network, ``patience`` one connection or wait for data.
    ``retries`` come after the first attempt, ``backoff`` before the first of them, twice as long before each further
    one. A server that asks for more than ``longest_wait``, by Retry-After or Crawl-delay, is left alone this time.
    """

    delay: float = 2.0
    timeout: float = 120.0
    patience: float = 30.0
    retries: int = 3
    backoff: float = 2.0
    longest_wait: float = 60.0
    redirects: int = 5
    max_bytes: int = DEFAULT_LIMITS.max_bytes
    contact: str = ""

    def agent(self) -> str:
        """What we call ourselves: the truth, and where to complain."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"{TOKEN}/{__version__} (+policy indexing{contact})"


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes a request conditional: what was kept of ``url``, the address that answered in the end."""

    url: str
    etag: str | None = None
    last_modified: str | None = None

    def headers_for(self, url: str) -> dict[str, str]:
        """The headers for a request; they say nothing about another address."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value and url == self.url}


@dataclass(frozen=True, slots=True)
class Answer:
    """How an address answered: 200, or 304 where it is unchanged; ``url`` is the one that answered in the end."""

    status: int
    url: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class _Request:
    """One address to fetch; ``left`` is the time (seconds) it may still spend on the network."""

    url: str
    sink: BinaryIO
    guard: Guard
    left: float
    limit: int
    validators: Validators | None = None
    for_robots: bool = False


class Client:
    """Fetches addresses, for several threads at once. After ``stop`` everything ends soon, with FetchErrors."""

    def __init__(self, settings: Settings, pace: Pace | None = None) -> None:
        self.settings = settings
        self.pace = pace or Pace()
        self._lock = threading.Lock()
        self._watches: set[Watch] = set()
        self._robots: dict[str, Robots | FetchError] = {}
        self._robots_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._closed: dict[str, FetchError] = {}

    def stop(self) -> None:
        """End what is under way and let nothing new begin."""
        self.pace.stopped.set()
        with self._lock:
            for watch in self._watches:
                watch.cut()

    def get(self, url: str, sink: BinaryIO, guard: Guard, validators: Validators | None = None) -> Answer:
        """Fetch a normalised address into an empty file. Raises FetchError."""
        settings = self.settings
        return self._persist(_Request(url, sink, guard, settings.timeout, settings.max_bytes, validators))

    def _persist(self, request: _Request) -> Answer:
        for attempt in range(self.settings.retries):
            try:
                return self._follow(request)
            except PassingFault as fault:
                self._wait_to_retry(request, fault, attempt)
            request.sink.seek(0)
            request.sink.truncate()
        return self._follow(request)

    def _wait_to_retry(self, request: _Request, fault: PassingFault, attempt: int) -> None:
        wait = max(fault.wait or 0.0, self.settings.backoff * 2**attempt * random.uniform(1, 1.5))
        if wait > self.settings.longest_wait:
            self._closed[host_of(request.url)] = fault
            raise FetchError(f"{fault.message}，并要求 {wait:.0f} 秒后再来", fault.hint, kind=fault.kind) from fault
        self.pace.wait(wait)

    def _follow(self, request: _Request) -> Answer:
        url, seen = request.url, {request.url}
        for _ in range(self.settings.redirects + 1):
            delay = 0.0 if request.for_robots else self._permitted(url, request.guard)
            with self.pace.turn(host_of(url), max(delay, self.settings.delay)), self._timed(request) as watch:
                answer = self._ask(url, request, watch)
            if answer.status not in _REDIRECTS:
                return answer
            url = _redirected(answer)
            if url in seen:
                raise FetchError("网站的跳转绕成了圈", f"网站可能要靠浏览器的 Cookie。{_BY_BROWSER}", kind="重定向循环")
            seen.add(url)
        raise FetchError(
            f"跳转超过 {self.settings.redirects} 次", "请用浏览器打开，改用最后的地址。", kind="重定向过多"
        )

    def _ask(self, url: str, request: _Request, watch: Watch) -> Answer:
        """Send one request; the body goes to the sink where it is the end of the road."""
        conditions = request.validators.headers_for(url) if request.validators else {}
        headers = {
            "User-Agent": self.settings.agent(), "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "zh-CN,zh;q=0.9", "Connection": "close", **conditions,
        }  # fmt: skip
        patience = min(self.settings.patience, self.settings.timeout)
        with opened(url, headers, guard=request.guard, watch=watch, timeout=patience) as response:
            answer = Answer(response.status, url, response.headers)
            if response.status in _REDIRECTS and "Location" in response.headers:
                return answer
            if response.status == 304 and conditions:
                return answer
            if response.status not in (200, 203):
                raise by_status(response.status, response.headers)
            for chunk in body_of(response, request.limit, watch, cut=request.for_robots):
                _write(request.sink, chunk)
        return answer

    @contextmanager
    def _timed(self, request: _Request) -> Iterator[Watch]:
        """Let a request use what is left of its time, and be cut off by ``stop``."""
        started = time.monotonic()
        with Watch(max(request.left, 0.001), self.settings.timeout) as watch:
            with self._lock:
                self._watches.add(watch)
            try:
                self.pace.check()
                yield watch
            finally:
                with self._lock:
                    self._watches.discard(watch)
                request.left -= time.monotonic() - started

    def _permitted(self, url: str, guard: Guard) -> float:
        """Return the delay (seconds) that the site asks for. Raises FetchError where it wants no visit."""
        closed = self._closed.get(host_of(url))
        if closed is not None:
            raise FetchError(f"{closed.message}，这次不再访问这个网站", _LATER, kind=closed.kind)
        robots = self._robots_of(origin_of(url), guard)
        if isinstance(robots, FetchError):
            raise robots
        if not robots.allows(target_of(url)):
            raise FetchError("网站的 robots.txt 不许程序访问这个网页", _BY_BROWSER, kind="网站不许")
        delay = robots.delay or 0.0
        if delay > self.settings.longest_wait:
            raise FetchError(f"网站要求每次访问间隔 {delay:g} 秒，过长", _BY_BROWSER, kind="网站不许")
        return delay

    def _robots_of(self, origin: str, guard: Guard) -> Robots | FetchError:
        with self._lock:
            lock = self._robots_locks[origin]
        with lock:
            if origin not in self._robots:
                self._robots[origin] = self._fetch_robots(origin, guard)
            return self._robots[origin]

    def _fetch_robots(self, origin: str, guard: Guard) -> Robots | FetchError:
        """What a site allows: all where it has no robots.txt, nothing now where it cannot say (RFC 9309, 2.3.1)."""
        sink = io.BytesIO()
        request = _Request(f"{origin}/robots.txt", sink, guard, self.settings.timeout, MAX_ROBOTS, for_robots=True)
        try:
            self._persist(request)
        except Refusal:
            return Robots()
        except FetchError as fault:
            if fault.kind in ("重定向循环", "重定向过多", "空内容"):
                return Robots()
            if fault.kind == "内网地址":
                raise  # that holds for this address only, not for the site
            kind = "暂不访问" if fault.kind in ("服务器出错", "请求过频", "超时") else fault.kind
            return FetchError(f"取网站的 robots.txt 时：{fault.message}", fault.hint, kind=kind)
        return parse_robots(sink.getvalue().decode("utf-8", errors="replace"), TOKEN)


def _write(sink: BinaryIO, chunk: bytes) -> None:
    """Write to a file. Raises FetchError (无法写入), which must not be taken for a fault of the network."""
    try:
        sink.write(chunk)
    except OSError as error:
        raise FetchError(
            f"下载的内容写不下来：{error.strerror or error}",
            "请检查磁盘空间和权限，或用 --to 换一个文件夹。",
            kind="无法写入",
        ) from error


def _redirected(answer: Answer) -> str:
    """Where an answer sends us. Raises FetchError (重定向有误, 重定向降级)."""
    # Servers put raw UTF-8 or GBK there; http.client hands the bytes over as Latin-1.
    location = answer.headers["Location"].encode("latin-1", errors="replace")
    text = "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in location)
    try:
        url = join(answer.url, text)
    except FetchError as error:
        raise FetchError(f"网页跳转到不能下载的地方：{error.message}", _BY_BROWSER, kind="重定向有误") from error
    if answer.url.startswith("https:") and url.startswith("http:"):
        raise FetchError(
            f"网页从加密的 https 转到不加密的 {url}，内容可能被改动，已拒绝",
            "若信得过这个网站，请把 http:// 地址直接写进清单。",
            kind="重定向降级",
        )
    return url
