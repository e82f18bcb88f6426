"""What is left of a file when its faulty parts are taken out.

A plan with one bad date is still checked for names that nobody knows: all faults come at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from obligations.source import Path


@dataclass(frozen=True, slots=True)
class Pruned:
    """The rest. `origin` leads from places in lists of the rest to their places in the file;
    `dropped` holds every word (key or text) of what was taken out or stands in for it."""

    data: Any
    origin: Mapping[Path, Path] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()

    def original(self, path: Path) -> Path:
        """The path in the file of what stands at `path` in the rest."""
        for length in range(len(path), 0, -1):
            if known := self.origin.get(path[:length]):
                return (*known, *path[length:])
        return path


def prune(
    pruned: Pruned, taken: Iterable[Path], stand_ins: Mapping[Path, Mapping[str, str]]
) -> Pruned:
    """`pruned` without the parts at `taken`, and with stand-ins for keys of the entries at their
    paths (both are paths in its data)."""
    gone = frozenset(taken)
    origin: dict[Path, Path] = {}
    steps = {step for path in gone for step in path if isinstance(step, str)}
    filled = {text for keys in stand_ins.values() for text in keys.values()}
    dropped = {*pruned.dropped, *steps, *filled}

    def keep(value: Any, old: Path, new: Path) -> Any:
        if old in gone:
            dropped.update(_words(value))
            return None
        if isinstance(value, dict):
            kept = {key: keep(v, (*old, key), (*new, key)) for key, v in value.items()}
            rest = {key: v for key, v in kept.items() if (*old, key) not in gone}
            return {**rest, **stand_ins.get(old, {})}
        return items(value, old, new) if isinstance(value, list) else value

    def items(value: list[Any], old: Path, new: Path) -> list[Any]:
        found: list[Any] = []
        for n, item in enumerate(value):
            place = (*new, len(found))
            kept = keep(item, (*old, n), place)
            if (*old, n) not in gone:
                origin[place] = pruned.original((*old, n))
                found.append(kept)
        return found

    return Pruned(keep(pruned.data, (), ()), origin, frozenset(dropped))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
