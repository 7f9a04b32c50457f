"""What a file is: by its content first, then by the ending of its name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from policymatch.errors import ReadError

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
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
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_LIST = "支持 PDF、Word（.docx）、网页（.html）、Markdown、纯文本（.txt）和记录（.jsonl、.jsonl.gz）。"
_SAVE_AS_DOCX = "请用 WPS 或 Word 打开，另存为 .docx 或 PDF 后再试。"


def format_of(data: bytes, path: Path) -> str:
    """Return pdf, docx, html, markdown or text. Raises ReadError (不支持的格式, 已加密, 文件损坏)."""
    suffix = path.suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _inside_zip(data, suffix)
    _refuse_foreign(data, suffix)
    if _looks_like_html(data):
        return "html"
    if suffix in (".pdf", ".docx"):
        raise ReadError(f"扩展名是 {suffix}，但内容不是", "文件可能没有下载完整；请重新下载后再试。", kind="文件损坏")
    if suffix in _BY_SUFFIX or not _is_ending(suffix):
        return _BY_SUFFIX.get(suffix, "text")
    raise unsupported(f"不支持 {suffix} 文件")


def unsupported(message: str, hint: str = _LIST) -> ReadError:
    """Return the error for a file of a kind we do not read."""
    return ReadError(message, hint, kind="不支持的格式")


def _is_ending(suffix: str) -> bool:
    """Tell an ending from the tail of a name such as 条例(2019.04)."""
    return suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 9


def _inside_zip(data: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise ReadError(
            "压缩结构已损坏，打不开", "文件可能没有下载完整；请重新下载或另存一份。", kind="文件损坏"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        raise unsupported("这是 Excel 表格，不是政策文件", "项目表请交给 rank 或 plan；政策内容请另存为 PDF 或 .docx。")
    if "OFD.xml" in names:
        raise unsupported("暂不支持 OFD 版式文件", "请用 OFD 阅读器另存为 PDF 后再试。")
    if suffix == ".docx":
        raise ReadError("扩展名是 .docx，但里面没有 Word 正文", _SAVE_AS_DOCX, kind="文件损坏")
    raise unsupported("不支持压缩包，或其中没有 Word 正文", "请先解压，再读取其中的文件。")


def _refuse_foreign(data: bytes, suffix: str) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("文件已加密", "请用密码打开，另存一份不加密的文件后再试。", kind="已加密")
        raise unsupported("这是旧版 Office 或 WPS 文件（.doc、.wps、.xls）", _SAVE_AS_DOCX)
    if data.startswith(b"{\\rtf"):
        raise unsupported("不支持 RTF 文件", _SAVE_AS_DOCX)
    if data.startswith(_PICTURES) and suffix not in (".txt", ".md"):
        raise unsupported("这是图片，不是文字", "请先做文字识别（OCR），另存为文本或 .docx。")
    if data.startswith(_ARCHIVES):
        raise unsupported("不支持压缩文件", "请先解压，再读取其中的文件。" if suffix != ".gz" else _LIST)


def _looks_like_html(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) is not None
