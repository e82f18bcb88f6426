"""Which evidence belongs to which task: the commands, which take the session and never commit, and queries.

A row is written only for a file that the store already has. It is a draft until a hand-in names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from obligations.fields import FieldType
from obligations.plan import Obligation
from runtime.database import table_of
from tasks import journal, plans
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored
from tasks.evidence.refusals import EvidenceRefused
from tasks.evidence.tables import EvidenceRow
from tasks.lifecycle import OWING, State
from tasks.tables import HandIn, Task

#: What every file that is sent asks, built once.
_TASK = table_of(Task)
_OF_TASK = (
    select(EvidenceRow).where(EvidenceRow.task_id == bindparam("whose")).order_by(EvidenceRow.id)
)
_HOME = select(_TASK.c.jurisdiction).where(_TASK.c.id == bindparam("which"))


def check_welcome(session: Session, task_id: int, limits: Limits) -> Task:
    """The task, when it can take one more file now. To be asked before a byte is read.

    Raises EvidenceRefused.
    """
    task = session.get(Task, task_id)
    if task is None:
        raise EvidenceRefused(f"没有任务 {task_id}")
    duty = plans.duty_of(session, plans.current(session, task.jurisdiction), task)
    if duty.sensitive:
        raise EvidenceRefused("这项职责只填数字和选项，不收照片和文件")
    if all(kind.type is not FieldType.FILES for kind in duty.hand_in.values()):
        raise EvidenceRefused("这项职责不用交文件")
    state = State(task.state)
    if state not in OWING:
        raise EvidenceRefused(f"这项任务是“{state.label}”，不能再加文件")
    if len(of_task(session, task_id)) >= limits.max_files:
        raise EvidenceRefused(f"一项任务最多 {limits.max_files} 个文件")
    return task


def attach(
    session: Session, task_id: int, stored: Stored, *, by: str, now: datetime, limits: Limits
) -> EvidenceRow:
    """Write down that the store has a file for this task. It is a draft. Raises EvidenceRefused.

    The journal takes its hash and not its name: a name can tell of a person.
    """
    _hold(session, task_id)
    task = check_welcome(session, task_id, limits)
    row = EvidenceRow(
        task_id=task.id,
        version=None,
        sha256=stored.sha256,
        name=stored.name,
        kind=stored.kind,
        size=stored.size,
        thumb=stored.thumb,
        uploaded_at=now,
        uploaded_by=by,
    )
    session.add(row)
    session.flush()
    _write(session, task, row, "attach", by=by, now=now)
    return row


def detach(session: Session, evidence_id: int, *, by: str, now: datetime) -> None:
    """Take a draft back. The file itself goes with the next sweep. Raises EvidenceRefused."""
    task_id = session.scalar(select(EvidenceRow.task_id).where(EvidenceRow.id == evidence_id))
    task = _hold(session, task_id) if task_id else None
    row = session.get(EvidenceRow, evidence_id, populate_existing=True)
    if task is None or row is None:
        raise EvidenceRefused(f"没有佐证 {evidence_id}")
    if row.version is not None:
        raise EvidenceRefused(f"“{row.name}”已经提交，不能再删")
    _forget(session, task, row, by=by, now=now)


def unknown(session: Session, task_id: int, ids: Sequence[str]) -> list[str]:
    """Those of the ids, as a hand-in names them, that are no evidence of this task."""
    if not ids:  # as in most hand-ins: not a question more
        return []
    mine = {str(row.id) for row in of_task(session, task_id)}
    return [named for named in ids if named not in mine]


def claim(session: Session, task_id: int, ids: Sequence[str], version: int) -> None:
    """These drafts are handed in with that version. What an earlier version brought stays its own."""
    if not ids:
        return
    named = [int(one) for one in ids]
    drafts = EvidenceRow.task_id == task_id, EvidenceRow.version.is_(None)
    session.execute(
        update(EvidenceRow).where(*drafts, EvidenceRow.id.in_(named)).values(version=version)
    )


def of_task(session: Session, task_id: int) -> Sequence[EvidenceRow]:
    """Everything that was sent for a task, drafts too, in order."""
    return session.scalars(_OF_TASK, {"whose": task_id}).all()


def belonging(session: Session, jurisdiction_id: str) -> list[tuple[EvidenceRow, HandIn | None]]:
    """Every file of a jurisdiction, in order, with the hand-in that brought it; None for a draft."""
    theirs = (HandIn.task_id == EvidenceRow.task_id) & (HandIn.version == EvidenceRow.version)
    rows = (
        select(EvidenceRow, HandIn)
        .join(Task, Task.id == EvidenceRow.task_id)
        .outerjoin(HandIn, theirs)
        .where(Task.jurisdiction == jurisdiction_id)
        .order_by(EvidenceRow.id)
    )
    return [(row, hand_in) for row, hand_in in session.execute(rows).tuples()]


def find(session: Session, evidence_id: int) -> EvidenceRow | None:
    """One piece of evidence; None when there is none of that number. Who may see it is the caller's."""
    return session.get(EvidenceRow, evidence_id)


def ids_in(duty: Obligation, fields: Mapping[str, Any]) -> list[str]:
    """The ids of evidence that a hand-in of `duty` names, of all its fields."""
    files = (name for name, kind in duty.hand_in.items() if kind.type is FieldType.FILES)
    return [str(one) for name in files for one in fields.get(name) or ()]


def named(session: Session, ids: Iterable[str]) -> Sequence[EvidenceRow]:
    """The evidence that a field of a hand-in names, in its order."""
    wanted = [int(one) for one in ids]
    found = {row.id: row for row in session.scalars(_with(wanted))}
    return [found[one] for one in wanted if one in found]


def known(session: Session, hashes: Sequence[str]) -> frozenset[str]:
    """Those of the hashes that some row names, as a file or as a thumbnail."""
    files = select(EvidenceRow.sha256).where(EvidenceRow.sha256.in_(hashes))
    thumbs = select(EvidenceRow.thumb).where(EvidenceRow.thumb.in_(hashes))
    return frozenset(session.scalars(files)) | frozenset(session.scalars(thumbs))


def drop_drafts(session: Session, before: datetime, now: datetime) -> int:
    """Take back the drafts uploaded before that moment, which nobody handed in; return how many."""
    old = EvidenceRow.version.is_(None), EvidenceRow.uploaded_at < before
    homes = select(Task.jurisdiction).join(EvidenceRow, EvidenceRow.task_id == Task.id)
    # All in one order, so that two sweeps do not wait for each other.
    for jurisdiction in session.scalars(
        homes.where(*old).distinct().order_by(Task.jurisdiction)
    ).all():
        journal.lock(session, jurisdiction)
    rows = session.scalars(select(EvidenceRow).where(*old).order_by(EvidenceRow.id)).all()
    for row in rows:
        _forget(session, session.get_one(Task, row.task_id), row, by=journal.SYSTEM, now=now)
    return len(rows)


def _with(ids: Sequence[int]) -> Select[tuple[EvidenceRow]]:
    return select(EvidenceRow).where(EvidenceRow.id.in_(ids))


def _hold(session: Session, task_id: int) -> Task:
    """The task, held with its jurisdiction until the transaction ends. Raises EvidenceRefused."""
    jurisdiction = session.scalar(_HOME, {"which": task_id})
    if jurisdiction is None:
        raise EvidenceRefused(f"没有任务 {task_id}")
    journal.lock(session, jurisdiction)
    return session.get_one(Task, task_id, populate_existing=True)


def _forget(session: Session, task: Task, row: EvidenceRow, *, by: str, now: datetime) -> None:
    session.delete(row)
    _write(session, task, row, "detach", by=by, now=now)


def _write(
    session: Session, task: Task, row: EvidenceRow, verb: str, *, by: str, now: datetime
) -> None:
    journal.write(
        session,
        task.jurisdiction,
        now=now,
        actor=by,
        verb=verb,
        task_id=task.id,
        evidence=row.id,
        sha256=row.sha256,
        kind=row.kind,
        size=row.size,
    )
