"""A run: the addresses of a list and their attachments, hosts side by side, each result kept as it comes."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from policymatch.errors import FetchError, ReadError
from policymatch.fetch.address import host_of, join, same_site
from policymatch.fetch.archive import Archive, Record
from policymatch.fetch.client import Answer, Client, Validators
from policymatch.fetch.content import judge, stated_name, without_ending
from policymatch.fetch.transport import Guard
from policymatch.fetch.wanted import Failed, Wanted, failed
from policymatch.readers.limits import Limits

HOSTS_AT_ONCE = 4
MAX_ATTACHMENTS = 20
"""Attachments of one page that are fetched; more than that is a list, not a document with its annexes."""

_PAGE_LIMITS = Limits(max_seconds=20.0)
_NOT_MEANT = "网页里没有“{}”的标题和文号，可能已换成别的内容。已存为 {}，没有收入政策库；请打开核对，确是原文再用 policymatch index 收入。"
Progress = Callable[[object], None]


@dataclass(slots=True)
class Report:
    """What a run did, in the order of the list: what is new or changed, what stayed as it was, what failed.

    ``doubtful`` are addresses whose document was kept but is not the one that was expected; they are in ``failed`` too.
    """

    fetched: list[Record] = field(default_factory=list)
    unchanged: list[Record] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Results:
    """What one address of the list gave: itself, then its attachments."""

    kept: list[tuple[Record, bool]] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    doubtful: bool = False


class Crawl:
    """One run over a list. ``now`` tells the time that is recorded (UTC)."""

    def __init__(
        self,
        client: Client,
        archive: Archive,
        *,
        attachments: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._archive = archive
        self._attachments = attachments
        self._now = now
        self._lock = threading.Lock()
        self._seen: set[str] = set()

    def run(self, wanted: Iterable[Wanted], progress: Progress | None = None) -> Report:
        """Fetch all addresses. KeyboardInterrupt ends what is under way and is raised again; what was kept stays."""
        wants = list({want.url: want for want in wanted}.values())
        self._seen = {want.url for want in wants}
        results = [_Results() for _ in wants]
        hosts: dict[str, list[tuple[Wanted, _Results]]] = {}
        for want, result in zip(wants, results, strict=True):
            hosts.setdefault(host_of(want.url), []).append((want, result))
        with ThreadPoolExecutor(HOSTS_AT_ONCE, "fetch") as pool:
            waiting = {pool.submit(self._host, work, progress) for work in hosts.values()}
            try:
                while waiting:
                    # On Windows only a wait with an end lets Ctrl-C through.
                    done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                    for future in done:
                        future.result()
            except BaseException:
                self._client.stop()
                pool.shutdown(cancel_futures=True)
                raise
        return _report(results)

    def _host(self, work: list[tuple[Wanted, _Results]], progress: Progress | None) -> None:
        for want, result in work:
            if self._client.pace.stopped.is_set():
                return
            self._fetch_with_attachments(want, result)
            if progress is not None:
                progress(want)

    def _fetch_with_attachments(self, want: Wanted, result: _Results) -> None:
        guard = Guard()
        record = self._try(want, None, guard, result)
        if record is not None and not mentions(self._archive.folder / record.file, want.expected):
            result.doubtful = True
            result.failed.append(Failed(want.url, _NOT_MEANT.format(want.title, record.file), "内容不符"))
            return
        if record is None or record.kind != "html" or not self._attachments:
            return
        for attached in self._attached(record):
            self._try(attached, record.url, guard, result)

    def _try(self, want: Wanted, page: str | None, guard: Guard, result: _Results) -> Record | None:
        try:
            record, changed = self._fetch(want, page, guard)
        except FetchError as error:
            if not self._client.pace.stopped.is_set():
                if error.kind in ("无法写入", "登记有误"):
                    raise  # the next one would not fare better
                result.failed.append(failed(want.url, error))
            return None
        result.kept.append((record, changed))
        return record

    def _fetch(self, want: Wanted, page: str | None, guard: Guard) -> tuple[Record, bool]:
        present = self._archive.record(want.url)
        validators = Validators(present.final_url, present.etag, present.last_modified) if present else None
        with self._archive.part(want.url) as file:
            answer = self._client.get(want.url, file, guard, validators)
            moment = self._now().astimezone(UTC).isoformat(timespec="seconds")
            if answer.status == 304 and present is not None:
                unchanged = replace(present, checked_at=moment)
                self._archive.confirm(unchanged)
                return unchanged, False
            return self._keep(want, page, answer, file, moment)

    def _keep(self, want: Wanted, page: str | None, answer: Answer, file: BinaryIO, moment: str) -> tuple[Record, bool]:
        file.seek(0)
        data = file.read()
        headers = answer.headers
        named = stated_name(headers.get("Content-Disposition", ""))
        content_type = headers.get("Content-Type", "")
        kind, ending = judge(data, answer.url, content_type, named)
        record = Record(
            url=want.url,
            title=want.title or without_ending(named),
            page=page,
            final_url=answer.url,
            status=answer.status,
            fetched_at=moment,
            checked_at=moment,
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
            etag=headers.get("ETag"),
            last_modified=headers.get("Last-Modified"),
            content_type=content_type or None,
            kind=kind,
            file="",
        )
        return self._archive.keep(record, ending, file)

    def _attached(self, record: Record) -> list[Wanted]:
        """The attachments of a page that are to be fetched; none twice in a run."""
        found = []
        for wanted in attachments_of(self._archive.folder / record.file, record.final_url):
            with self._lock:
                if wanted.url not in self._seen:
                    self._seen.add(wanted.url)
                    found.append(wanted)
        return found


def mentions(path: Path, expected: Iterable[str]) -> bool:
    """Whether a kept document has one of the words in it, whatever signs and spaces stand between; yes if unreadable."""
    from policymatch.readers import read_file

    wanted = [_bare(words) for words in expected]
    if not wanted:
        return True
    try:
        document = read_file(path, _PAGE_LIMITS)
    except ReadError:
        return True  # indexing the file says what is wrong with it
    text = _bare("".join(block.text for block in document.blocks))
    return any(words in text for words in wanted)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def attachments_of(path: Path, url: str) -> list[Wanted]:
    """Return the files on its own site that a kept page links to as attachments, at most MAX_ATTACHMENTS."""
    from policymatch.readers import read_file

    try:
        stated = read_file(path, _PAGE_LIMITS).metadata.get("attachments")
    except ReadError:
        return []  # indexing the page says what is wrong with it
    found: dict[str, Wanted] = {}
    for entry in stated if isinstance(stated, list | tuple) else ():
        link, title = (entry.get("url"), entry.get("title")) if isinstance(entry, Mapping) else (None, None)
        if not isinstance(link, str):
            continue
        try:
            address = join(url, link)
        except FetchError:
            continue  # mailto:, javascript: and the like
        if same_site(address, url) and len(found) < MAX_ATTACHMENTS:
            found.setdefault(address, Wanted(address, title if isinstance(title, str) else ""))
    return list(found.values())


def _report(results: Iterable[_Results]) -> Report:
    report = Report()
    for result in results:
        report.doubtful |= {record.url for record, _ in result.kept[:1] if result.doubtful}
        for record, changed in result.kept:
            (report.fetched if changed else report.unchanged).append(record)
        report.failed += result.failed
    return report
