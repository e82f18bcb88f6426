"""From a parsed file to a frozen model, with every fault said in Chinese at its own line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from obligations.faults import Fault
from obligations.pruning import Pruned, prune
from obligations.source import Path, Source


class Sheet(BaseModel):
    """The shape every part of a plan shares: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    #: What to go on with where a required key is at fault, so that the rest can still be checked.
    stand_ins: ClassVar[Mapping[str, str]] = {}


class Misfit(ValueError):
    """What one key of an entry says does not go with the others."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


S = TypeVar("S", bound=Sheet)


def iso_day(text: str) -> date:
    """Read `2026-09-30`, and no other spelling of a day. Raises ValueError that says so."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text)
    except ValueError:
        raise ValueError("没有这一天，日期应写成 2026-09-30") from None
    raise ValueError("日期应写成 2026-09-30")


def _day(value: Any) -> Any:
    return iso_day(value) if isinstance(value, str) else value


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", text):
        raise ValueError("应为小写字母、数字和连字符，如 team-monthly-guidance，最长 60 个字符")
    return text


def many(value: Any) -> Any:
    """A plan may write one name where several are possible."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str | dict) else value


#: One name or several.
Names = Annotated[tuple[str, ...], BeforeValidator(many)]
#: A day as the files write it. Pydantic alone would take 0 for 1970-01-01.
Day = Annotated[date, BeforeValidator(_day)]
#: An id that can stand in a command or an address.
Slug = Annotated[str, AfterValidator(_slug)]


@dataclass(frozen=True, slots=True)
class Reading(Generic[S]):
    """A sheet as far as it could be read; `sheet` is None when no usable part is left."""

    sheet: S | None
    faults: tuple[Fault, ...]
    pruned: Pruned


def read_sheet(model: type[S], source: Source) -> Reading[S]:
    """`source` as a `model`, with one fault for every wrong value.

    Faulty parts are taken out and the rest is read again, so that the rest can still be checked.
    """
    if not isinstance(source.data, dict):
        fault = source.fault((), f"读到 {_quoted(source.data)}，应为若干“键: 值”")
        return Reading(None, (fault,), Pruned(source.data))
    faults: tuple[Fault, ...] = ()
    pruned = Pruned(source.data)
    while True:
        try:
            return Reading(model.model_validate(pruned.data), faults, pruned)
        except ValidationError as error:
            details = error.errors(include_url=False)
        # What goes wrong only after something was taken out is no fault of the clerk's.
        faults = faults or tuple({_fault(model, source, detail): None for detail in details})
        taken, stand_ins = _mended(model, pruned.data, details)
        if () in taken:
            return Reading(None, faults, pruned)
        pruned = prune(pruned, taken, stand_ins)


def _mended(
    model: type[Sheet], data: Any, details: Sequence[ErrorDetails]
) -> tuple[set[Path], dict[Path, dict[str, str]]]:
    """The parts of `data` to take out, and what stands in for keys that entries cannot do without."""
    taken: set[Path] = set()
    stand_ins: dict[Path, dict[str, str]] = {}
    for detail in details:
        path, key = _place(data, detail)
        sheet = _sheet_at(model, path)
        if key and sheet and key in sheet.stand_ins:
            stand_ins.setdefault(path, {})[key] = sheet.stand_ins[key]
        else:
            taken.add(path)
    return taken, stand_ins


def _place(data: Any, detail: ErrorDetails) -> tuple[Path, str]:
    """The smallest faulty part of `data`, and the key that is missing in it, if one is."""
    path: Path = ()
    loc = detail["loc"] + ((key,) if (key := _misfit(detail)) else ())
    for step in loc:
        inner = _inside(data, step)
        if inner is not _NOTHING:  # otherwise a name that pydantic adds, or the missing key
            path, data = (*path, step), inner
    missing = str(loc[-1]) if detail["type"] == "missing" or key else ""
    return path, "" if path[-1:] == (missing,) else missing


def _misfit(detail: ErrorDetails) -> str:
    error = detail.get("ctx", {}).get("error")
    return error.key if isinstance(error, Misfit) else ""


_NOTHING = object()


def _inside(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step, _NOTHING)
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return _NOTHING


def _fault(model: type[Sheet], source: Source, detail: ErrorDetails) -> Fault:
    path, kind = _known(source, detail["loc"]), detail["type"]
    if kind == "missing":
        return source.fault(path, f"缺少 {detail['loc'][-1]!r}")
    if kind == "extra_forbidden":
        return source.fault(path, _unknown_key(model, detail["loc"]), at_key=True)
    read = detail["input"]
    if isinstance(read, dict) and kind == "value_error":
        place = (*path, _misfit(detail))
        return source.fault(place, f"{_called(read, path)}：{_wanted(detail)}")
    return source.fault(path, f"{_called({}, path)}：读到 {_quoted(read)}，{_wanted(detail)}")


def _called(entry: dict[str, Any], path: Path) -> str:
    """What to call the faulty part: the entry's own id or name, else the key that it stands under."""
    own = entry.get("id") or entry.get("name")
    keys = [step for step in path if isinstance(step, str)]
    return str(own or (keys[-1] if keys else "内容"))


def _known(source: Source, loc: Sequence[str | int]) -> Path:
    """The path in the file; pydantic adds names of union members that no file has."""
    path: Path = ()
    for step in loc:
        if (*path, step) in source.values:
            path = (*path, step)
    return path


def _quoted(value: Any) -> str:
    if value is None:
        return "空"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


#: What would be right, by the beginning of pydantic's name of the error; the longest one counts.
_WANTED = {
    "value_error": "{error}",
    "enum": "应为 {expected}",
    "literal_error": "应为 {expected}",
    "date": "日期应写成 2026-09-30",
    "int": "应为一个整数",
    "float": "应为一个数",
    "bool": "应为 true 或 false",
    "greater_than_equal": "应为 {ge} 或更大",
    "less_than_equal": "应为 {le} 或更小",
    "string": "应为一段文字",
    "string_too_short": "不能为空",
    "string_too_long": "最多 {max_length} 字",
    "too_short": "至少要有一项",
    "tuple": "应为一个列表",
    "model": "应为若干“键: 值”",
    "dict": "应为若干“键: 值”",
    "mapping": "应为若干“键: 值”",
}


def _wanted(detail: ErrorDetails) -> str:
    known = [kind for kind in _WANTED if detail["type"].startswith(kind)]
    if not known:
        return f"不合要求（{detail['msg']}）"
    return _WANTED[max(known, key=len)].format_map(_context(detail))


def _context(detail: ErrorDetails) -> dict[str, Any]:
    context = detail.get("ctx", {})
    if "expected" not in context:
        return context
    return {**context, "expected": context["expected"].replace(" or ", " 或 ").replace(", ", "、")}


def _unknown_key(model: type[Sheet], loc: Sequence[str | int]) -> str:
    key = str(loc[-1])
    names = _keys_at(model, loc[:-1])
    close = get_close_matches(key, names, n=1)
    if close:
        return f"不认识的键 {key!r}，是不是 {close[0]!r}？"
    return f"不认识的键 {key!r}" + (f"（可用：{'、'.join(names)}）" if names else "")


def _keys_at(model: type[Sheet], loc: Sequence[str | int]) -> list[str]:
    """The keys that the sheet at `loc` may hold."""
    sheet = _sheet_at(model, loc)
    return [f.alias or name for name, f in sheet.model_fields.items()] if sheet else []


def _sheet_at(model: type[Sheet], loc: Sequence[str | int]) -> type[Sheet] | None:
    here: type[Sheet] | None = model
    for step in loc:
        if here is None or isinstance(step, int):
            continue
        field = _field(here, step)
        here = _sheet_in(field.annotation) if field else here
    return here


def _field(sheet: type[Sheet], key: str) -> Any:
    fields = sheet.model_fields
    return fields.get(key) or next((f for f in fields.values() if f.alias == key), None)


def _sheet_in(annotation: Any) -> type[Sheet] | None:
    if isinstance(annotation, type) and issubclass(annotation, Sheet):
        return annotation
    return next(filter(None, map(_sheet_in, get_args(annotation))), None)
