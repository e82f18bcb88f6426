"""The fields of a hand-in as boxes of a form: what is in them at first, and which are folded away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from obligations.fields import LIMITS, FieldKind, FieldType
from obligations.plan import Obligation
from tasks.lifecycle import State
from web import forms

MOST_VISIBLE = 3
#: What was true last time is likely to be true again; a count is counted anew, and only hinted at.
_KEPT = frozenset({FieldType.LINE, FieldType.CHOICE, FieldType.UNITS})


@dataclass(frozen=True, slots=True)
class Box:
    """One field of the form. `values` are texts: one, or several for units and files."""

    id: str
    name: str
    type: str
    choices: tuple[str, ...]
    optional: bool
    values: tuple[str, ...]
    hint: str
    wrong: str
    longest: int

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


def box_id(task_id: int, number: int) -> str:
    """The name of the input: the field's number, not its name, which may hold anything."""
    return f"f{task_id}-{number}"


def first(
    duty: Obligation, task_id: int, state: State, last: Mapping[str, Any], on: date
) -> list[Box]:
    """The boxes as somebody finds them: filled from last time; wholly so when it was given back."""
    returned = state is State.RETURNED
    return [
        _box(task_id, number, name, kind, _values(kind, last.get(name), on, returned=returned), last)
        for number, (name, kind) in enumerate(duty.hand_in.items())
    ]


def again(
    duty: Obligation, task_id: int, sent: Mapping[str, Any], wrong: list[str]
) -> list[Box]:
    """The boxes as they were sent, each with what is wrong in it."""
    return [
        _box(task_id, number, name, kind, _texts(kind, sent.get(name)), {}, _wrong(name, wrong))
        for number, (name, kind) in enumerate(duty.hand_in.items())
    ]


def read(duty: Obligation, task_id: int, form: FormData) -> dict[str, Any]:
    """What was sent, field name to text or list of texts. Files are not read here."""
    found: dict[str, Any] = {}
    for number, (name, kind) in enumerate(duty.hand_in.items()):
        key = box_id(task_id, number)
        if kind.type in (FieldType.UNITS, FieldType.FILES):
            found[name] = forms.texts(form, key)
        else:
            found[name] = forms.text(form, key)
    return found


def folded(boxes: list[Box]) -> tuple[list[Box], list[Box]]:
    """The boxes that are seen at once, at most three and the needed ones first, and the rest."""
    ordered = sorted(boxes, key=lambda box: box.optional)
    seen = [box.id for box in ordered[:MOST_VISIBLE]]
    return [b for b in boxes if b.id in seen], [b for b in boxes if b.id not in seen]


def _box(
    task_id: int,
    number: int,
    name: str,
    kind: FieldKind,
    values: tuple[str, ...],
    last: Mapping[str, Any],
    wrong: str = "",
) -> Box:
    numeric = kind.type in (FieldType.COUNT, FieldType.PERCENT)
    return Box(
        id=box_id(task_id, number),
        name=name,
        type=kind.type.value,
        choices=kind.choices,
        optional=kind.optional,
        values=values,
        hint=f"上次 {last[name]:g}" if numeric and name in last and not values else "",
        wrong=wrong,
        longest=LIMITS.get(kind.type, 200),
    )


def _values(kind: FieldKind, last: Any, on: date, *, returned: bool) -> tuple[str, ...]:
    if kind.type is FieldType.DATE and not returned:
        return (on.isoformat(),)
    return _texts(kind, last) if returned or kind.type in _KEPT else ()


def _texts(kind: FieldKind, value: Any) -> tuple[str, ...]:
    match value:
        case None | "":
            return ()
        case bool():
            return ("是" if value else "否",)
        case list():
            return tuple(map(str, value))
        case float():
            return (f"{value:g}",)
    return (str(value),)


def _wrong(name: str, wrong: list[str]) -> str:
    """What is wrong with the field of that name, without repeating its name."""
    mine = [said.removeprefix(f"“{name}”") for said in wrong if said.startswith(f"“{name}”")]
    return "；".join(mine)
