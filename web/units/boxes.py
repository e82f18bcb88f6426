"""The fields of a hand-in as boxes of a form: what is in them at first, and which are folded away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
class Piece:
    """One file that the task has."""

    id: str
    name: str
    has_thumb: bool
    is_draft: bool  #: sent, but in no hand-in yet


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen from: the files of the task, and the units that a field may name."""

    pieces: Mapping[str, Piece]
    units: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Already:
    """已有: an item that a field is filled from. `task` is 0 where the reader may not open it."""

    task: int
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """One field of the form. `values` are texts: one, or several for units and files."""

    id: str
    name: str
    type: str
    choices: tuple[str, ...]
    pieces: tuple[Piece, ...]  #: the files that are there already
    optional: bool
    values: tuple[str, ...]
    hint: str
    wrong: str
    longest: int
    already: tuple[Already, ...] = ()  #: what it is filled from

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""


def box_id(task_id: int, number: int) -> str:
    """The name of the input: the field's number, not its name, which may hold anything."""
    return f"f{task_id}-{number}"


def first(
    duty: Obligation,
    task_id: int,
    state: State,
    last: Mapping[str, Any],
    on: date,
    choices: Choices,
) -> list[Box]:
    """The boxes as somebody finds them: filled from last time; wholly so when it was given back."""
    returned = state is State.RETURNED
    drafts = tuple(piece.id for piece in choices.pieces.values() if piece.is_draft)
    found = []
    for number, (name, kind) in enumerate(duty.hand_in.items()):
        values = _values(kind, last.get(name), on, returned=returned)
        if kind.type is FieldType.FILES:
            values = tuple(one for one in (*values, *drafts) if one in choices.pieces)
        found.append(_box(task_id, number, name, kind, values, choices, last=last))
    return found


def again(
    duty: Obligation, task_id: int, sent: Mapping[str, Any], wrong: Sequence[str], choices: Choices
) -> list[Box]:
    """The boxes as they were sent, each with what is wrong in it."""
    return [
        _box(
            task_id, number, name, kind, _texts(sent.get(name)), choices, wrong=_wrong(name, wrong)
        )
        for number, (name, kind) in enumerate(duty.hand_in.items())
    ]


def blank(duty: Obligation, task_id: int, last: Mapping[str, Any], choices: Choices) -> list[Box]:
    """Empty boxes, with what was told last time beside them."""
    return [
        _box(task_id, number, name, kind, (), choices, last=last)
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


def filled(box: Box, value: Any, already: tuple[Already, ...], choices: Choices) -> Box:
    """The box with what is known already in it, and where that is from."""
    values = _texts(value) or box.values
    drafts = tuple(piece for piece in box.pieces if piece.id not in values)
    if box.type != FieldType.FILES:
        return replace(box, values=values, already=already)
    pieces = tuple(choices.pieces[one] for one in values if one in choices.pieces)
    return replace(box, values=values, pieces=(*pieces, *drafts), already=already)


def _box(
    task_id: int,
    number: int,
    name: str,
    kind: FieldKind,
    values: tuple[str, ...],
    choices: Choices,
    *,
    last: Mapping[str, Any] | None = None,
    wrong: str = "",
) -> Box:
    is_files, is_units = kind.type is FieldType.FILES, kind.type is FieldType.UNITS
    before = (last or {}).get(name)
    numeric = isinstance(before, int | float) and not isinstance(before, bool)
    return Box(
        id=box_id(task_id, number),
        name=name,
        type=kind.type.value,
        choices=choices.units(name) if is_units else kind.choices,
        pieces=tuple(choices.pieces[v] for v in values if v in choices.pieces) if is_files else (),
        optional=kind.optional,
        values=values,
        hint=f"上次 {before:g}" if numeric and not values else "",
        wrong=wrong,
        longest=LIMITS.get(kind.type, 200),
    )


def _values(kind: FieldKind, last: Any, on: date, *, returned: bool) -> tuple[str, ...]:
    if kind.type is FieldType.DATE and not returned:
        return (on.isoformat(),)
    return _texts(last) if returned or kind.type in _KEPT else ()


def _texts(value: Any) -> tuple[str, ...]:
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


def _wrong(name: str, wrong: Sequence[str]) -> str:
    """What is wrong with the field of that name, without repeating its name."""
    mine = [said.removeprefix(f"“{name}”") for said in wrong if said.startswith(f"“{name}”")]
    return "；".join(mine)
