"""What keeps pypdf within bounds while a file is read, and hears what it says of it."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from policymatch.readers.limits import Limits

_MAX_STREAM = 32 * 1024 * 1024  # bytes


@contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Bound what pypdf unpacks while this file is read, in this thread only.

    Text lies in streams far smaller than that. A picture, which is never unpacked here, may be as large as the file.
    """
    from pypdf import apply_configuration

    most = min(limits.max_unpacked, _MAX_STREAM)
    with apply_configuration(
        maximum_declared_stream_length=limits.max_bytes,
        array_based_stream_maximum_output_length=most,
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        zlib_maximum_output_length=most,
    ):
        yield


def is_bomb(error: BaseException) -> bool:
    """Whether pypdf gave up because what it was to unpack or to follow went over one of its limits."""
    from pypdf.errors import LimitReachedError

    return isinstance(error, LimitReachedError) or isinstance(error.__cause__ or error.__context__, LimitReachedError)


_LOST = re.compile(
    r"Error -\d|%\(exception\)[rs]$|Object %\(idnum\)d %\(generation\)d not defined|Invalid stream \(index"
    r"|Impossible to decode|Exceeded %\(limit\)d|Invalid object number|EOF marker not found|CAUTION: startxref"
    r"|Ignoring page tree entry|Page contents are not|XRef object at|Previous trailer cannot|Invalid parent xref"
    r"|Ignoring wrong pointing|incorrect startxref|entry %\(num\)d in Xref|Invalid/Truncated xref|Skipping broken line|Token exceeds|(?:Page resources|Resources|Font resources|XObject resources) are not"
)


class Log(logging.Handler):
    """Takes what pypdf says while one thread reads, so that it reaches nobody else's log."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self.suspect = False
        self.lost = False

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of what pypdf says."""
        if record.thread != self._thread:
            return
        # Where pypdf does not know how a font is encoded it guesses, and says so only here.
        self.suspect = self.suspect or "Advanced encoding" in str(record.msg)
        # It also goes on with what is left where data are damaged or missing.
        self.lost = self.lost or _LOST.match(str(record.msg)) is not None


_quiet_lock = threading.Lock()
_quiet_readers = 0


@contextmanager
def quiet() -> Iterator[Log]:
    """Keep pypdf's warnings from the terminal while a file is read, and leave its logger as it was after that."""
    global _quiet_readers
    logger = logging.getLogger("pypdf")
    log = Log()
    with _quiet_lock:
        _quiet_readers += 1
        logger.addHandler(log)
        logger.propagate = False
    try:
        yield log
    finally:
        with _quiet_lock:
            _quiet_readers -= 1
            logger.removeHandler(log)
            logger.propagate = _quiet_readers == 0
