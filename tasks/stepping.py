"""A life as a table: from a state by a step to a state. Every kind of life here is one, told the same way. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar


class MoveRefused(ValueError):
    """A move that cannot be made now. The message is for the person who tried it."""


class Labelled(Protocol):
    """A state or a step, which has a name for people."""

    @property
    def label(self) -> str: ...


S = TypeVar("S", bound=Labelled)
T = TypeVar("T", bound=Labelled)


def after(
    table: Mapping[tuple[S, T], S],
    state: S,
    step: T,
    *,
    thing: str,
    unoffered: Collection[T] = (),
    refused: type[MoveRefused] = MoveRefused,
) -> S:
    """The state that `step` leads to. Raises `refused`, naming the steps there are but for `unoffered`."""
    if (state, step) in table:
        return table[state, step]
    there = [one.label for at, one in table if at is state and one not in unoffered]
    allowed = "、".join(there) or "无"
    raise refused(f"{thing}现在是“{state.label}”，不能{step.label}；可以：{allowed}")
