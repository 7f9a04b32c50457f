"""PDF: text with the page it stands on, or a reason why there is none to be had."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers import ocr
from policymatch.readers.blocks import BlockList
from policymatch.readers.cells import Table, add_table
from policymatch.readers.garbage import HAN, is_garbage, is_renumbered
from policymatch.readers.limits import Deadline, Limits, too_large
from policymatch.readers.lines import Item, all_text, without_furniture
from policymatch.readers.pages import read_page
from policymatch.readers.paragraphs import paragraphs
from policymatch.readers.pdf_guard import Log, bounded, is_bomb, quiet
from policymatch.readers.secrecy import refuse_marked_pages
from policymatch.readers.tables import join_tables

if TYPE_CHECKING:
    from pypdf import PdfReader

_FEW = 8  # characters a page of a scan may carry (a stamp, a page number)
_TOO_MUCH = "PDF 里的数据展开后过大或过于复杂"
_BROKEN = ReadError("PDF 已损坏，读不出来", "请重新下载，或用浏览器打开后“打印为 PDF”再试。", kind="文件损坏")


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read a PDF's text; a block keeps the page it begins on.

    ``metadata`` holds the document's own information under its own names ("/title"), and where some pages are
    pictures or unreadable their numbers under ``pages_without_text`` and ``unreadable_pages``; ``damaged`` is true where
    the file itself is damaged, ``damaged_pages`` are those whose text may lack something. Where OCR is installed pages
    without readable text are read by it: ``ocr_pages`` are their numbers, ``ocr_confidence`` how sure they are. Raises
    ReadError (已加密, 扫描件, 没有文字, 文字无法识别, 文件损坏, 涉密, 超出上限, 超时).
    """
    with quiet() as log, bounded(limits):
        try:
            return _read(data, name, limits, deadline, log)
        except (ReadError, MemoryError):
            raise
        except Exception as error:
            # What a damaged file makes of pypdf is any exception there is; whatever it is, it is the file's fault.
            deadline.check()
            if is_bomb(error):
                raise too_large(_TOO_MUCH) from error
            raise ReadError(_BROKEN.message, _BROKEN.hint, kind=_BROKEN.kind) from error


def _read(data: bytes, name: str, limits: Limits, deadline: Deadline, log: Log) -> Document:
    reader = _open(data, deadline)
    count = len(reader.pages)
    deadline.check()  # pypdf takes our own error for damage and finds no pages
    if count > limits.max_pages:
        raise too_large(f"PDF 有 {count} 页，超过 {limits.max_pages} 页")
    broken = log.lost
    pages: list[list[Item]] = []
    doubtful: list[str] = []
    pictures: list[int] = []
    endless: list[int] = []
    damaged: list[int] = []
    chars = 0
    for number, page in enumerate(reader.pages, start=1):
        deadline.check()
        log.lost = False
        items, unsure = _bounded_page(page, number, deadline, endless)
        if log.lost or any("\ufffd" in item.text for item in items):
            damaged.append(number)
        pages.append(items)
        doubtful.append(unsure)
        own = sum(len(item.text) for item in items)
        chars += own
        if chars > limits.max_chars:
            raise too_large(f"文字超过 {limits.max_chars} 个字符")
        if own <= 2 * _FEW and _has_picture(page.get("/Resources")):
            pictures.append(number)
    if endless and not chars:
        raise too_large(_TOO_MUCH)
    recognised = _recognise(data, pages, doubtful, pictures, limits, deadline, suspect=log.suspect)
    refuse_marked_pages([item.text for item in page] for page in pages)
    metadata = _metadata(reader) | recognised
    body = without_furniture(pages)
    _refuse_empty(body, len(pictures))
    body = _refuse_garbage(body, doubtful, metadata, suspect=log.suspect)
    metadata |= {"damaged": True} if broken else {}
    metadata |= {"damaged_pages": damaged} if damaged else {}
    if endless:
        metadata["unreadable_pages"] = sorted({*endless, *cast(list[int], metadata.get("unreadable_pages", []))})
    empty = [number for number, page in enumerate(body, start=1) if not page]
    if empty and pictures:
        metadata["pages_without_text"] = empty
    blocks = BlockList(limits, deadline)
    for part in paragraphs(join_tables(_close_gaps(body))):
        if isinstance(part, Table):
            add_table(blocks, part.rows, part.head)
        else:
            blocks.add(part.text, page=part.page)
    return Document(name, "pdf", blocks.done(), metadata, count)


def _bounded_page(page: Any, number: int, deadline: Deadline, endless: list[int]) -> tuple[list[Item], str]:
    """Read a page; one that unpacks without end is named in ``endless`` and gives nothing."""
    try:
        return read_page(page, number, deadline)
    except Exception as error:
        # A map drawn with a million strokes must not cost the text of the other pages.
        if not is_bomb(error):
            raise
        endless.append(number)
        return [], ""


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
        plain, check, count = super().read, deadline.check, itertools.count(1).__next__

        # pypdf reads byte by byte, hundreds of thousands of times: a method would cost twice as much.
        def read(size: int | None = -1, /) -> bytes:
            if not count() & 255:
                check()
            return plain(size)

        self.read = read  # type: ignore[method-assign]


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


def _recognise(
    data: bytes,
    pages: list[list[Item]],
    doubtful: list[str],
    pictures: Sequence[int],
    limits: Limits,
    deadline: Deadline,
    *,
    suspect: bool,
) -> dict[str, object]:
    """Put in place what OCR reads on the pages that are pictures, empty or garbled, and return its marks.

    Where OCR is not installed the pages stay as they are.
    """
    texts = [all_text([page]) for page in pages]
    poor = {*pictures, *_garbled(texts, doubtful, suspect=suspect)}
    wanted = [number for number, text in enumerate(texts, start=1) if not text or number in poor]
    if not wanted or ocr.trouble():
        return {}
    found = {
        number: reading
        for number, reading in ocr.recognise(data, wanted, limits, deadline).items()
        # A page with a picture may also be a title page with an emblem, whose own text is the better one.
        if number not in pictures or len(all_text([reading.lines])) > 2 * len(texts[number - 1])
    }
    for number, reading in found.items():
        pages[number - 1] = [*reading.lines]
        doubtful[number - 1] = ""
    return ocr.marks(found) if found else {}


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


def _refuse_empty(pages: Sequence[Sequence[Item]], pictures: int) -> None:
    count = len(all_text(pages))
    if pictures and count <= _FEW * len(pages) and 2 * pictures >= len(pages):
        raise ReadError(
            f"这是扫描件：{len(pages)} 页都是图片，里面没有文字",
            ocr.trouble() or "试过文字识别，认不出来；请换一份清楚的扫描件，或到发文机关网站找文字版。",
            kind="扫描件",
        )
    if not count:
        raise ReadError(
            "PDF 里没有文字（可能是空白页，或文字已转成图形）",
            ocr.trouble() or "试过文字识别，也没有认出文字；请到发文机关网站找文字版。",
            kind="没有文字",
        )


def _refuse_garbage(
    pages: list[list[Item]], doubtful: Sequence[str], metadata: dict[str, object], *, suspect: bool
) -> list[list[Item]]:
    """Empty the pages whose letters are not what is printed; raise where they are half of the text or more.

    ``doubtful`` is the text of each page in fonts that do not say which characters they hold.
    """
    texts = [all_text([page]) for page in pages]
    bad = _garbled(texts, doubtful, suspect=suspect)
    if 2 * len(bad) >= sum(1 for text in texts if text):
        raise ReadError(
            "PDF 里的文字编码无法识别，取出的是乱码",
            ocr.trouble() or "试过文字识别，认不出来；请到发文机关网站找 Word 或网页版。",
            kind="文字无法识别",
        )
    if bad:
        metadata["unreadable_pages"] = bad
    return [[] if number in set(bad) else page for number, page in enumerate(pages, start=1)]


def _garbled(texts: Sequence[str], doubtful: Sequence[str], *, suspect: bool) -> list[int]:
    """Return the numbers of the pages whose letters are not what is printed."""
    if is_garbage("".join(texts), suspect=suspect):
        return [number for number, text in enumerate(texts, start=1) if text]
    renumbered = is_renumbered("".join(doubtful))
    return [
        number
        for number, (text, unsure) in enumerate(zip(texts, doubtful, strict=True), start=1)
        if is_garbage(text, suspect=suspect)
        or is_garbage(unsure, suspect=True)
        or (renumbered and len(unsure) > _FEW and len(unsure) > 0.02 * len(text))
    ]


_HAN_GAP = re.compile("(?<=[\u4e00-\u9fff，。、；：]) (?=[\u4e00-\u9fff，。、；：])")
_LABEL = re.compile(r"(第[一二三四五六七八九十百零〇\d]{1,8}[编章节条]) (.*)", re.S)


def _close_gaps(pages: list[list[Item]]) -> list[list[Item]]:
    """Take out the spaces between Han characters where they come from wide setting, not from the writer."""
    text = all_text(pages)
    if len(_HAN_GAP.findall(text)) < 0.15 * max(1, len(HAN.findall(text))):
        return pages

    def close(line: str) -> str:
        label = _LABEL.fullmatch(line)
        return f"{label[1]} {_HAN_GAP.sub('', label[2])}" if label else _HAN_GAP.sub("", line)

    return [[item.rewritten(close) for item in page] for page in pages]
