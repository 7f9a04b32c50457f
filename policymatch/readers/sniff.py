"""What a file is: by its content first, then by the ending of its name."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from policymatch.errors import ReadError
from policymatch.readers import ole
from policymatch.readers.packages import Package

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TABLE_PAGE = re.compile(rb"\s*<(?:meta|style|table)\b", re.I)
_MAIL = re.compile(rb"(?:[!-9;-~]{1,60}:[^\n]{0,500}\n(?:[ \t][^\n]{0,500}\n){0,20}){0,20}MIME-Version:", re.I)
_OFFICE_XML = re.compile(rb"progid=[\"'](Word\.Document|Excel\.Sheet)[\"']", re.I)
_BY_SUFFIX = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    "": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
}
# Formats whose content says what they are. Where it does not, the file is something else or damaged.
_BY_CONTENT = frozenset(
    {".pdf", ".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".ofd"}
    | {".xlsx", ".xlsm", ".xls", ".et", ".ett", ".ods", ".xlsb"}
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_HAN = re.compile("[\u4e00-\u9fff]")
_LIST = (
    "支持 PDF、Word（.docx）、OFD、Excel（.xlsx）、网页（.html）、Markdown、纯文本（.txt）和记录（.jsonl、.jsonl.gz）；"
    "装有 LibreOffice 时还支持 .doc、.wps、.rtf、.odt、.xls、.et，装有文字识别组件时还支持图片。"
)
_SAVE_AS_DOCX = "请用 WPS 或 Word 打开，另存为 .docx 或 PDF 后再试。"
_UNREADABLE = {
    ".caj": ("这是知网的 CAJ 文件", "请用 CAJViewer 打开，另存或打印为 PDF 后再试。"),
    ".ceb": ("这是方正 CEB 版式文件", "请用方正 Apabi Reader 打开，打印为 PDF 后再试。"),
    ".ppt": ("这是演示文稿，不是政策文件", "请用 WPS 或 PowerPoint 打开，另存为 PDF 后再试。"),
    ".pptx": ("这是演示文稿，不是政策文件", "请用 WPS 或 PowerPoint 打开，另存为 PDF 后再试。"),
    ".csv": ("这是 CSV 表格，不是政策文件", "项目表请交给 rank 或 plan；政策内容请另存为 .xlsx 或文本。"),
}


def format_of(data: bytes, path: Path) -> str:
    """Return pdf, docx, xlsx, ofd, html, mhtml, markdown, text, picture, or what has to be converted.

    The last are doc, docm, dotx, wps, rtf, odt, xls, et, ods, xlsb and xml. Raises ReadError (不支持的格式, 已加密, 文件损坏).
    """
    suffix = path.suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _inside_zip(data, suffix)
    if data.startswith(ole.MAGIC):
        return _inside_ole(data, suffix)
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith(_PICTURES) and suffix not in (".txt", ".md"):
        return "picture"
    if data.startswith(_ARCHIVES):
        raise unsupported("这是压缩文件", "请先解压，再读取其中的文件。" if suffix != ".gz" else _LIST)
    return _of_text(data, suffix)


def unsupported(message: str, hint: str = _LIST) -> ReadError:
    """Return the error for a file of a kind we do not read."""
    return ReadError(message, hint, kind="不支持的格式")


def _of_text(data: bytes, suffix: str) -> str:
    """Tell what a file is that is text or nothing we know."""
    head = _as_ascii(data[:4096])
    if _HTML.match(head):
        return "html"
    if suffix not in _BY_SUFFIX and _TABLE_PAGE.match(head):
        return "html"  # what many systems export as .xls or .doc
    if suffix not in (".txt", ".md") and _MAIL.match(head) and b"text/html" in data[:20_000].lower():
        return "mhtml"
    if (office := _OFFICE_XML.search(head)) and head.lstrip().startswith(b"<?xml"):
        return "xml" if office[1].lower().startswith(b"word") else "xls"
    if suffix in _UNREADABLE:
        raise unsupported(*_UNREADABLE[suffix])
    if suffix in _BY_CONTENT:
        if suffix in (".doc", ".wps", ".rtf") and _is_chinese(data):
            return "text"
        raise ReadError(f"扩展名是 {suffix}，但内容不是", "文件可能没有下载完整；请重新下载后再试。", kind="文件损坏")
    if suffix in _BY_SUFFIX or not _is_ending(suffix):
        return _BY_SUFFIX.get(suffix, "text")
    raise unsupported(f"不支持 {suffix} 文件")


def _as_ascii(head: bytes) -> bytes:
    """Return the beginning of a text with its mark-up readable as ASCII, without byte order mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _is_chinese(data: bytes) -> bool:
    """Whether bytes are Chinese text, and not an error page of a few words or anything else."""
    from policymatch.readers.plain import decode

    try:
        return len(_HAN.findall(decode(data)[:20_000])) >= 30
    except ReadError:
        return False


def _is_ending(suffix: str) -> bool:
    """Tell an ending from the tail of a name such as 条例(2019.04)."""
    return suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 9


def _inside_zip(data: bytes, suffix: str) -> str:
    package = Package(data, "文件", max_unpacked=1 << 62, max_parts=1 << 62)
    names = {name.replace("\\", "/").lower().lstrip("/"): name for name in package.names}
    for part, kind in (
        ("word/document.xml", "docx"),
        ("xl/workbook.xml", "xlsx"),
        ("xl/workbook.bin", "xlsb"),
        ("ofd.xml", "ofd"),
    ):
        if part in names:
            return _word_kind(package, names) if kind == "docx" else kind
    if "mimetype" in names and "content.xml" in names:
        return _open_document(package, names)
    if "ppt/presentation.xml" in names:
        raise unsupported(*_UNREADABLE[".pptx"])
    if suffix == ".docx":
        raise ReadError("扩展名是 .docx，但里面没有 Word 正文", _SAVE_AS_DOCX, kind="文件损坏")
    raise unsupported("不支持压缩包，或其中没有 Word 正文", "请先解压，再读取其中的文件。")


def _word_kind(package: Package, names: dict[str, str]) -> str:
    """Tell a document from one with macros and from a template, which python-docx does not open."""
    types = names.get("[content_types].xml")
    if types is None or package.size(types) > 1_000_000:
        return "docx"
    stated = package.read(types)
    if b"wordprocessingml.document.main+xml" in stated:
        return "docx"
    return "docm" if b"macroEnabled" in stated else "dotx" if b"template.main+xml" in stated else "docx"


def _open_document(package: Package, names: dict[str, str]) -> str:
    """Tell what an OpenDocument package holds. Raises ReadError (已加密, 不支持的格式, 文件损坏)."""
    manifest = names.get("meta-inf/manifest.xml")
    if manifest and package.size(manifest) < 10_000_000 and b"encryption-data" in package.read(manifest):
        raise _locked()
    kind = package.read(names["mimetype"])[:100] if package.size(names["mimetype"]) < 1000 else b""
    if b"opendocument.text" in kind:
        return "odt"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    raise unsupported("这是 OpenDocument 的图形或演示文稿，不是政策文件", "请另存为 PDF 后再试。")


def _inside_ole(data: bytes, suffix: str) -> str:
    found = ole.streams(data)
    if "EncryptedPackage" in found:
        raise _locked()
    word = found.get("WordDocument")
    if word is not None:
        if not word.whole:
            raise ReadError("文件不完整，正文被截断了", "请重新下载后再试。", kind="文件损坏")
        # FibBase.fEncrypted ([MS-DOC] 2.5.2)
        if len(word.head) >= 12 and struct.unpack_from("<H", word.head, 10)[0] & 0x0100:
            raise _locked()
        return "wps" if suffix in (".wps", ".wpt") else "doc"
    book = found.get("Workbook") or found.get("Book")
    if book is not None:
        if not book.whole:
            raise ReadError("文件不完整，表格被截断了", "请重新下载后再试。", kind="文件损坏")
        return "et" if suffix in (".et", ".ett") else "xls"
    if "PowerPoint Document" in found:
        raise unsupported(*_UNREADABLE[".ppt"])
    if not found:
        raise ReadError("旧版 Office 文件已损坏，打不开", "请重新下载后再试。", kind="文件损坏")
    raise unsupported("这是旧版 Office 文件，但里面没有 Word 正文或 Excel 表格", _SAVE_AS_DOCX)


def _locked() -> ReadError:
    return ReadError("文件已加密", "请用密码打开，另存一份不加密的文件后再试。", kind="已加密")
