"""What is asked about notices. A 约谈建议 is seen by leaders only. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from tasks import queries
from tasks.notices import kinds
from tasks.notices.kinds import State
from tasks.notices.tables import Notice
from tasks.queries import TaskLine
from tasks.tables import Task

#: Something is still to be done with it.
OPEN = (State.DRAFT, State.ISSUED, State.OBJECTED, State.ANSWERED)


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
    issued_by: str
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
    found = _rows(jurisdiction, for_leader=for_leader).order_by(Notice.id)
    if state is not None:
        found = found.where(Notice.state == state)
    return list(_lines(session, jurisdiction, on, found))


def issued_to(
    session: Session,
    jurisdiction: Jurisdiction,
    on: date,
    posts: Collection[str],
    tasks: Collection[int] | None = None,
) -> list[NoticeLine]:
    """What was signed and waits for one of these posts; `tasks`: about no others than these."""
    found = _rows(jurisdiction, for_leader=True).where(
        Notice.state == State.ISSUED, Notice.post.in_(list(posts))
    )
    if tasks is not None:
        found = found.where(Notice.task_id.in_(list(tasks)))
    return list(_lines(session, jurisdiction, on, found.order_by(Notice.id)))


def of_task(session: Session, task_id: int) -> list[Notice]:
    """Every notice about a task, the oldest first: what a reader may not see, the reader's page leaves out."""
    found = select(Notice).where(Notice.task_id == task_id).order_by(Notice.id)
    return list(session.scalars(found))


def _rows(jurisdiction: Jurisdiction, *, for_leader: bool) -> Select[tuple[Notice, Task]]:
    found = (
        select(Notice, Task)
        .join(Task, Task.id == Notice.task_id)
        .where(Notice.jurisdiction == jurisdiction.id)
    )
    return found if for_leader else found.where(Notice.kind != RungKind.TALK)


def _lines(
    session: Session,
    jurisdiction: Jurisdiction,
    on: date,
    found: Select[tuple[Notice, Task]],
) -> Iterator[NoticeLine]:
    for notice, task in session.execute(found).tuples():
        yield line_of(notice, queries.line_of(session, jurisdiction, task, on))


def line_of(notice: Notice, task: TaskLine) -> NoticeLine:
    """The notice as a listing shows it."""
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
        issued_by=notice.issued_by,
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
