"""What has been accepted lately, and what was opened after it: one look for all duties that follow others.
Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from runtime.database import table_of
from tasks.lifecycle import State
from tasks.tables import HandIn, Task


class Accepted(NamedTuple):
    """An accepted task, with what was handed in."""

    obligation: str
    id: int
    version: int
    subject: str
    opened_on: date
    closed_on: date | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """The accepted parents by their obligation, and the subjects of the follow-ups there are by theirs,
    parent and cause."""

    accepted: Mapping[str, list[Accepted]]
    made: Mapping[str, _Made]


_Made = dict[tuple[int, str], set[str]]

#: What every round asks, built once; of tables, for forty days' tasks are many objects.
_TASK, _HAND_IN = table_of(Task), table_of(HandIn)
_ACCEPTED = (
    select(
        _TASK.c.obligation,
        _TASK.c.id,
        _TASK.c.version,
        _TASK.c.subject,
        _TASK.c.opened_on,
        _TASK.c.closed_on,
        _HAND_IN.c.fields,
    )
    .join(
        _HAND_IN,
        (_HAND_IN.c.task_id == _TASK.c.id) & (_HAND_IN.c.version == _TASK.c.version),
    )
    .where(
        _TASK.c.jurisdiction == bindparam("where"),
        _TASK.c.obligation.in_(bindparam("parents", expanding=True)),
        _TASK.c.closed_on >= bindparam("since"),
        _TASK.c.state == State.DONE,
    )
    .order_by(_TASK.c.id)
)
_PARENT = _TASK.alias("parent")
_MADE = (
    select(_TASK.c.obligation, _TASK.c.parent_id, _TASK.c.cause, _TASK.c.subject)
    .join(_PARENT, _PARENT.c.id == _TASK.c.parent_id)
    .where(
        _TASK.c.jurisdiction == bindparam("where"),
        _TASK.c.obligation.in_(bindparam("duties", expanding=True)),
        _PARENT.c.closed_on >= bindparam("since"),
    )
)


def look(
    session: Session, jurisdiction: Jurisdiction, duties: Sequence[Obligation], since: date
) -> Look:
    """Of the parents of these duties that have been accepted since that day."""
    parents = {after.obligation for duty in duties for after in duty.after}
    if not parents:
        return Look({}, {})
    asked = {"where": jurisdiction.id, "parents": sorted(parents), "since": since}
    accepted: dict[str, list[Accepted]] = {}
    for row in session.execute(_ACCEPTED, asked).tuples():
        accepted.setdefault(row[0], []).append(Accepted(*row))
    return Look(accepted, _made(session, jurisdiction, duties, since) if accepted else {})


def _made(
    session: Session, jurisdiction: Jurisdiction, duties: Sequence[Obligation], since: date
) -> Mapping[str, _Made]:
    asked = {"where": jurisdiction.id, "duties": [duty.id for duty in duties], "since": since}
    found: dict[str, _Made] = {}
    for duty, parent_id, cause, subject in session.execute(_MADE, asked).tuples():
        found.setdefault(duty, {}).setdefault((parent_id or 0, cause), set()).add(subject)
    return found
