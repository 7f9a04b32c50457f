"""PDF: text with the page it stands on, or a reason why there is none to be had."""

from __future__ import annotations

import io
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.blocks import BlockList
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.lines import Line, LineCatcher, all_text, without_furniture
from policymatch.readers.paragraphs import paragraphs
from policymatch.readers.secrecy import refuse_marked_pages

if TYPE_CHECKING:
    from pypdf import PdfReader

_MAX_STREAM = 32 * 1024 * 1024  # bytes
_FEW = 8  # characters a page of a scan may carry (a stamp, a page number)
_TOO_MUCH = "PDF 里的数据展开后过大或过于复杂"
_BROKEN = ReadError("PDF 已损坏，读不出来", "请重新下载，或用浏览器打开后“打印为 PDF”再试。", kind="文件损坏")


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a PDF's text; a block keeps the page it begins on.

    ``metadata`` holds the document's own information under its own names ("/title"), and where some pages are
    pictures or unreadable their numbers under ``pages_without_text`` and ``unreadable_pages``; ``damaged`` is true where
    the file itself is damaged, ``damaged_pages`` are those whose text may lack something. Raises ReadError
    (已加密, 扫描件, 没有文字, 文字无法识别, 文件损坏, 涉密, 超出上限, 超时).
    """
    with _quiet() as log, _bounded(limits):
        try:
            return _read(data, name, limits, deadline, log)
        except (ReadError, MemoryError):
            raise
        except Exception as error:
            # What a damaged file makes of pypdf is any exception there is; whatever it is, it is the file's fault.
            deadline.check()
            if _is_bomb(error):
                raise too_large(_TOO_MUCH) from error
            raise ReadError(_BROKEN.message, _BROKEN.hint, kind=_BROKEN.kind) from error


def _read(data: bytes, name: str, limits: Limits, deadline: Deadline, log: _Log) -> Document:
    reader = _open(data, deadline)
    count = len(reader.pages)
    if count > limits.max_pages:
        raise too_large(f"PDF 有 {count} 页，超过 {limits.max_pages} 页")
    broken = log.lost
    pages: list[list[Line]] = []
    endless: list[int] = []
    damaged: list[int] = []
    pictures = 0
    chars = 0
    for number, page in enumerate(reader.pages, start=1):
        deadline.check()
        log.lost = False
        try:
            lines = _lines(page, number, deadline)
        except Exception as error:
            # A map drawn with a million strokes must not cost the text of the other pages.
            if not _is_bomb(error):
                raise
            lines = []
            endless.append(number)
        if log.lost or any("\ufffd" in line.text for line in lines):
            damaged.append(number)
        pages.append(lines)
        chars += sum(len(line.text) for line in lines)
        if chars > limits.max_chars:
            raise too_large(f"文字超过 {limits.max_chars} 个字符")
        if sum(len(line.text) for line in lines) <= 2 * _FEW and _has_picture(page.get("/Resources")):
            pictures += 1
    if endless and not chars:
        raise too_large(_TOO_MUCH)
    refuse_marked_pages([line.text for line in page] for page in pages)
    metadata = _metadata(reader)
    body = without_furniture(pages)
    _refuse_empty(body, pictures)
    body = _refuse_garbage(body, metadata, suspect=log.suspect)
    metadata |= {"damaged": True} if broken else {}
    metadata |= {"damaged_pages": damaged} if damaged else {}
    if endless:
        metadata["unreadable_pages"] = sorted({*endless, *cast(list[int], metadata.get("unreadable_pages", []))})
    empty = [number for number, page in enumerate(body, start=1) if not page]
    if empty and pictures:
        metadata["pages_without_text"] = empty
    blocks = BlockList(limits, deadline)
    for paragraph in paragraphs(_close_gaps(body)):
        blocks.add(paragraph.text, page=paragraph.page)
    return Document(name, "pdf", blocks.done(), metadata, count)


@contextmanager
def _bounded(limits: Limits) -> Iterator[None]:
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


def _is_bomb(error: BaseException) -> bool:
    """Whether pypdf gave up because what it was to unpack or to follow went over one of its limits."""
    from pypdf.errors import LimitReachedError

    return isinstance(error, LimitReachedError) or isinstance(error.__cause__ or error.__context__, LimitReachedError)


def _open(data: bytes, deadline: Deadline) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    try:
        reader = PdfReader(_Watched(data, deadline))
        # Many files are locked against changes only, and open with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked()
    except (DependencyError, NotImplementedError) as error:
        raise _locked() from error
    return reader


def _locked() -> ReadError:
    return ReadError("PDF 已加密，打不开", "请用密码打开后“打印为 PDF”，或向来源单位索取不加密的文件。", kind="已加密")


class _Watched(io.BytesIO):
    """The file's bytes; whoever reads them in a loop without end is stopped when the time is up."""

    def __init__(self, data: bytes, deadline: Deadline) -> None:
        super().__init__(data)
        self._deadline = deadline
        self._reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if not self._reads % 256:
            self._deadline.check()
        return super().read(size)


def _lines(page: Any, number: int, deadline: Deadline) -> list[Line]:
    catcher = LineCatcher(number, float(page.mediabox.width))

    def take(text: str, user: Sequence[float], own: Sequence[float], _font: object, size: float) -> None:
        if text:
            catcher.catch(text, user, own, size)

    def watch(*_operation: object) -> None:
        deadline.check()

    page.extract_text(visitor_text=take, visitor_operand_before=watch)
    catcher.end_line()
    return catcher.lines


def _has_picture(resources: Any, depth: int = 0) -> bool:
    """Whether a page draws a picture, itself or through a form; the pictures themselves are not decoded."""
    resources = resources.get_object() if resources is not None else None
    objects = resources.get("/XObject") if resources else None
    for reference in (objects.get_object() if objects is not None else {}).values():
        thing = reference.get_object()
        kind = thing.get("/Subtype") if hasattr(thing, "get") else None
        if kind == "/Image" or (kind == "/Form" and depth < 3 and _has_picture(thing.get("/Resources"), depth + 1)):
            return True
    return False


def _metadata(reader: PdfReader) -> dict[str, object]:
    from policymatch.text.normalize import mend

    try:
        stated: Any = reader.metadata or {}
        return {str(key).lower(): mend(str(stated[key])) for key in stated if isinstance(stated[key], str)}
    except ReadError:
        raise
    except Exception:
        # Broken information about a document is no reason to refuse the document.
        return {}


def _refuse_empty(pages: Sequence[Sequence[Line]], pictures: int) -> None:
    count = len(all_text(pages))
    if pictures and count <= _FEW * len(pages) and 2 * pictures >= len(pages):
        raise ReadError(
            f"这是扫描件：{len(pages)} 页都是图片，里面没有文字",
            "请先用 OCR（文字识别）软件转成文字版 PDF 或 .docx，或到发文机关网站找文字版。",
            kind="扫描件",
        )
    if not count:
        raise ReadError(
            "PDF 里没有文字（可能是空白页，或文字已转成图形）",
            "请到发文机关网站找文字版，或先做文字识别（OCR）。",
            kind="没有文字",
        )


_STRANGE = re.compile(
    # Hangul, private use, replacement characters, controls, and letters of scripts that no policy is written in
    "[\ufffd\x00-\x08\x0e-\x1f\u0250-\u036f\u0530-\u1fff\ua000-\ud7ff\ue000-\uf8ff\ufb00-\ufdff\U000f0000-\U0010ffff]"
    r"|\(cid:\d{1,6}\)"
)
_LATIN = re.compile("[\u0080-\u00a6\u00a8-\u00af\u00b2-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
# In Chinese prose every fourth or fifth character is one of these; glyph numbers taken for characters miss them all.
_COMMON = re.compile(
    "[的一是在和有为中国人民不以于上下业用年政管理工作部门应当规定法发地方行资金项目建设施单位会安保生]"
)


def _refuse_garbage(pages: list[list[Line]], metadata: dict[str, object], *, suspect: bool) -> list[list[Line]]:
    """Empty the pages whose letters are not what is printed; raise where they are half of the text or more."""
    texts = [all_text([page]) for page in pages]
    bad = [number for number, text in enumerate(texts, start=1) if is_garbage(text, suspect=suspect)]
    if is_garbage("".join(texts), suspect=suspect) or 2 * len(bad) >= sum(1 for text in texts if text):
        raise ReadError(
            "PDF 里的文字编码无法识别，取出的是乱码",
            "请到发文机关网站找 Word 或网页版，或打印后做文字识别（OCR）。",
            kind="文字无法识别",
        )
    if bad:
        metadata["unreadable_pages"] = bad
    return [[] if number in set(bad) else page for number, page in enumerate(pages, start=1)]


def is_garbage(text: str, *, suspect: bool = False) -> bool:
    """Whether a text taken from a PDF is not what is printed; ``suspect`` where pypdf did not know its encoding."""
    visible = len(text)
    if visible < 20:
        return False
    # (cid:123) counts by its length, or a page of nothing else would have only a sixth of its characters strange.
    strange = sum(len(match) for match in _STRANGE.findall(text))
    han = len(_HAN.findall(text))
    if strange > visible * (0.05 if suspect else 0.2):
        return True
    if len(_LATIN.findall(text)) > 0.3 * visible and han < 0.1 * visible:
        return True
    return han >= 200 and len(_COMMON.findall(text)) < 0.02 * han


_HAN_GAP = re.compile("(?<=[\u4e00-\u9fff，。、；：]) (?=[\u4e00-\u9fff，。、；：])")
_LABEL = re.compile(r"(第[一二三四五六七八九十百零〇\d]{1,8}[编章节条]) (.*)", re.S)


def _close_gaps(pages: list[list[Line]]) -> list[list[Line]]:
    """Take out the spaces between Han characters where they come from wide setting, not from the writer."""
    from dataclasses import replace

    text = all_text(pages)
    if len(_HAN_GAP.findall(text)) < 0.15 * max(1, len(_HAN.findall(text))):
        return pages

    def close(line: str) -> str:
        label = _LABEL.fullmatch(line)
        return f"{label[1]} {_HAN_GAP.sub('', label[2])}" if label else _HAN_GAP.sub("", line)

    return [[replace(line, text=close(line.text)) for line in page] for page in pages]


_LOST = re.compile(
    r"Error -\d|%\(exception\)[rs]$|Object %\(idnum\)d %\(generation\)d not defined|Invalid stream \(index"
    r"|Impossible to decode|Exceeded %\(limit\)d|Invalid object number|EOF marker not found|CAUTION: startxref"
    r"|Ignoring page tree entry|Page contents are not|XRef object at|Previous trailer cannot|Invalid parent xref"
    r"|Ignoring wrong pointing|incorrect startxref|entry %\(num\)d in Xref|Invalid/Truncated xref|Skipping broken line|Token exceeds|(?:Page resources|Resources|Font resources|XObject resources) are not"
)


class _Log(logging.Handler):
    """Takes what pypdf says while one thread reads, so that it reaches nobody else's log."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()
        self.suspect = False
        self.lost = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        # Where pypdf does not know how a font is encoded it guesses, and says so only here.
        self.suspect = self.suspect or "Advanced encoding" in str(record.msg)
        # It also goes on with what is left where data are damaged or missing.
        self.lost = self.lost or _LOST.match(str(record.msg)) is not None


_quiet_lock = threading.Lock()
_quiet_readers = 0


@contextmanager
def _quiet() -> Iterator[_Log]:
    """Keep pypdf's warnings from the terminal while a file is read, and leave its logger as it was after that."""
    global _quiet_readers
    logger = logging.getLogger("pypdf")
    log = _Log()
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
