"""The contacts as one Excel sheet, out and in. Faults name the cell, and come all at once.

A text that begins with `=` is a text: what somebody typed never becomes a formula.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from notifiers.channels.channel import Channels
from notifiers.contacts import Line, faults
from obligations.hours import read_time
from obligations.jurisdiction import Jurisdiction

#: The columns, in order. The second is there to read: it is not taken in.
COLUMNS = (
    "岗位、单位或姓名",
    "现在是谁",
    "地址（电话）",
    "首选渠道",
    "备用渠道",
    "免打扰从",
    "免打扰到",
)
SHEET = "联系方式"
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
#: In which cell of a row a field stands.
_CELLS = {"channel": 3, "fallback": 4, "quiet_from": 5, "quiet_to": 6}
_WIDTHS = (28, 14, 20, 16, 16, 10, 10)  # characters


class SheetFaults(ValueError):
    """What is wrong with a sheet, one line each, with its cell."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def write(jurisdiction: Jurisdiction, lines: Iterable[Line], on: date) -> bytes:
    """A workbook with a row for every post, and for everybody else who has a contact."""
    known = {line.name: line for line in lines}
    names = list(dict.fromkeys([*jurisdiction.roster.by_name, *known]))
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 -- a new workbook has one
    sheet.title = SHEET
    for number, name in enumerate((None, *names), start=1):
        texts = COLUMNS if name is None else _row(jurisdiction, name, known, on)
        for column, text in enumerate(texts, start=1):
            _put(sheet.cell(number, column), text, bold=name is None)
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _row(
    jurisdiction: Jurisdiction, name: str, known: Mapping[str, Line], on: date
) -> tuple[str, ...]:
    line = known.get(name, Line(name))
    now = jurisdiction.roster.recipient(name, on)
    quiet = (line.quiet_from, line.quiet_to)
    return (name, now.name if now else "", line.address, line.channel, line.fallback, *quiet)


def _put(cell: Cell, text: str, *, bold: bool) -> None:
    if text:
        cell.value = text
        cell.data_type = "s"  # openpyxl takes `=…` for a formula
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)


def read(content: bytes, jurisdiction: Jurisdiction, channels: Channels) -> list[Line]:
    """The contacts that a workbook holds. Raises SheetFaults with all that is wrong in it."""
    sheet = _open(content)
    reading = _Reading(jurisdiction, channels)
    for row in sheet.iter_rows(min_row=2, max_col=len(COLUMNS)):
        reading.row([cell for cell in row if isinstance(cell, Cell)])
    if reading.faults:
        raise SheetFaults(reading.faults)
    return reading.lines


def _open(content: bytes) -> Worksheet:
    if len(content) > MOST_BYTES:
        raise SheetFaults([f"文件超过 {MOST_BYTES // 1024**2} MB，不像是联系方式表"])
    try:
        book = load_workbook(io.BytesIO(content))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise SheetFaults(
            ["不是 Excel 文件（.xlsx），请用 huhang contacts export 导出一份再填"]
        ) from None
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is None or sheet.max_row > MOST_ROWS:
        raise SheetFaults([f"表里应有 1 到 {MOST_ROWS} 行"])
    heads = [str(sheet.cell(1, n).value or "").strip() for n in range(1, len(COLUMNS) + 1)]
    wrong = [
        f"{sheet.cell(1, n).coordinate}：表头读到 {head!r}，应为 {right!r}"
        for n, (head, right) in enumerate(zip(heads, COLUMNS, strict=True), start=1)
        if head != right
    ]
    if wrong:
        raise SheetFaults(wrong)
    return sheet


class _Reading:
    """The rows as they are read, and every fault found on the way."""

    def __init__(self, jurisdiction: Jurisdiction, channels: Channels) -> None:
        self.jurisdiction, self.channels = jurisdiction, channels
        people = {n for post in jurisdiction.roster.all_posts() for n in post.people}
        self.known = {*jurisdiction.roster.by_name, *people}
        self.seen: dict[str, str] = {}
        self.lines: list[Line] = []
        self.faults: list[str] = []

    def row(self, cells: list[Cell]) -> None:
        texts = [self._text(cell, clock=n >= 5) for n, cell in enumerate(cells)]
        if not any(texts):
            return
        name, _, address, channel, fallback, start, end = texts
        line = Line(name, address, channel, fallback, start, end)
        found = faults(line, lambda tag: bool(self.channels.of(self.jurisdiction.id, [tag])))
        self.faults += [
            *self._name(cells[0], name),
            *(f"{cells[_CELLS[field]].coordinate}：{wrong}" for field, wrong in found),
        ]
        self.lines.append(line)

    def _text(self, cell: Cell, *, clock: bool) -> str:
        value = cell.value
        if cell.data_type == "f":
            self.faults.append(f"{cell.coordinate}：不能写公式，请填文字")
            return ""
        if isinstance(value, time | datetime):
            return f"{value:%H:%M}"
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # a telephone number that Excel took for one
        text = "" if value is None else str(value).strip()
        if clock and text:
            return _clock(text)
        if len(text) > 160:
            self.faults.append(f"{cell.coordinate}：有 {len(text)} 个字，最多 160 个")
        return text

    def _name(self, cell: Cell, name: str) -> Iterator[str]:
        if not name:
            yield f"{cell.coordinate}：没有写岗位、单位或姓名"
        elif name not in self.known:
            close = get_close_matches(name, self.known, n=1, cutoff=0.5)
            hint = f"，是不是 {close[0]!r}？" if close else ""
            yield f"{cell.coordinate}：名册里没有 {name!r}{hint}"
        elif name in self.seen:
            yield f"{cell.coordinate}：{name!r} 重复了，{self.seen[name]} 已经有"
        self.seen.setdefault(name, cell.coordinate)


def _clock(text: str) -> str:
    try:
        return f"{read_time(text):%H:%M}"
    except ValueError:
        return text  # and is found at fault as it stands
