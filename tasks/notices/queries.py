"""What is asked about notices. A 约谈建议 is seen by leaders only. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from tasks import queries
from tasks.notices import kinds
from tasks.notices.kinds import State
from tasks.notices.tables import Notice
from tasks.queries import TaskLine
from tasks.tables import Task


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice as a listing shows it, with its task."""

    id: int
    kind: RungKind
    name: str
    number: str
    state: State
    post: str
    clock: str
    due: date
    drafted_on: date
    until: date | None
    objection: str
    task: TaskLine


def notices(
    session: Session,
    jurisdiction: Jurisdiction,
    on: date,
    *,
    for_leader: bool,
    state: State | None = None,
) -> list[NoticeLine]:
    """The notices of a jurisdiction, the oldest first; without 约谈建议 unless it is a leader who asks."""
    return list(_lines(session, jurisdiction, on, for_leader=for_leader, state=state))


def _lines(
    session: Session,
    jurisdiction: Jurisdiction,
    on: date,
    *,
    for_leader: bool,
    state: State | None,
) -> Iterator[NoticeLine]:
    found = (
        select(Notice, Task)
        .join(Task, Task.id == Notice.task_id)
        .where(Notice.jurisdiction == jurisdiction.id)
        .order_by(Notice.id)
    )
    if not for_leader:
        found = found.where(Notice.kind != RungKind.TALK)
    if state is not None:
        found = found.where(Notice.state == state)
    for notice, task in session.execute(found).tuples():
        yield _line(notice, queries.line_of(session, jurisdiction, task, on))


def _line(notice: Notice, task: TaskLine) -> NoticeLine:
    kind = RungKind(notice.kind)
    return NoticeLine(
        id=notice.id,
        kind=kind,
        name=kinds.name(kind),
        number=kinds.number_text(kind, notice.year, notice.number),
        state=State(notice.state),
        post=notice.post,
        clock=notice.clock,
        due=notice.due,
        drafted_on=notice.drafted_on,
        until=notice.until,
        objection=notice.objection,
        task=task,
    )


def notice(
    session: Session, jurisdiction: Jurisdiction, notice_id: int, *, for_leader: bool
) -> Notice | None:
    """The notice of that number; None where there is none that the reader may see."""
    found = session.get(Notice, notice_id)
    if found is None or found.jurisdiction != jurisdiction.id:
        return None
    return None if found.kind == RungKind.TALK and not for_leader else found
