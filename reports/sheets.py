"""A table as an Excel file. What people typed is written as text and never as a formula or a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.ledgers import Cell, Ledger

SUFFIX = ".xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    # Row by row, through a file: ten thousand rows take no more memory than ten.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROWEST, _WIDEST = 8, 40  # widths of columns, in digits


def write(found: Ledger, to: BinaryIO, on: date) -> None:
    """Write the workbook, which says that it was made on that day."""
    with Workbook(to, _OPTIONS) as book:
        book.set_properties({"title": found.title, "created": datetime.combine(on, time.min)})
        sheet = book.add_worksheet("台账")
        _lay_out(sheet, found)
        looks = _Looks(book)
        sheet.write_string(0, 0, found.title, looks.title)
        _row(sheet, 1, found.headings, looks.head, looks.head)
        for number, row in enumerate(found.rows, 2):
            _row(sheet, number, row, looks.plain, looks.day)
        if found.totals:
            _row(sheet, len(found.rows) + 2, found.totals, looks.head, looks.head)


class _Looks:
    def __init__(self, book: Workbook) -> None:
        edge = {"border": 1, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({**edge, "bold": True})
        self.plain = book.add_format({**edge, "text_wrap": True})
        self.day = book.add_format({**edge, "num_format": "yyyy-mm-dd"})


def _lay_out(sheet: Worksheet, found: Ledger) -> None:
    """On A4, as wide as the page, the headings on each."""
    for place, heading in enumerate(found.headings):
        cells = [heading, *(row[place] for row in found.rows[:200])]
        width = max(_width(cell) for cell in cells) + 2
        sheet.set_column(place, place, min(max(width, _NARROWEST), _WIDEST))
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, 1 + len(found.rows), len(found.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def _width(cell: Cell) -> int:
    """In digits: a Chinese character is as wide as two."""
    text = "" if cell is None else str(cell)
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _row(sheet: Worksheet, number: int, cells: Sequence[Cell], looks: Any, days: Any) -> None:
    for place, cell in enumerate(cells):
        match cell:
            case None:
                sheet.write_blank(number, place, None, looks)
            case date():
                sheet.write_datetime(number, place, datetime.combine(cell, time.min), days)
            case int() | float():
                sheet.write_number(number, place, cell, looks)
            case _:
                sheet.write_string(number, place, cell, looks)
