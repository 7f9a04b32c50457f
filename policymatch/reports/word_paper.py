"""An official-looking Chinese document in Word's format: page, styles, tables, page numbers, the same bytes every time.

Margins, sizes and page numbers follow GB/T 9704-2012 (天头 37 毫米, 订口 28 毫米, 版心 156 × 225 毫米; 小标宋 title, 黑体 and 楷体
headings, 仿宋 text; the page number between dashes at the outer side). Text of project pages and of tables is smaller than the
三号 of the standard, so that a project fits a page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from policymatch.reports.phrases import plain

WIDTH_MM = 156
"""Millimetres of text on a line."""

LONGEST = 600
"""Characters of one paragraph or cell; whoever wants more has the Excel report."""

SONG, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体", "仿宋"
_LATIN = "Times New Roman"
# What to take where a font is not installed: Word looks at the table of fonts in the file.
_STAND_INS = {
    SONG: ("小标宋体,方正小标宋_GBK,华文中宋,宋体,SimSun", "roman"),
    HEI: ("SimHei,微软雅黑,Noto Sans CJK SC", "swiss"),
    KAI: ("KaiTi,楷体_GB2312,STKaiti,华文楷体", "script"),
    FANG: ("FangSong,仿宋_GB2312,STFangsong,华文仿宋", "roman"),
    "宋体": ("SimSun,Noto Serif CJK SC", "roman"),
}
_FONT_TABLE = "/word/fontTable.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest day a zip can hold: a fixed one, so that equal reports are equal bytes."""


class Look(NamedTuple):
    """A style of paragraphs: sizes and distances in points, ``line`` the exact height of a line."""

    name: str
    font: str
    size: float
    line: float
    before: float = 0
    after: float = 0
    bold: bool = False
    centred: bool = False
    indented: bool = False
    keep: bool = False


LOOKS = {
    look.name: look
    for look in (
        Look("Normal", FANG, 12, 18),
        Look("Title", SONG, 22, 30, after=3, centred=True, keep=True),
        Look("Heading 1", HEI, 16, 23, before=5, after=1, keep=True),
        Look("Heading 2", KAI, 16, 23, after=2, bold=True, keep=True),
        Look("Body Text", FANG, 12, 17.5, indented=True),
        Look("Subtitle", KAI, 12, 17, centred=True),
        Look("Caption", HEI, 12, 17, before=4, after=1, keep=True),
        Look("List", FANG, 10.5, 14, before=0.5),
    )
}
CELL_SIZE, CELL_LINE = 9.0, 12.0
"""Points of the text in tables, and of its lines."""


class Column(NamedTuple):
    """A column of a table: its heading, its share of the width, and how it is set (left, center, right)."""

    title: str
    share: float
    across: str = "left"


class Paper:
    """A document that is written from its first page to its last."""

    def __init__(self, title: str, day: date | None) -> None:
        from docx import Document

        self._book: Any = Document()
        self._title = plain(title, 200)
        self._day = datetime.combine(day or date(2000, 1, 1), time())
        self._body: Any = self._book.element.body
        for look in LOOKS.values():
            self._style(look)
        self._set_page()
        self._set_fonts()
        self._next_page = False

    def _style(self, look: Look) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        style = self._book.styles[look.name]
        font, form = style.font, style.paragraph_format
        font.name, font.size, font.bold, font.italic = _LATIN, Pt(look.size), look.bold, False
        font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for key in [key for key in fonts.keys() if key.endswith("Theme")]:  # noqa: SIM118
            del fonts.attrib[key]
        for key in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(key), _LATIN)
        fonts.set(qn("w:eastAsia"), look.font)
        # Quotation marks stand in both kinds of font; here they are Chinese.
        fonts.set(qn("w:hint"), "eastAsia")
        for tag in ("w:spacing", "w:kern"):
            for old in style.element.rPr.findall(qn(tag)):
                style.element.rPr.remove(old)
        for old in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
            style.element.pPr.remove(old)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
        form.space_before, form.space_after = Pt(look.before), Pt(look.after)
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.centred else WD_ALIGN_PARAGRAPH.JUSTIFY
        form.first_line_indent = Pt(2 * look.size) if look.indented else Pt(0)
        form.left_indent = Pt(0)
        form.keep_with_next, form.keep_together, form.widow_control = look.keep, look.keep, True

    def _set_page(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Mm

        section = self._book.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)
        self._book.settings.odd_and_even_pages_header_footer = True
        _number_pages(section.footer, "right")
        _number_pages(section.even_page_footer, "left")
        for language in self._book.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _set_fonts(self) -> None:
        """Say in the file what each font looks like and what may stand in for it."""
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
            f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
            for name, (others, family) in _STAND_INS.items()
        )
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        for part in self._book.part.package.iter_parts():
            if part.partname == _FONT_TABLE:
                part._blob = f'{head}<w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()

    def break_page(self) -> None:
        """What follows begins a page; without an empty paragraph that could get a page of its own."""
        self._next_page = True

    def title(self, text: str) -> None:
        """The title of the document."""
        self._paragraph("Title", text)

    def subtitle(self, text: str) -> None:
        """The line below the title."""
        self._paragraph("Subtitle", text)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading, which Word's navigation pane shows."""
        self._paragraph(f"Heading {level}", plain(text, 100))

    def caption(self, text: str) -> None:
        """A small heading within a page, kept with what follows."""
        self._paragraph("Caption", text)

    def say(self, text: str, label: str = "") -> None:
        """A paragraph of text, its label before it in bold."""
        self._paragraph("Body Text", text, label)

    def item(self, text: str, label: str = "") -> None:
        """A line of small text."""
        self._paragraph("List", text, label)

    def _paragraph(self, style: str, text: str, label: str = "") -> None:
        paragraph = self._book.add_paragraph(style=style)
        if self._next_page:
            paragraph.paragraph_format.page_break_before = True
            self._next_page = False
        if label:
            _chinese(paragraph.add_run(plain(label, 80))).bold = True
        _chinese(paragraph.add_run(plain(text, LONGEST)))

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, strong_last: bool = False) -> None:
        """A table across the page; its head is repeated on every page, no row is broken across two."""
        whole = sum(column.share for column in columns)
        widths = [round(column.share / whole * WIDTH_MM * 1440 / 25.4) for column in columns]
        table = _table(widths)
        table.append(_row([column.title for column in columns], columns, widths, head=True))
        for number, row in enumerate(rows, 1):
            table.append(_row(row, columns, widths, bold=strong_last and number == len(rows)))
        self._body.insert(len(self._body) - 1, table)

    def save(self, path: Path) -> None:
        """Write the document, equal content as equal bytes. Raises OSError where it cannot be written."""
        about = self._book.core_properties
        about.author = about.last_modified_by = "PolicyMatch"
        about.title, about.language, about.comments, about.revision = self._title, "zh-CN", "", 1
        about.created = about.modified = self._day
        raw = io.BytesIO()
        self._book.save(raw)
        with path.open("wb") as file, zipfile.ZipFile(raw) as made, zipfile.ZipFile(file, "w") as out:
            for name in made.namelist():
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(entry, made.read(name))


def _chinese(run: Any) -> Any:
    """A run whose quotation marks are Chinese, which stand in both kinds of font."""
    run._element.get_or_add_rPr().insert(0, _element("rFonts", hint="eastAsia"))
    return run


def _element(tag: str, **values: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _table(widths: Sequence[int]) -> Any:
    table, about = _element("tbl"), _element("tblPr")
    about.append(_element("tblW", w=str(sum(widths)), type="dxa"))
    about.append(_element("jc", val="center"))
    borders = _element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color="7F7F7F"))
    about.append(borders)
    about.append(_element("tblLayout", type="fixed"))
    margins = _element("tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(side, w="70", type="dxa"))
    about.append(margins)
    grid = _element("tblGrid")
    for width in widths:
        grid.append(_element("gridCol", w=str(width)))
    table.append(about)
    table.append(grid)
    return table


def _row(
    cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int], *, head: bool = False, bold: bool = False
) -> Any:
    row, about = _element("tr"), _element("trPr")
    about.append(_element("cantSplit"))
    if head:
        about.append(_element("tblHeader"))
    row.append(about)
    for text, column, width in zip(cells, columns, widths, strict=True):
        row.append(_cell(text, "center" if head else column.across, width, head=head, bold=bold))
    return row


def _cell(text: str, across: str, width: int, *, head: bool, bold: bool) -> Any:
    cell, about = _element("tc"), _element("tcPr")
    about.append(_element("tcW", w=str(width), type="dxa"))
    if head:
        about.append(_element("shd", val="clear", color="auto", fill="E7ECF2"))
    about.append(_element("vAlign", val="center"))
    cell.append(about)
    for line in text.split("\n"):
        cell.append(_cell_line(plain(line, LONGEST), across, head=head, bold=bold))
    return cell


def _cell_line(text: str, across: str, *, head: bool, bold: bool) -> Any:
    paragraph, form = _element("p"), _element("pPr")
    if head:
        form.append(_element("keepNext"))
    form.append(_element("spacing", before="10", after="10", line=f"{CELL_LINE * 20:.0f}", lineRule="exact"))
    form.append(_element("jc", val=across))
    paragraph.append(form)
    run, look = _element("r"), _element("rPr")
    look.append(_element("rFonts", hint="eastAsia", eastAsia=HEI if head else FANG))
    if bold:
        look.append(_element("b"))
    look.append(_element("sz", val=f"{CELL_SIZE * 2:.0f}"))
    run.append(look)
    words = _element("t")
    words.text = text
    run.append(words)
    paragraph.append(run)
    return paragraph


def _number_pages(footer: Any, side: str) -> None:
    """— 1 — in 宋体四号 at the outer side, one character from the edge (GB/T 9704-2012, 7.5)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style.font.size = Pt(14)
    form = paragraph.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
    form.left_indent = form.right_indent = Pt(14)
    _footer_run(paragraph, "— ")
    for kind in ("begin", "PAGE", "separate", "1", "end"):
        run = _footer_run(paragraph, kind if kind == "1" else "")
        if kind == "PAGE":
            words = _element("instrText")
            words.text = " PAGE "
            run.append(words)
        elif kind != "1":
            run.append(_element("fldChar", fldCharType=kind))
    _footer_run(paragraph, " —")


def _footer_run(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    look = run._element.get_or_add_rPr()
    look.insert(0, _element("rFonts", ascii="宋体", hAnsi="宋体", eastAsia="宋体"))
    return run._element
