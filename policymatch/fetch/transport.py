"""One request over one connection: checked before a byte is sent, cut off when its time is up."""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from policymatch.errors import FetchError
from policymatch.fetch.address import host_of, port_of, target_of
from policymatch.fetch.faults import by_error, too_big, too_slow

if TYPE_CHECKING:
    import ssl

    from urllib3.response import HTTPResponse

_CHUNK = 16 * 1024
# Not asked for; several codings on top of each other are what bombs are made of. Other words ("UTF-8") mean nothing.
_FOREIGN_CODINGS = re.compile("br|zstd|compress|x-compress|.*,.*", re.I | re.S)


class Guard:
    """Keeps a public address from leading into a private network.

    The first connection made for an address may go anywhere, because the user named it; redirects and attachments
    may then reach private hosts only if that first host was private too. What counts is the address that was
    connected to, not what a name resolved to some time before.
    """

    __slots__ = ("_private",)

    def __init__(self) -> None:
        self._private: bool | None = None

    def check(self, peer: str) -> None:
        """Raise FetchError (内网地址) where a connection to that IP address may not be used."""
        private = is_private(peer)
        if self._private is None:
            self._private = private
        elif private and not self._private:
            raise FetchError(
                "公网地址转到了内网或本机地址，已拒绝", "若确实要下载，请把内网地址直接写进清单。", kind="内网地址"
            )


def is_private(peer: str) -> bool:
    """Whether an IP address lies outside the public Internet; what is no IP address counts as private."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return True
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return not (mapped or address).is_global


class Watch:
    """Cuts the connections it holds when their time is up, whatever they are just doing.

    Time-outs of a socket begin anew with every byte, so a server that sends one a second would never meet them.
    ``seconds`` is what is left of the ``allowed`` ones.
    """

    def __init__(self, seconds: float, allowed: float | None = None) -> None:
        self.cut_off = False
        self._allowed = seconds if allowed is None else allowed
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for held in self._held:
                held.close()
            self._held.clear()

    def hold(self, sock: socket.socket) -> None:
        """Watch a connection. A second handle is kept: TLS takes the first one over while it shakes hands."""
        with self._lock:
            self._held.append(sock.dup())
        if self.cut_off:
            self.cut()

    def cut(self) -> None:
        """End all that is held."""
        with self._lock:
            self.cut_off = True
            for held in self._held:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)

    def check(self) -> None:
        """Raise FetchError (超时) once the time is up."""
        if self.cut_off:
            raise too_slow(self._allowed)


class _Plain(HTTPConnection):
    admit: Callable[[socket.socket], None]

    def _new_conn(self) -> socket.socket:
        return _admitted(super()._new_conn(), self.admit)


class _Secure(HTTPSConnection):
    admit: Callable[[socket.socket], None]

    def _new_conn(self) -> socket.socket:
        return _admitted(super()._new_conn(), self.admit)


def _admitted(sock: socket.socket, admit: Callable[[socket.socket], None]) -> socket.socket:
    try:
        admit(sock)
    except BaseException:
        sock.close()
        raise
    return sock


@contextmanager
def opened(
    url: str, headers: Mapping[str, str], *, guard: Guard, watch: Watch, timeout: float
) -> Iterator[HTTPResponse]:
    """Send a GET for a normalised address and give its answer, the body unread.

    ``timeout`` (seconds) bounds connecting and each wait for data. Raises FetchError, also for what goes wrong inside
    the ``with`` block.
    """
    connection = _connection(url, timeout)

    def admit(sock: socket.socket) -> None:
        watch.hold(sock)
        guard.check(sock.getpeername()[0])

    def answered(*words: Any, **more: Any) -> http.client.HTTPResponse:
        answers.append(http.client.HTTPResponse(*words, **more))
        return answers[-1]

    answers: list[http.client.HTTPResponse] = []
    connection.admit = admit
    # urllib3 drops an answer with headers it cannot use and leaves it open.
    connection.response_class = answered  # type: ignore[assignment]
    try:
        watch.check()
        connection.request("GET", target_of(url), headers=headers, preload_content=False, decode_content=True)
        response = connection.getresponse()
        watch.check()
        yield response
    except (OSError, http.client.HTTPException, HTTPError, ValueError) as error:
        watch.check()
        raise by_error(error) from error
    finally:
        for answer in answers:
            answer.close()
        connection.close()


def _connection(url: str, timeout: float) -> _Plain | _Secure:
    host, port = host_of(url), port_of(url)
    if url.startswith("https:"):
        return _Secure(host, port, timeout=timeout, ssl_context=_context())
    return _Plain(host, port, timeout=timeout)


@cache
def _context() -> ssl.SSLContext:
    """The system's own list of trusted issuers, names checked; nothing here ever turns that off."""
    import ssl

    return ssl.create_default_context()


def body_of(response: HTTPResponse, limit: int, watch: Watch, *, cut: bool = False) -> Iterator[bytes]:
    """Yield an answer's body, unpacked, in small pieces; with ``cut`` what goes over the limit (bytes) is left out.

    Raises FetchError (超出上限, 回应有误, 超时, 下载不完整).
    """
    if _FOREIGN_CODINGS.fullmatch(response.headers.get("Content-Encoding", "").strip()):
        raise FetchError("内容用了不支持的压缩方式", "请用浏览器下载后再收入。", kind="回应有误")
    if not cut and (response.length_remaining or 0) > limit:
        raise too_big(limit)
    total = 0
    # read1 hands over what has come, so that the limits are looked at even where little comes.
    while chunk := response.read1(_CHUNK, decode_content=True):
        total += len(chunk)
        watch.check()
        if total > limit and not cut:
            raise too_big(limit)
        if total > limit:
            yield chunk[: limit - total]
            return
        yield chunk
    watch.check()  # a connection that was cut off looks like the end of a body without a stated length
