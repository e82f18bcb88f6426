"""From the words of the arrangement to its days.

    一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。

A later notice may follow: 延长2020年春节假期至2月2日（星期日），2月3日（星期一）起正常上班。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from obligations.holidays.arrangement import FESTIVALS, Arrangement, Paragraph, Rest, longer

_NAME = "|".join((*FESTIVALS, "元旦节", "国际劳动节", "清明", "端午", "中秋", "国庆"))
_NUMBER = r"(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、]|\([一二三四五六七八九十]{1,3}\))?"
#: Where a paragraph begins: its number, the festivals and a colon, or a later 延长.
_START = re.compile(
    rf"(?:^|(?<=[。\n])){_NUMBER}(?:(?P<names>(?:{_NAME})(?:[、和](?:{_NAME}))*):|(?=延长\d{{4}}年))"
)
_TITLED = re.compile(r"关于(\d{4})年部分节假日安排|现将(\d{4})年元旦")
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:<[一二三四五六日天]>)?"
_SPAN = rf"{_DAY}(?:[至到\-—~]+{_DAY})?"
_RESTING = re.compile(
    rf"(?P<spans>{_SPAN}(?:[、和]{_SPAN})*)(?:放假|休息|补休)(?:调休|公休)*(?P<days>\d+天)?"
)
_WORKING = re.compile(
    rf"(?P<days>{_DAY}(?:[、和]{_DAY})*)(?:均|都)?(?:照常|正常)?(?:上班|工作)(?:,?共\d+天)?"
)
_LONGER = re.compile(rf"延长\d{{4}}年(?P<name>{_NAME})假期至(?P<day>{_DAY})")
_SUM = re.compile(r"(?:共|共计|合计)(\d+)天")
_ONE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:<(.)>)?")
#: Words that say nothing about days of their own.
_SAYS_NOTHING = re.compile(rf"不调休|与周末连休|调休|公休|{_DAY}起正常上班")
#: A clause with one of these that nobody understands is a clause that is missed.
_TELLING = re.compile(r"\d日|放假|上班|补休|调休")


def read(text: str, year: int) -> Arrangement:
    """The arrangement that `text` publishes for `year`, as far as it can be read."""
    plain = _plain(text)
    starts = list(_START.finditer(plain))
    ends = [*(match.start() for match in starts[1:]), len(plain)]
    paragraphs: list[Paragraph] = []
    for start, end in zip(starts, ends, strict=False):
        body = plain[start.end() : end]
        if start["names"]:
            names = tuple(map(_full, re.split("[、和]", start["names"])))
            paragraphs.append(_paragraph(len(paragraphs) + 1, names, body, year))
        else:
            _extend(paragraphs, body, year)
    titled = _TITLED.search(plain)
    named = int(titled[1] or titled[2]) if titled else None
    return Arrangement(year, tuple(paragraphs), named)


def _plain(text: str) -> str:
    """Half-width, without blanks; of what stands in brackets only the weekday is left: `<四>`."""
    folded = unicodedata.normalize("NFKC", text).replace("〇", "0")
    lines = ("".join(line.split()) for line in folded.splitlines())
    return re.sub(r"\(([^()\n]*)\)", _weekday, "\n".join(filter(None, lines)))


def _weekday(match: re.Match[str]) -> str:
    if re.fullmatch(r"[一二三四五六七八九十]{1,3}", match[1]):
        return match[0]
    found = re.search(r"(?:周|星期|礼拜)([一二三四五六日天])", match[1])
    return f"<{found[1]}>" if found else ""


def _full(name: str) -> str:
    return next(full for full in FESTIVALS if full.startswith(name.removeprefix("国际")[:2]))


@dataclass
class _Reader:
    """Reads the clauses of one paragraph; a date without month or year takes the last one's."""

    year: int
    is_new_year: bool = False
    last: date | None = None
    rests: list[Rest] = field(default_factory=list)
    work: list[date] = field(default_factory=list)
    weekdays: list[tuple[date, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def clause(self, words: str) -> None:
        try:
            self._clause(words)
        except ValueError:  # a day that no calendar has
            self.unread.append(words)

    def _clause(self, words: str) -> None:
        if match := _RESTING.fullmatch(words):
            stated = int(match["days"][:-1]) if match["days"] else None
            for span in re.split("[、和]", match["spans"]):
                self.rests.append(self._span(span, stated))
        elif (match := _SUM.fullmatch(words)) and self.rests:
            self.rests[-1] = Rest(self.rests[-1].first, self.rests[-1].last, int(match[1]))
        elif match := _WORKING.fullmatch(words):
            self.work.extend(map(self.day, re.split("[、和]", match["days"])))
        elif not _SAYS_NOTHING.fullmatch(words) and _TELLING.search(words):
            self.unread.append(words)

    def _span(self, words: str, stated: int | None) -> Rest:
        first, *rest = re.split(r"[至到\-—~]+", words)
        begins = self.day(first)
        ends = self.day(rest[0]) if rest else begins
        return Rest(begins, ends, stated)

    def day(self, words: str) -> date:
        match = _ONE.fullmatch(words)
        if not match:
            raise ValueError(words)
        year = int(match[1] or (self.last.year if self.last else self.year))
        month = int(match[2] or (self.last.month if self.last else 0))
        if not match[1] and match[2]:  # 元旦：12月30日至1月1日 begins in the year before
            year = self.year - (self.is_new_year and month == 12)
        self.last = date(year, month, int(match[3]))
        if match[4]:
            self.weekdays.append((self.last, match[4]))
        return self.last


def _paragraph(n: int, names: tuple[str, ...], body: str, year: int) -> Paragraph:
    reader = _Reader(year, is_new_year="元旦" in names)
    for words in _clauses(body):
        reader.clause(words)
    return Paragraph(
        n,
        names,
        tuple(reader.rests),
        tuple(reader.work),
        tuple(reader.weekdays),
        tuple(reader.unread),
    )


def _clauses(body: str) -> Iterator[str]:
    """The clauses of its sentences; what is only encouraged (鼓励…) is no arrangement."""
    for sentence in re.split(r"[。;]", body.replace("\n", "")):
        if not sentence.startswith(("鼓励", "节假日期间")):
            yield from filter(None, re.split(r"[,，]", sentence))


def _extend(paragraphs: list[Paragraph], body: str, year: int) -> None:
    """Make the festival that a later notice names longer, where it was read."""
    match = _LONGER.match(body)
    reader = _Reader(year)
    for at, paragraph in enumerate(paragraphs):
        if match and _full(match["name"]) in paragraph.festivals and paragraph.rests:
            paragraphs[at] = longer(paragraph, reader.day(match["day"]))
            return
    paragraphs.append(Paragraph(len(paragraphs) + 1, (), unread=(body.partition("。")[0],)))
