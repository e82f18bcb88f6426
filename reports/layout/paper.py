"""A sheet after GB/T 9704-2012: A4, margins, the styles of its parts, the page number.

Of the standard: type area 156 mm × 225 mm, 22 lines of 28 characters (5.2.1–5.2.3); title in 2号 小标宋, body
in 3号 仿宋, headings 一、 in 黑体 and （一） in 楷体 (7.3); page number in 4号 with a dash on each side, on the
outer edge (7.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SONG_TITLE, FANG, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
#: 字号 in points.
NO_2, NO_3, NO_4, NO_5 = 22, 16, 14, 10.5
LINE = 28  # points from line to line: 22 of them make a page
RED = RGBColor(0xC8, 0x10, 0x1E)
#: From the edge of the sheet, in millimetres (5.2.1); right and bottom follow from the type area.
TOP, LEFT, RIGHT, BOTTOM = 37, 28, 26, 35


@dataclass(frozen=True, slots=True)
class Look:
    """One style: its font, size in points, and where its lines stand. `indent` is in characters."""

    font: str
    size: float = NO_3
    align: Any = ALIGN.JUSTIFY
    indent: int = 0
    red: bool = False
    line: float = LINE


#: The styles, by the names that Word shows.
LOOKS = {
    "发文机关标志": Look(SONG_TITLE, 36, ALIGN.CENTER, red=True, line=48),
    "发文字号": Look(FANG, align=ALIGN.CENTER),
    "公文标题": Look(SONG_TITLE, NO_2, ALIGN.CENTER, line=32),
    "主送机关": Look(FANG),
    "公文正文": Look(FANG, indent=2),
    "一级标题": Look(HEI, indent=2),
    "二级标题": Look(KAI, indent=2),
    "附件说明": Look(FANG, indent=2),
    "署名": Look(FANG, align=ALIGN.RIGHT),
    "附件序号": Look(HEI, align=ALIGN.LEFT),
    "版记": Look(FANG, NO_4, align=ALIGN.LEFT, line=22),
    "表头": Look(HEI, NO_5, ALIGN.CENTER, line=18),
    "表格文字": Look(FANG, NO_5, ALIGN.LEFT, line=18),
    "页码": Look(SONG, NO_4, ALIGN.RIGHT, line=18),
}


def sheet() -> Any:
    """An empty document with these margins, styles and page numbers."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
    section.bottom_margin, section.right_margin = Mm(BOTTOM), Mm(RIGHT)
    section.footer_distance = Mm(BOTTOM - 7 - 5)  # 7 mm below the type area, a line of 5 mm
    _grid(section)
    _dress(made.styles["Normal"], Look(FANG))
    for name, look in LOOKS.items():
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = made.styles["Normal"]
        _dress(style, look)
    _number_pages(made, section)
    return made


def line(made: Any, style: str, text: str = "") -> Any:
    """A paragraph of one run, so that what is to be filled in stays in one piece."""
    return made.add_paragraph(text, style=style)


def rule(paragraph: Any, edge: str, *, red: bool = False) -> None:
    """A line above or below a paragraph (`top`, `bottom`), as wide as the type area."""
    borders = OxmlElement("w:pBdr")
    one = OxmlElement(f"w:{edge}")
    colour = str(RED) if red else "000000"
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", colour)):
        one.set(qn(f"w:{name}"), value)
    borders.append(one)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001  # python-docx has no borders


def indent_right(paragraph: Any, characters: int) -> None:
    """So many characters free at the end of the line."""
    paragraph.paragraph_format.right_indent = Pt(NO_3 * characters)


def repeat(made: Any, each: str, *lines: tuple[str, str]) -> None:
    """Those lines (style, text) once for each; `each`: `one in parts`."""
    line(made, "公文正文", f"{{%p for {each} %}}")
    for style, text in lines:
        line(made, style, text)
    line(made, "公文正文", "{%p endfor %}")


def table(made: Any, each: str, columns: dict[str, str], *widths: float) -> None:
    """A table with a row for each: heading to field of `one`; `each`: `one in rows`. Widths in millimetres."""
    built = made.add_table(rows=4, cols=len(columns))
    built.style = made.styles["Table Grid"]
    built.autofit = False
    cells = [f"{{{{ one.{field} }}}}" for field in columns.values()]
    rows = (list(columns), [f"{{%tr for {each} %}}"], cells, ["{%tr endfor %}"])
    for n, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = built.cell(n, column)
            cell.text = text
            cell.paragraphs[0].style = made.styles["表头" if n == 0 else "表格文字"]
    for row in built.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    _repeat(built.rows[0])


def _dress(style: Any, look: Look) -> None:
    style.font.name, style.font.size = LATIN, Pt(look.size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), look.font)
    if look.font == SONG:
        style.font.name = SONG
    if look.red:
        style.font.color.rgb = RED
    form = style.paragraph_format
    form.alignment = look.align
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    if look.indent:
        form.first_line_indent = Pt(look.size * look.indent)


def _grid(section: Any) -> None:
    """28 characters of 3号 to a line of 156 mm: each a little closer than its size."""
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001
        section._sectPr.remove(old)  # noqa: SLF001
    grid = OxmlElement("w:docGrid")
    closer = round((156 / 25.4 * 72 / 28 - NO_3) * 4096)
    for name, value in (("type", "linesAndChars"), ("linePitch", str(LINE * 20)), ("charSpace", str(closer))):  # fmt: skip
        grid.set(qn(f"w:{name}"), value)
    section._sectPr.append(grid)  # noqa: SLF001


def _number_pages(made: Any, section: Any) -> None:
    """— 1 —: to the right on odd pages, to the left on even ones, one character in."""
    made.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT)):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = made.styles["页码"], align
        edge = paragraph.paragraph_format
        edge.right_indent = edge.left_indent = Pt(NO_4)
        paragraph.add_run("— ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)  # noqa: SLF001
        paragraph.add_run(" —")


def _repeat(row: Any) -> None:
    """The head of a table comes again on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001
