"""The audit pack as an Excel file: a sheet for each table, nothing in it a formula or a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from care.audit import Cell, Table

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTH = 22  # of every column, in digits


def write(tables: Sequence[Table], to: BinaryIO, on: date) -> None:
    """Write the workbook, which says that it was made on that day."""
    with Workbook(to, _OPTIONS) as book:
        book.set_properties({"created": datetime.combine(on, time.min)})
        head = book.add_format({"bold": True, "border": 1})
        plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        days = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.set_column(0, len(table.headings) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)
            _row(sheet, 0, table.headings, head, head)
            for number, row in enumerate(table.rows, 1):
                _row(sheet, number, row, plain, days)


def _row(sheet: Worksheet, number: int, cells: Sequence[Cell], look: Any, days: Any) -> None:
    for place, cell in enumerate(cells):
        match cell:
            case None:
                sheet.write_blank(number, place, None, look)
            case date():
                sheet.write_datetime(number, place, datetime.combine(cell, time.min), days)
            case int():
                sheet.write_number(number, place, cell, look)
            case _:
                sheet.write_string(number, place, cell, look)
