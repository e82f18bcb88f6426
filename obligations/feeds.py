"""Report once 报一次: what one hand-in gives to another duty. Pure.

A plan writes it on the duty that gives: which duty is fed, which of its fields, and from which of one's own.

feeds:
  lecture-materials-handover: {资料清单: 主题, 课件: 课件}    # its 资料清单 is my 主题, its 课件 my 课件
  ledger-update: {汇总人数: [闲散本月, 留守本月, -重复]}      # several counts are added up, `-` takes one away
  school-year-report: [总结材料]                             # the same name on both sides
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator

from obligations.fields import LIMITS, FieldKind, FieldType
from obligations.sheets import Names

_TOLD = frozenset({FieldType.LINE, FieldType.TEXT, FieldType.CHOICE})


def _short(value: Any) -> Any:
    """`[课件, 现场资料]` says that the names are the same on both sides."""
    if isinstance(value, str):
        return {value: value}
    return {name: name for name in value} if isinstance(value, list) else value


#: Before the name of a count that is taken away from the others.
MINUS = "-"


def field_of(source: str) -> str:
    """The field that a source names: `-重复` names 重复."""
    return source.removeprefix(MINUS)


def signed(source: str, value: Any) -> Any:
    """What the source gives of a value: of a count that is taken away, its negative."""
    return -value if source.startswith(MINUS) else value


#: Field of the fed duty to fields of the one that feeds it.
Given = Annotated[Mapping[str, Names], BeforeValidator(_short)]


def fits(source: FieldKind, target: FieldKind) -> bool:
    """Can what `source` says stand in `target`? That there is something always answers a yes-or-no."""
    if target.type is FieldType.YES:
        return True
    if target.type is FieldType.CHOICE:
        return source.type is FieldType.CHOICE and set(source.choices) <= set(target.choices)
    if target.type in (FieldType.LINE, FieldType.TEXT):
        shorter = target.type is FieldType.LINE and source.type is FieldType.TEXT
        return source.type in _TOLD and not shorter
    return source.type is target.type


def taken(kind: FieldKind, said: Sequence[Any]) -> Any:
    """What a field of `kind` is filled with from what several fields or hand-ins said, the oldest first;
    None where they do not make one value."""
    told = [one for one in said if one is not False and one not in (None, "", [])]  # 0 is said
    makes = _TAKEN.get(kind.type, _last)
    return makes(kind, told) if told else None


def _last(_: FieldKind, told: Sequence[Any]) -> Any:
    return told[-1]


def _together(_: FieldKind, told: Sequence[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(one for several in told for one in several))


def _joined(kind: FieldKind, told: Sequence[Any]) -> str | None:
    mark = "；" if kind.type is FieldType.LINE else "\n"
    text = mark.join(dict.fromkeys(map(str, told)))
    return text if len(text) <= LIMITS[kind.type] else None


#: A choice or a percentage is the last one that was told.
_TAKEN: Mapping[FieldType, Callable[[FieldKind, Sequence[Any]], Any]] = {
    FieldType.YES: lambda _, told: bool(told),
    FieldType.COUNT: lambda _, told: max(sum(told), 0),
    FieldType.DATE: lambda _, told: max(told),
    FieldType.FILES: _together,
    FieldType.UNITS: _together,
    FieldType.LINE: _joined,
    FieldType.TEXT: _joined,
}


def is_whole(fields: Mapping[str, FieldKind], values: Mapping[str, Any]) -> bool:
    """Is nothing missing: every field that must be filled, and a file where the duty asks for files?"""
    files = [name for name, kind in fields.items() if kind.type is FieldType.FILES]
    needed = [name for name, kind in fields.items() if not kind.optional]
    return all(name in values for name in needed) and (not files or any(f in values for f in files))
