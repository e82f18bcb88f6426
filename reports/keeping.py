"""What a report says, as it is kept: items as JSON, the hash of it all, and how it differs from now. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from reports.figures import Item, Standing
from tasks import journal
from tasks.lifecycle import State

Kept = Mapping[str, Any]  #: an item as it was frozen: see `kept`


def kept(item: Item) -> dict[str, Any]:
    """An item as JSON: days in ISO form, everything else text or a number."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(item).items()
    }


def restored(item: Kept) -> Item:
    """The item that was kept so."""
    days = ("due", "original_due", "submitted_on", "closed_on")
    read = {name: date.fromisoformat(item[name]) if item[name] else None for name in days}
    stands = {"state": State(item["state"]), "standing": Standing(item["standing"])}
    return Item(**{**item, **read, **stands})


def digest(kind: str, period: str, figures: Kept, items: Iterable[Kept]) -> str:
    """SHA-256 of all that a report says, in hex."""
    said = journal.canonical([kind, period, figures, list(items)])
    return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One task that stands otherwise than in the report. A standing is None where the report did not tell
    of it, or would not any more."""

    id: int
    name: str
    about: str
    unit: str
    before: Standing | None
    after: Standing | None
    due: tuple[str, str]  #: as frozen, as it is now; "" where there is none


def turned(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of what is told in lines: those that are not told any more, and those that were not told then. Pure."""
    was, now = set(before), set(after)
    return tuple(x for x in before if x not in now), tuple(x for x in after if x not in was)


#: What of an item makes a difference.
_TOLD = ("standing", "due", "post", "submitted_on", "closed_on")


def difference(before: Iterable[Kept], after: Iterable[Kept]) -> list[Change]:
    """Which tasks stand otherwise than they did, in order of number. Pure."""
    was, now = ({item["id"]: item for item in side} for side in (before, after))
    return [
        _change(number, was.get(number), now.get(number))
        for number in sorted({*was, *now})
        if _said(was.get(number)) != _said(now.get(number))
    ]


def _said(item: Kept | None) -> list[Any] | None:
    return [item[name] for name in _TOLD] if item else None


def _change(number: int, was: Kept | None, now: Kept | None) -> Change:
    shown = now or was or {}
    return Change(
        number,
        shown["name"],
        shown["about"],
        shown["unit"],
        Standing(was["standing"]) if was else None,
        Standing(now["standing"]) if now else None,
        (was["due"] if was else "", now["due"] if now else ""),
    )
