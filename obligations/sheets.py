"""From a parsed file to a frozen model, with every fault said in Chinese at its own line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from obligations.faults import Fault, PlanError
from obligations.source import Path, Source


class Sheet(BaseModel):
    """The shape every part of a plan shares: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


S = TypeVar("S", bound=Sheet)


def read_sheet(model: type[S], source: Source) -> S:
    """`source` as a `model`. Raises PlanError with one fault for every wrong value."""
    if not isinstance(source.data, dict):
        raise PlanError([source.fault((), f"读到 {_quoted(source.data)}，应为若干“键: 值”")])
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise PlanError({_fault(model, source, detail) for detail in details}) from error


def _fault(model: type[Sheet], source: Source, detail: ErrorDetails) -> Fault:
    path, kind = _known(source, detail["loc"]), detail["type"]
    read = _quoted(detail["input"])
    if kind == "missing":
        return source.fault(path, f"缺少 {detail['loc'][-1]!r}")
    if kind == "extra_forbidden":
        return source.fault(path, _unknown_key(model, detail["loc"]), at_key=True)
    return source.fault(
        path, f"{detail['loc'][-1] if detail['loc'] else '内容'}：读到 {read}，{_wanted(detail)}"
    )


def _known(source: Source, loc: Sequence[str | int]) -> Path:
    """The path in the file; pydantic adds names of union members that no file has."""
    path: Path = ()
    for step in loc:
        if (*path, step) in source.values:
            path = (*path, step)
    return path


def _quoted(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _wanted(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "value_error":
        return str(context["error"])
    if kind in ("enum", "literal_error"):
        return f"应为 {context['expected']}".replace(" or ", " 或 ")
    if kind.startswith("date"):
        return "没有这一天，日期应写成 2026-09-30"
    if kind.startswith(("int", "float")):
        return "应为一个数"
    if kind.startswith("bool"):
        return "应为 true 或 false"
    if kind.startswith("string"):
        return "应为一段文字"
    if kind.startswith(("tuple", "list", "frozen_set")):
        return "应为一个列表"
    if kind.startswith(("model", "dict", "mapping")):
        return "应为若干“键: 值”"
    return f"不合要求（{detail['msg']}）"


def _unknown_key(model: type[Sheet], loc: Sequence[str | int]) -> str:
    key = str(loc[-1])
    names = _keys_at(model, loc[:-1])
    close = get_close_matches(key, names, n=1)
    hint = f"，是不是 {close[0]!r}？" if close else ""
    return f"不认识的键 {key!r}{hint}" + (f"（可用：{'、'.join(names)}）" if names else "")


def _keys_at(model: type[Sheet], loc: Sequence[str | int]) -> list[str]:
    """The keys that the sheet at `loc` may hold."""
    here: type[Sheet] | None = model
    for step in loc:
        if here is None or isinstance(step, int):
            continue
        field = here.model_fields.get(step)
        here = _sheet_in(field.annotation) if field else here
    return [f.alias or name for name, f in here.model_fields.items()] if here else []


def _sheet_in(annotation: Any) -> type[Sheet] | None:
    if isinstance(annotation, type) and issubclass(annotation, Sheet):
        return annotation
    for inner in get_args(annotation):
        if found := _sheet_in(inner):
            return found
    return None
