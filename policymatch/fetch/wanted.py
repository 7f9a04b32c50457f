"""What is to be fetched: lists of addresses, and the sources the shipped digests name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from policymatch.errors import FetchError, ReadError
from policymatch.fetch.address import is_front_page, normalise
from policymatch.readers.limits import Limits
from policymatch.readers.plain import decode
from policymatch.readers.source import load

_LIMITS = Limits(max_bytes=50 * 1024 * 1024)
_URL = ("url", "网址", "地址", "链接", "source", "link")
_TITLE = ("title", "标题", "名称", "文件名称")
_NUMBER = ("doc_number", "文号", "发文字号")
_EXPECTED = "清单一行一个地址；或是有 url（网址）列的 CSV，或一行一条 JSON 记录。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to fetch, normalised, with what the list says of it.

    Where there is something ``expected``, a document that has none of these words in it is not the one that was meant.
    """

    url: str
    title: str = ""
    doc_number: str | None = None
    expected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that was not fetched, with the reason and what to do; ``kind`` groups failures."""

    url: str
    reason: str
    kind: str


def failed(url: str, error: FetchError | ReadError) -> Failed:
    """Note why an address was not fetched."""
    reason = f"{error.message.rstrip('。')}。{error.hint}" if error.hint else error.message
    return Failed(url, reason, error.kind)


def read_list(path: Path) -> tuple[list[Wanted], list[Failed]]:
    """Read a list: CSV with a url column, JSON Lines, or text with one address a line (a title after a tab, # notes).

    Each address comes once; lines that hold none are returned as failures. Raises FetchError where there is no list.
    """
    try:
        text = decode(load(path, _LIMITS)).replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    except ReadError as error:
        raise FetchError(f"读不了清单“{path}”：{error.message}", error.hint or _EXPECTED, kind=error.kind) from error
    match path.suffix.lower():
        case ".csv":
            return _collect(_csv_rows(text))
        case ".jsonl" | ".json" | ".ndjson":
            return _collect(_json_rows(text))
        case _:
            return _collect(_text_rows(text))


def corpus_sources(folder: Path) -> tuple[list[Wanted], list[str]]:
    """Return the addresses that the digests in a folder name as their sources, and those that only name a site.

    A site's front page is no policy, and reading it as one would put today's news among the law. Of a page one of the
    titles or document numbers of its digests is expected: addresses decay, and what stands there now may be anything.
    """
    from policymatch.readers import read_file

    pages: dict[str, Wanted] = {}
    sites: dict[str, None] = {}
    for path in sorted(folder.glob("*.md")):
        metadata = read_file(path).metadata
        if not metadata.get("source"):
            continue
        url = normalise(str(metadata["source"]))
        if is_front_page(url):
            sites.setdefault(url)
        else:
            title, number = str(metadata.get("title") or ""), str(metadata.get("doc_number") or "")
            want = pages.setdefault(url, Wanted(url, title, number or None))
            pages[url] = replace(want, expected=(*want.expected, *filter(None, (title, number))))
    return list(pages.values()), list(sites)


def _collect(rows: Iterable[tuple[int, Mapping[str, str] | FetchError]]) -> tuple[list[Wanted], list[Failed]]:
    found: dict[str, Wanted] = {}
    faults = []
    for number, row in rows:
        stated = "" if isinstance(row, FetchError) else row["url"]
        try:
            if isinstance(row, FetchError):
                raise row
            url = normalise(stated)
        except FetchError as error:
            where = FetchError(f"清单第 {number} 行：{error.message}", error.hint, kind=error.kind)
            faults.append(failed(stated, where))
        else:
            found.setdefault(url, Wanted(url, row["title"], row["doc_number"] or None))
    return list(found.values()), faults


def _text_rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            url, _, title = line.strip().partition("\t")
            yield number, {"url": url, "title": title.strip(), "doc_number": ""}


def _csv_rows(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(io.StringIO(text))
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        columns = {name: _column(header, names) for name, names in _COLUMNS.items()}
        if columns["url"] is None:
            raise FetchError("清单（CSV）里没有 url（网址）列", _EXPECTED, kind="清单有误")
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, {name: _cell(row, place) for name, place in columns.items()}
    except csv.Error as error:
        raise FetchError(f"清单（CSV）第 {reader.line_num} 行读不懂：{error}", _EXPECTED, kind="清单有误") from error


_COLUMNS = {"url": _URL, "title": _TITLE, "doc_number": _NUMBER}


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""


def _json_rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | FetchError]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict) or not isinstance(record.get("url"), str):
            yield number, FetchError("不是一条有 url 的 JSON 记录", _EXPECTED, kind="清单有误")
        else:
            yield number, {name: str(record.get(name) or "") for name in _COLUMNS}
