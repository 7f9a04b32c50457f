"""What a reader hands over: text in reading order, with the page each piece begins on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table row of a document.

    ``text`` is one logical line, without line breaks. ``page`` counts from 1; None where the format has no
    pages. ``level`` is the heading level the format itself states (Markdown #, HTML h1, Word Heading 1), 0 for
    body text. A table row has its cells joined by `` | ``; ``table`` is the number of its table in the document,
    from 1 (0: not a row), and ``head`` is true for the rows at the table's top that name its columns.
    """

    text: str
    page: int | None = None
    level: int = 0
    table: int = 0
    head: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: ``blocks`` in reading order.

    ``metadata`` holds what the format states about itself (front matter, HTML meta, record keys), keys as found
    and lower case; nothing in it has been interpreted. Keys of ours in it:

    - ``attachments``: the files a page links to, a list of ``{"title", "url"}``; ``published_on`` (ISO) and
      ``published_by``: when and by whose account a page was put on its site
    - ``ocr_pages``: numbers of the pages whose text comes from OCR; ``ocr_confidence``, 0 to 1
    - ``pages_without_text``, ``unreadable_pages``: numbers of the pages that could not be read
    - ``damaged``, ``damaged_pages``: the file is damaged, or these pages are, and text may be missing
    - ``converted_from``: the ending of the file that LibreOffice converted; ``uncalculated_cells`` of a workbook

    ``format`` is pdf, docx, xlsx, ofd, html, markdown, text, picture or record.
    ``name`` is the file's name without its ending, ``pages`` the number of pages or None.
    """

    name: str
    format: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    pages: int | None = None
