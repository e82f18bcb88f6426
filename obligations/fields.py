"""What is handed in: the typed fields of a hand-in, as the plan writes and as a unit fills them.

In a plan a field is `名称: type`, with `?` when it may stay empty: `讲座时间: date`, `课件: files?`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from obligations.sheets import iso_day


class FieldType(StrEnum):
    DATE = "date"  #: a day, 2026-09-30
    LINE = "line"  #: one line of text
    TEXT = "text"  #: a few paragraphs
    COUNT = "count"  #: a whole number, nought or more
    PERCENT = "percent"  #: 0 to 100
    YES = "yes"  #: yes or no
    CHOICE = "choice"  #: one of the words in brackets: choice(接通, 未接通)
    FILES = "files"  #: evidence
    UNITS = "units"  #: units of the roster, by name


#: Longest text that fits, in characters.
LIMITS = {FieldType.LINE: 200, FieldType.TEXT: 4000}
#: What a sensitive duty may ask for: counts, choices and names of units. Nothing that tells of a person.
UNTELLING = frozenset(
    {FieldType.COUNT, FieldType.CHOICE, FieldType.YES, FieldType.DATE, FieldType.UNITS}
)

_SPELLING = re.compile(r"^(?P<type>[a-z]+)(\((?P<choices>[^)]*)\))?(?P<optional>\?)?$")


@dataclass(frozen=True, slots=True)
class FieldKind:
    """The type of one field; `choices` is empty except for CHOICE."""

    type: FieldType
    choices: tuple[str, ...] = ()
    optional: bool = False

    @classmethod
    def parse(cls, text: str) -> FieldKind:
        """Read `files?` or `choice(接通, 未接通)`. Raises ValueError that says what is right."""
        match = _SPELLING.match(text.strip())
        names = [t.value for t in FieldType]
        if not match or match["type"] not in names:
            raise ValueError(f"应为 {'、'.join(names)} 之一，可以不填的加 ?")
        kind = FieldType(match["type"])
        choices = tuple(filter(None, re.split(r"[,，、\s]+", match["choices"] or "")))
        if (kind is FieldType.CHOICE) != bool(choices):
            raise ValueError("choice 要写出选项，如 choice(接通, 未接通)；其他类型没有选项")
        return cls(kind, choices, bool(match["optional"]))

    def __str__(self) -> str:
        choices = f"({', '.join(self.choices)})" if self.choices else ""
        return f"{self.type}{choices}{'?' if self.optional else ''}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls.parse, core_schema.str_schema())


def check_values(
    fields: Mapping[str, FieldKind], values: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The values in their types, ready for JSON, and what is wrong with them, in Chinese.

    `values` maps field names to text, or to JSON values from an API. Nothing is wrong when the
    second is empty.
    """
    clean: dict[str, Any] = {}
    wrong = [
        f"没有“{name}”这一项，可填：{'、'.join(fields)}" for name in values if name not in fields
    ]
    for name, kind in fields.items():
        value = values.get(name)
        try:
            read = None if _is_blank(value) else _READERS[kind.type](kind, value)
        except ValueError as error:
            wrong.append(f"“{name}”读到 {value!r}，{error}")
            continue
        if read not in (None, []):
            clean[name] = read
        elif not kind.optional:
            wrong.append(f"“{name}”还没有填")
    return clean, wrong


def _is_blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _date(_: FieldKind, value: Any) -> str:
    return iso_day(str(value).strip()).isoformat()


def _text(kind: FieldKind, value: Any) -> str:
    text, limit = str(value).strip(), LIMITS[kind.type]
    if len(text) > limit:
        raise ValueError(f"最多 {limit} 字")
    if kind.type is FieldType.LINE and "\n" in text:
        raise ValueError("应为一行文字")
    return text


def _count(_: FieldKind, value: Any) -> int:
    if not re.fullmatch(r"\d{1,9}", str(value).strip()):
        raise ValueError("应为 0 或更大的整数")
    return int(str(value))


def _percent(_: FieldKind, value: Any) -> float:
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)\s*[%％]?", str(value).strip())
    if not match or float(match[1]) > 100:
        raise ValueError("应为 0 到 100 之间的百分数")
    return float(match[1])


def _yes(_: FieldKind, value: Any) -> bool:
    words = {"是": True, "true": True, "yes": True, "否": False, "false": False, "no": False}
    if (word := str(value).strip().lower()) not in words:
        raise ValueError("应为 是 或 否")
    return words[word]


def _choice(kind: FieldKind, value: Any) -> str:
    if (word := str(value).strip()) not in kind.choices:
        raise ValueError(f"应为 {'、'.join(kind.choices)} 之一")
    return word


def _names(_: FieldKind, value: Any) -> list[str]:
    parts = value if isinstance(value, list) else re.split(r"[,，、\n]", str(value))
    return list(dict.fromkeys(filter(None, (str(part).strip() for part in parts))))


_READERS = {
    FieldType.DATE: _date,
    FieldType.LINE: _text,
    FieldType.TEXT: _text,
    FieldType.COUNT: _count,
    FieldType.PERCENT: _percent,
    FieldType.YES: _yes,
    FieldType.CHOICE: _choice,
    FieldType.FILES: _names,
    FieldType.UNITS: _names,
}
