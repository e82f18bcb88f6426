"""The head of a notice: its number, its title, its day, the place that it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from obligations.drafting.numerals import slug_number
from obligations.drafting.outline import fold

_NUMBER = re.compile(r"[一-龥]{1,12}[〔\[(【](20\d\d)[〕\])】](?:第)?(\d{1,4})号")
_SPELLED = re.compile(
    "(二[〇○零O0][〇○零O0一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
IS_TITLE = re.compile(
    r"(?:方案|办法|通知|意见|预案|细则|规定|制度|要点|计划|公约|措施|清单)(?:\([^()]{1,8}\))?$"
)
_INSIDE = re.compile(
    r"《([^《》]{4,60}(?:方案|办法|意见|预案|细则|规定|制度|要点|计划|措施)[^《》]{0,6})》"
)
_PLACE = re.compile(r"([一-龥]{2,6}?(?:镇|乡|街道|县|区|市|旗))")
LONGEST = 60  # characters of a title


@dataclass(frozen=True, slots=True)
class Head:
    """`number` is 〔2026〕12号 with what stands before it, as (year, n) in `numbered`. `issued` is None when
    the notice names no day."""

    title: str
    number: str
    numbered: tuple[str, str] | None
    issued: date | None
    place: str

    def begins(self, on: date) -> date:
        """From when on its days without a year are meant: its own day, or the year in its title or its
        number; `on` where it has neither."""
        year = re.search(r"(20\d\d)年", self.title)
        number = year[1] if year else self.numbered and self.numbered[0]
        return self.issued or (date(int(number), 1, 1) if number else on)


def head(notice: str) -> Head:
    """What the notice says of itself, as far as it does."""
    lines = ["".join(fold(line).split()) for line in notice.splitlines()]
    whole = "\n".join(lines)
    number = _NUMBER.search(whole)
    title = _title(lines, whole)
    place = _PLACE.search(re.sub("^关于印发|^中共|.*?[省](?=.)", "", title)) or _PLACE.search(
        whole[:300]
    )
    return Head(
        title,
        number[0] if number else "",
        (number[1], number[2]) if number else None,
        _issued(whole),
        place[1] if place else "",
    )


def _title(lines: list[str], whole: str) -> str:
    for line in lines:
        if (
            IS_TITLE.search(line)
            and 4 < len(line) <= LONGEST
            and not re.search("[。:]|关于印发", line)
        ):
            return line
    if match := _INSIDE.search(whole):
        return match[1]
    return next((line[:LONGEST] for line in lines if line), "")


def _in_digits(line: str) -> str:
    """二〇二六年一月十二日 as 2026年1月12日, and without the brackets around the whole line."""
    line = line.strip("()")
    if not (match := _SPELLED.search(line)):
        return line
    year, month, day = match.groups()
    digits = "".join(str("〇一二三四五六七八九".find(one)) for one in re.sub("[○零O0]", "〇", year))
    return line.replace(match[0], f"{digits}年{_number(month)}月{_number(day)}日")


def _number(spelled: str) -> str:
    tens, ten, ones = spelled.rpartition("十")
    if not ten:
        return slug_number(spelled)
    return str((int(slug_number(tens)) if tens else 1) * 10 + int(slug_number(ones) if ones else 0))


def _issued(whole: str) -> date | None:
    """The first day on a line of its own or before 印发; the days in sentences are deadlines."""
    lines = whole.splitlines()
    for line in map(_in_digits, lines):
        if (match := _DAY.search(line)) and re.sub(
            "印发|[一-龥]{0,24}(?=20[0-9]{2}年)|\\(.*\\)", "", line
        ) == match[0]:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None
