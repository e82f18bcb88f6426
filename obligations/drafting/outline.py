"""A notice as its passages: what stands below which headings, and where in the text.

Blanks and the ends of lines inside a passage are left out, full-width signs are folded; every character knows
its place in the notice, so that a quote is copied to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from obligations.drafting.cells import Rows, is_head, merged, table, task_of
from obligations.drafting.numerals import slug_number
from obligations.drafting.rules import Rules

#: A line shorter than this was not broken by the width of a page.
WRAPPED = 24  # characters
TITLE = 30  # characters: no heading is longer
ADDRESSED = 120  # characters in which a notice says why it comes
_LABEL = 10  # the level of a line that ends with a colon
_ENDS = "。;:!?”)"
#: The days of a stage behind its name: 动员部署阶段（5月10日—5月25日）
_DAYS = re.compile(r"\([^()]*\d+[年月日][^()]*\)$")
#: 1.日巡查。 is the title of what follows.
_HOW_OFTEN = re.compile(
    "(?:建立|实行|落实|坚持)?(?:[日周旬月季年]|半月|双周|季度|年度)[一-龥]{2}(?:制度|机制)?"
)
_GAPS = re.compile("[ \u3000]{2,}")
_CELLS = re.compile(r"\t+|\s*[|│┃]\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is folded and without blanks; `places` are its offsets in the notice. `clause` is its number:
    四（一）一. `headings` stand above it, the nearest last. `labels` are cells of a table: 责任单位."""

    clause: str
    headings: tuple[str, ...]
    text: str
    places: tuple[int, ...]
    labels: tuple[tuple[str, str], ...] = ()

    def quote(self, notice: str, first: int, end: int) -> str:
        """The words of the notice behind text[first:end]."""
        return notice[self.places[first] : self.places[end - 1] + 1]


@dataclass(frozen=True, slots=True)
class Outline:
    """The passages in order, and the headings as they are printed."""

    passages: tuple[Passage, ...]
    headings: tuple[str, ...]
    cells: tuple[str, ...] = ()  #: of tables, one a line, as printed


def outline(notice: str, rules: Rules) -> Outline:
    """The notice, read. A heading with nothing below it is a passage."""
    reader = _Reader(notice, rules)
    until = 0  #: where the last table ends
    for first, end in _paragraphs(notice, rules):
        if first < until:
            continue
        if rows := table(notice, first):
            reader.table(rows)
            until = rows.end
        else:
            reader.paragraph(first, end)
    reader.end()
    return Outline(tuple(reader.found), tuple(reader.headings), tuple(reader.cells))


def fold(text: str) -> str:
    """Full-width digits, letters and brackets as half-width ones, character by character."""
    return "".join(map(_folded, text))


def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and not "①" <= char <= "⑳" else char


def _paragraphs(notice: str, rules: Rules) -> Iterator[tuple[int, int]]:
    """From where to where; lines that a page's width has broken belong together."""
    first, end, before = 0, 0, ""
    at = 0
    for line in notice.split("\n"):
        if not _continues(before, line, rules):
            if end > first:
                yield first, end
            first = at
        end, before = at + len(line), line
        at += len(line) + 1
    if end > first:
        yield first, end


def _continues(before: str, line: str, rules: Rules) -> bool:
    words = fold(line.strip())
    ended = fold(before.strip())
    if not words or len(ended) < WRAPPED or ended[-1] in _ENDS or line[:1] in " 　\t":
        return False
    if len(_GAPS.findall(line.strip())) > 1:
        return False  # a row of a table
    if marked(ended, rules) and "," not in ended and len(ended) <= TITLE:
        return False
    return not (_CELLS.search(line) or marked(words, rules) or re.match(r".{1,8}:", words))


def marked(words: str, rules: Rules) -> tuple[int, re.Match[str]] | None:
    """The level and the number that a folded line begins with."""
    for rule in rules.headings:
        if match := rule.pattern.match(words):
            return rule.level, match
    return None


@dataclass(frozen=True, slots=True)
class _Pending:
    """A heading with nothing below it as yet, and the item that it may be."""

    level: int
    passage: Passage


@dataclass
class _Reader:
    """Keeps the headings above the line that it reads."""

    notice: str
    rules: Rules
    found: list[Passage] = field(default_factory=list)
    stack: dict[int, tuple[str, str]] = field(default_factory=dict)  #: level to number and title
    headings: list[str] = field(default_factory=list)
    pending: _Pending | None = None
    cells: list[str] = field(default_factory=list)
    columns: tuple[str, ...] = ()  #: of the table that it is in
    above: dict[str, str] = field(default_factory=dict)  #: its last row

    def paragraph(self, first: int, end: int) -> None:
        raw = self.notice[first:end]
        if cells := self._cells(raw):
            self._row(first, cells)
            return
        self.columns = ()
        places = [at for at in range(first, end) if not self.notice[at].isspace()]
        words = "".join(_folded(self.notice[at]) for at in places)
        if not words:
            return
        begins = self._heading(words, places)
        if begins < len(words):
            self._add(words[begins:], places[begins:])

    def _cells(self, raw: str) -> list[str]:
        """The cells of a line of a table; empty where it is none. Where blanks part them, its head must say so."""
        line = raw.strip(" \u3000\n")
        if len(cells := _CELLS.split(line)) > 2:
            return cells
        cells = _GAPS.split(line)
        is_row = len(cells) == len(self.columns) or is_head(cells)
        return cells if len(cells) > 2 and is_row else []

    def table(self, rows: Rows) -> None:
        """A flattened table: its rows."""
        self.columns = ()
        for row in rows.spans:
            cells = [self.notice[a:b] for a, b in row]
            self.cells.extend(cell.strip() for cell in cells)
            self._row(row[0][0], cells)
        self.columns = ()

    def _heading(self, words: str, places: Sequence[int]) -> int:
        """Take the number and the title off; where the rest begins."""
        found = marked(words, self.rules)
        if not found:
            return self._subheading(words, places)
        level, match = found
        self.end(level)
        if "title" in match.re.groupindex:
            self._push(level, "", match["title"])
            self.headings.append(self.notice[places[0] : places[match.end() - 1] + 1])
            return match.end()
        begins = match.end()
        title, after = self._title(words[begins:])
        number = match["number"]
        self._push(level, f"（{number}）" if match[0].startswith("(") else number, title)
        if title:
            self.headings.append(self.notice[places[0] : places[begins + after - 1] + 1])
        if title and begins + after == len(words):
            above = tuple(t for t in self._titles() if t != title)
            item = Passage(self._clause(), above, words[begins:], tuple(places[begins:]))
            self.pending = _Pending(level, item)
        return begins + after

    def _titles(self) -> tuple[str, ...]:
        return tuple(title for _, (_, title) in sorted(self.stack.items()) if title)

    def _subheading(self, words: str, places: Sequence[int]) -> int:
        """A line of its own that ends with a colon: 镇应急办："""
        if words.endswith(":") and len(words) <= TITLE and "," not in words:
            if not self._is_address(places):
                self._push(_LABEL, "", words[:-1])
            self.headings.append(self.notice[places[0] : places[-1] + 1])
            return len(words)
        return 0

    def _is_address(self, places: Sequence[int]) -> bool:
        """各村、乡直有关单位：before anything is numbered, and then why the notice comes."""
        after = "".join(fold(self.notice[places[-1] + 1 :][:ADDRESSED]).split())
        return not self.stack and self.rules.after_address.match(after) is not None

    def _push(self, level: int, number: str, title: str) -> None:
        self.stack = {k: v for k, v in self.stack.items() if k < level}
        self.stack[level] = (number, title)

    def end(self, level: int = 0) -> None:
        """What looked like a heading and has nothing below it was an item: 1.清理流动摊贩"""
        if self.pending and level <= self.pending.level:
            self.found.append(self.pending.passage)
            self.headings.pop()
        self.pending = None

    def _title(self, rest: str) -> tuple[str, int]:
        """The title that a numbered line begins with, and where the rest begins."""
        if is_title(rest, self.rules) and not re.search("[。;]", rest):
            return rest.rstrip(":"), len(rest)
        for sign in ("。", ":"):
            title, found, below = rest.partition(sign)
            bare = _DAYS.sub("", title)
            is_who = below.startswith("(") and below.rstrip("。").endswith(")")
            is_who = is_who or self._is_labels(below)
            if re.search("[。;(]", bare) or is_who:
                continue  # what follows is who is to do it: （责任单位：区城管局）
            is_name = below and _HOW_OFTEN.fullmatch(bare)
            if found and len(bare) <= TITLE and (is_name or is_title(bare, self.rules)):
                return bare, len(title) + 1
        return "", 0

    def _is_labels(self, words: str) -> bool:
        """—责任单位：甲。配合单位：乙。 and nothing else."""
        parts = [part for part in words.lstrip("—").split("。") if part]
        return bool(parts) and all(re.match(rf"(?:{self._either})[:】\]]", part) for part in parts)

    @cached_property
    def _either(self) -> str:
        labels = self.rules.labels
        return f"{labels.lead}|{labels.support}|{labels.when}"

    def _add(
        self, words: str, places: Sequence[int], labels: Sequence[tuple[str, str]] = ()
    ) -> None:
        if self.pending and re.match(f"[(\\[【—]*(?:{self._either})[:】\\]]", words):
            self.end()
        self.pending = None
        self.found.append(
            Passage(self._clause(), self._titles(), words, tuple(places), tuple(labels))
        )

    def _clause(self) -> str:
        numbers = [number for _, (number, _) in sorted(self.stack.items())]
        return "".join(n for n in numbers if slug_number(n.strip("（）")) or "." in n)

    def _row(self, first: int, cells: Sequence[str]) -> None:
        """A row of a table: the first one names the columns."""
        named = [fold("".join(cell.split())) for cell in cells]
        if not self.columns or len(named) < len(self.columns) or is_head(named):
            self.columns, self.above = tuple(named), {}
            return
        rows = dict(zip(self.columns, named, strict=False))
        task = task_of(rows)
        raw = cells[self.columns.index(task)].strip() if task else ""
        at = self.notice.find(raw, first) if raw else -1
        if at >= 0:
            self.above = merged(rows, self.above)
            places = [p for p in range(at, at + len(raw)) if not self.notice[p].isspace()]
            labels = [(name, text) for name, text in self.above.items() if name != task and text]
            self._add("".join(_folded(self.notice[p]) for p in places), places, labels)


def is_title(words: str, rules: Rules) -> bool:
    """Short, and it says neither who nor how often: no sentence, but its heading."""
    if not words or len(words) > TITLE or words.count(",") > 1 or words[-1] in ",、":
        return False
    if words[-1] == ":" and ("," not in words or rules.lists_duties.search(words[:-1])):
        return True
    if any(rule.pattern.search(words) and rule.basis == "text" for rule in rules.cadences):
        return False
    return not re.search("牵头|负责(?!人)|应当|必须|(?<!重|主|需)要(?!求|点)", words)
