"""What a published arrangement says, and whether it agrees with itself.

Statutory days: 全国年节及纪念日放假办法, article 2, as in force before and from 2025-01-01.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from obligations.workdays import each_day

WEEKDAYS = "一二三四五六日"
_WEEKEND = 5  # date.weekday() of Saturday
#: The law gives 春节 and 劳动节 one day more from this year on.
_RICHER_FROM = 2025
_STATUTORY: Mapping[str, tuple[int, int]] = {
    "元旦": (1, 1),
    "春节": (3, 4),
    "清明节": (1, 1),
    "劳动节": (1, 2),
    "端午节": (1, 1),
    "中秋节": (1, 1),
    "国庆节": (3, 3),
}
FESTIVALS = tuple(_STATUTORY)


@dataclass(frozen=True, slots=True)
class Rest:
    """Days off in a row, both ends in; `stated` is the number of days that the text names."""

    first: date
    last: date
    stated: int | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: `n` counts from 1, `weekdays` are (day, the weekday that the text gives it),
    `unread` are its words that nobody understood."""

    n: int
    festivals: tuple[str, ...]
    rests: tuple[Rest, ...] = ()
    work: tuple[date, ...] = ()
    weekdays: tuple[tuple[date, str], ...] = ()
    unread: tuple[str, ...] = ()
    is_extended: bool = False  #: a later notice made it longer: the sum of the law does not apply

    @property
    def name(self) -> str:
        return f"第 {self.n} 段（{'、'.join(self.festivals)}）"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The arrangement of one year. It may name days of the year before or after as well."""

    year: int
    paragraphs: tuple[Paragraph, ...]
    titled: int | None = None  #: the year that the title of the text names

    @property
    def rests(self) -> tuple[tuple[Rest, str], ...]:
        """Days off with their reason, in order of time."""
        found = ((rest, "、".join(p.festivals)) for p in self.paragraphs for rest in p.rests)
        return tuple(sorted(found, key=lambda pair: pair[0].first))

    @property
    def work(self) -> tuple[date, ...]:
        """Weekend days that are worked."""
        return tuple(sorted({day for p in self.paragraphs for day in p.work}))


def problems(arrangement: Arrangement) -> tuple[str, ...]:
    """What could not be read and what does not agree, each naming its paragraph. Empty: all is well."""
    return tuple(_problems(arrangement))


def _problems(a: Arrangement) -> Iterator[str]:
    if a.titled not in (None, a.year):
        yield f"文字里写的是 {a.titled} 年的安排，--year 是 {a.year}"
    for paragraph in a.paragraphs:
        yield from (f"{paragraph.name}：没有读懂“{words}”" for words in paragraph.unread)
        yield from _weekdays(paragraph)
        yield from _days(paragraph, a.year)
        if not paragraph.unread:
            yield from _sum_of_the_law(paragraph, a.year)
    yield from _festivals(a)
    yield from _overlaps(a)


def _weekdays(paragraph: Paragraph) -> Iterator[str]:
    for day, said in paragraph.weekdays:
        if (right := WEEKDAYS[day.weekday()]) != said.replace("天", "日"):
            yield f"{paragraph.name}：{day} 写作周{said}，这一天是周{right}"


def _days(paragraph: Paragraph, year: int) -> Iterator[str]:
    if not paragraph.rests and not paragraph.unread:
        yield f"{paragraph.name}：没有读到放假的日子"
    for rest in paragraph.rests:
        if rest.stated not in (None, rest.days):
            span = f"{rest.first} 至 {rest.last}"
            yield f"{paragraph.name}：写作共 {rest.stated} 天，{span} 是 {rest.days} 天"
        if not date(year - 1, 12, 1) <= rest.first <= rest.last <= date(year + 1, 1, 31):
            yield f"{paragraph.name}：{rest.first} 至 {rest.last} 不在 {year} 年前后"
    for day in paragraph.work:
        if day.weekday() < _WEEKEND:
            yield f"{paragraph.name}：{day} 上班，这一天是周{WEEKDAYS[day.weekday()]}，不是周末"


def _sum_of_the_law(paragraph: Paragraph, year: int) -> Iterator[str]:
    """Weekdays off less weekend days worked are the days that the law gives."""
    if paragraph.is_extended or not paragraph.rests:
        return
    days = (day for rest in paragraph.rests for day in each_day(rest.first, rest.last))
    off = sum(day.weekday() < _WEEKEND for day in days) - len(set(paragraph.work))
    law = sum(_STATUTORY[f][year >= _RICHER_FROM] for f in paragraph.festivals)
    if off != law:
        yield (
            f"{paragraph.name}：工作日放假天数减去补班天数是 {off} 天，法定假日是 {law} 天，"
            "请核对补班的日子有没有缺漏"
        )


def _festivals(a: Arrangement) -> Iterator[str]:
    named = [festival for paragraph in a.paragraphs for festival in paragraph.festivals]
    for festival in FESTIVALS:
        if festival not in named:
            yield f"没有读到{festival}的安排"
        elif named.count(festival) > 1:
            yield f"{festival}写了 {named.count(festival)} 次"


def _overlaps(a: Arrangement) -> Iterator[str]:
    for (rest, reason), (other, another) in combinations(a.rests, 2):
        if other.first <= rest.last:
            yield f"{reason}和{another}放假的日子重叠：{other.first}"
    off = {day for rest, _ in a.rests for day in each_day(rest.first, rest.last)}
    for day in a.work:
        if day in off:
            yield f"{day} 既放假又上班"


def longer(paragraph: Paragraph, last: date) -> Paragraph:
    """The paragraph with its days off made longer, up to and including `last`."""
    rest = max(paragraph.rests, key=lambda r: r.last)
    more = Rest(rest.last + timedelta(1), last)
    work = tuple(day for day in paragraph.work if not more.first <= day <= last)
    return Paragraph(
        paragraph.n,
        paragraph.festivals,
        (*paragraph.rests, more),
        work,
        paragraph.weekdays,
        paragraph.unread,
        is_extended=True,
    )
