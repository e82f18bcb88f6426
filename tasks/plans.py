"""The plans as they were loaded: every version is kept, and a task keeps the one it was opened under."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from obligations.plan import Obligation
from runtime.clock import today
from runtime.database import table_of
from tasks import clocks, journal, settling
from tasks.tables import JurisdictionRow, PlanVersion, Task

_ASKED = "plan versions"  # key in Session.info: a listing asks for one version thousands of times
_KEPT = 64  # parsed versions in memory; one is about 1 MB


class OtherRosterError(ValueError):
    """The installation plays another roster. The message is for the person who loads."""


def jurisdiction_ids(session: Session) -> list[str]:
    """Every jurisdiction that has a plan, in order of id."""
    return list(session.scalars(select(JurisdictionRow.id).order_by(JurisdictionRow.id)))


def current(session: Session, jurisdiction_id: str) -> Jurisdiction:
    """The jurisdiction with the plan, roster and calendar in force. Raises UnknownJurisdictionError."""
    return in_force(session, jurisdiction_id)[0]


def in_force(session: Session, jurisdiction_id: str) -> tuple[Jurisdiction, int]:
    """The same, and how many changes there have been up to it: the number of the journal's last row.

    Raises UnknownJurisdictionError.
    """
    session.flush()
    row = session.execute(_IN_FORCE, {"id": jurisdiction_id}).one_or_none()
    if row is None:
        raise journal.UnknownJurisdictionError(
            f"没有辖区 {jurisdiction_id!r}，请先 huhang plan load"
        )
    asked = session.info.setdefault(_ASKED, {})
    if (jurisdiction_id, row.version) not in asked:
        asked[jurisdiction_id, row.version] = rules_of(session, row)
    return asked[jurisdiction_id, row.version], row.changes


#: Every page asks this: one question, made once.
HEAD, _VERSION = table_of(JurisdictionRow), table_of(PlanVersion)
#: What names the version in force, of the tables in IN_FORCE.
COLUMNS = (
    HEAD.c.id.label("jurisdiction_id"),
    HEAD.c.version,
    _VERSION.c.digest,
    _VERSION.c.since,
    HEAD.c.journal_seq.label("changes"),
)
IN_FORCE = HEAD.join(
    _VERSION, (_VERSION.c.jurisdiction == HEAD.c.id) & (_VERSION.c.number == HEAD.c.version)
)
_IN_FORCE = select(*COLUMNS).select_from(IN_FORCE).where(HEAD.c.id == bindparam("id"))


def rules_of(asked: Session | Connection, row: Row[Any]) -> Jurisdiction:
    """The rules that a row with COLUMNS names; read from the database where this process has not parsed them yet."""
    return _read(asked, row.jurisdiction_id, row.version, row.digest, row.since)


def version(session: Session, jurisdiction_id: str, number: int) -> Jurisdiction:
    """The jurisdiction as version `number` (counted from 1) of its plan folder describes it."""
    asked = session.info.setdefault(_ASKED, {})
    if (jurisdiction_id, number) not in asked:
        asked[jurisdiction_id, number] = _parsed(session, jurisdiction_id, number)
    found: Jurisdiction = asked[jurisdiction_id, number]
    return found


def _parsed(session: Session, jurisdiction_id: str, number: int) -> Jurisdiction:
    key = (PlanVersion.jurisdiction == jurisdiction_id, PlanVersion.number == number)
    digest, since = session.execute(select(PlanVersion.digest, PlanVersion.since).where(*key)).one()
    return _read(session, jurisdiction_id, number, digest, since)


def _read(
    asked: Session | Connection,
    jurisdiction_id: str,
    number: int,
    digest: str,
    since: Mapping[str, str],
) -> Jurisdiction:
    marks = tuple(sorted(since.items()))
    if (digest, marks) not in _PARSED:
        texts = select(_VERSION.c.texts, _VERSION.c.roster_file)
        key = (_VERSION.c.jurisdiction == jurisdiction_id, _VERSION.c.number == number)
        row = asked.execute(texts.where(*key)).one()
        if len(_PARSED) >= _KEPT:
            _PARSED.clear()
        days = {name: date.fromisoformat(day) for name, day in since.items()}
        _PARSED[digest, marks] = load(row.texts, roster=row.roster_file, since=days)[0]
    return _PARSED[digest, marks]


#: Versions never change, so that a parsed one can be kept for as long as the process lives.
_PARSED: dict[tuple[str, tuple[tuple[str, str], ...]], Jurisdiction] = {}


def held(session: Session, jurisdiction_id: str) -> Jurisdiction:
    """The jurisdiction in force, held until the transaction ends: no other version can come between.

    Raises UnknownJurisdictionError.
    """
    return version(session, jurisdiction_id, journal.lock(session, jurisdiction_id).version)


def rules_for(session: Session, current: Jurisdiction, number: int) -> Jurisdiction:
    """The plan of version `number` with the roster and calendar in force: the rules of a task that was
    opened under that version."""
    older = version(session, current.id, number)
    return current if older is current else _combined(current, older)


@lru_cache(maxsize=_KEPT)
def _combined(current: Jurisdiction, older: Jurisdiction) -> Jurisdiction:
    return replace(current, plan=older.plan)


def duty_of(session: Session, current: Jurisdiction, task: Task) -> Obligation:
    """The obligation as the plan stated it when the task was opened."""
    return rules_for(session, current, task.plan_version).obligation(task.obligation)


def load_plan(
    session: Session,
    texts: Mapping[str, str],
    roster_file: str,
    *,
    go_live: date | None = None,
    now: datetime,
    by: str,
) -> int:
    """Make the folder's `texts` the version in force and settle the open work; return its number.

    The same texts again change nothing, unless holidays have been published since. `go_live` (default: today) counts at the first loading.
    Raises PlanError with every fault, OtherRosterError, before anything is changed.
    """
    plain = load(texts, roster=roster_file)[0]
    on = today(now, plain.zone)
    check_same_roster(session, plain.id, roster_file)
    digest = _digest(texts, roster_file, plain)
    row = session.get(JurisdictionRow, plain.id)
    if row is None:
        session.add(_first(plain, go_live or on))
        session.flush()
    head = journal.lock(session, plain.id)
    if head.version and _stored_digest(session, plain.id, head.version) == digest:
        return head.version
    before = version(session, plain.id, head.version) if head.version else None
    since = {name: day.isoformat() for name, day in settling.beginnings(before, plain, on).items()}
    head.version, head.name = head.version + 1, plain.name
    session.add(
        PlanVersion(
            jurisdiction=plain.id,
            number=head.version,
            texts=dict(texts),
            roster_file=roster_file,
            since=since,
            digest=digest,
            loaded_at=now,
            loaded_by=by,
        )
    )
    journal.write(
        session,
        plain.id,
        now=now,
        actor=by,
        verb="load",
        version=head.version,
        digest=digest,
        go_live=head.go_live,
    )
    session.flush()
    if before:
        _settle(session, before, version(session, plain.id, head.version), now, by)
    return head.version


def check_same_roster(session: Session, jurisdiction_id: str, roster_file: str) -> None:
    """Invented people and real ones never share an installation: a task that was played for the one
    would show the other as late. Raises OtherRosterError."""
    head = session.get(JurisdictionRow, jurisdiction_id)
    kept = session.get(PlanVersion, (jurisdiction_id, head.version)) if head else None
    if kept and kept.roster_file != roster_file:
        raise OtherRosterError(
            f"这里载入的是名册 {kept.roster_file}，不能改载 {roster_file}：演示和真实的任务不能混在一起。"
            "请用另一个数据文件夹（HUHANG_DATA）"
        )


def _settle(
    session: Session, before: Jurisdiction, after: Jurisdiction, now: datetime, by: str
) -> None:
    """Bring the open work into agreement with `after`, and plan its next moments by it."""
    on = today(now, after.zone)
    for change in changes(session, before, after, on):
        settling.apply(session, change, now=now, by=by)
    session.flush()
    recorded = clocks.rungs_of_open_tasks(session, jurisdiction=after.id)
    for task in settling.open_tasks(session, after.id):
        rules = rules_for(session, after, task.plan_version)
        key = clocks.key_of(task, clocks.face_of(rules, task, on))
        clocks.start(rules, task, on, recorded.get(key, frozenset()))


def preview(
    session: Session, texts: Mapping[str, str], roster_file: str, *, now: datetime
) -> list[str]:
    """What loading the texts would change for open tasks, one Chinese line each. Changes nothing.

    Raises PlanError with every fault.
    """
    plain = load(texts, roster=roster_file)[0]
    on = today(now, plain.zone)
    check_same_roster(session, plain.id, roster_file)
    row = session.get(JurisdictionRow, plain.id)
    if row is None:
        return []
    before = version(session, plain.id, row.version)
    since = settling.beginnings(before, plain, on)
    after = load(texts, roster=roster_file, since=since)[0]
    news = settling.differences(before, after)
    return [*news, *(change.line for change in changes(session, before, after, on))]


def changes(
    session: Session, before: Jurisdiction, after: Jurisdiction, on: date
) -> list[settling.Change]:
    """What must change in the open tasks so that they agree with `after`."""
    rules: dict[int, Jurisdiction] = {}
    found: list[settling.Change] = []
    for task in settling.open_tasks(session, after.id):
        if task.plan_version not in rules:
            # In a preview `after` has no number yet, so it cannot be asked for by one.
            older = version(session, after.id, task.plan_version)
            rules[task.plan_version] = replace(after, plan=older.plan)
        own = rules[task.plan_version]
        found.extend(settling.decide(session, before, after, own, task, on))
    return found


def _first(jurisdiction: Jurisdiction, go_live: date) -> JurisdictionRow:
    return JurisdictionRow(id=jurisdiction.id, name=jurisdiction.name, version=0, go_live=go_live)


def _stored_digest(session: Session, jurisdiction_id: str, number: int) -> str | None:
    found = session.get(PlanVersion, (jurisdiction_id, number))
    return found.digest if found else None


def _digest(texts: Mapping[str, str], roster_file: str, read: Jurisdiction) -> str:
    """Of the texts and of the years whose holidays are published: one more of these moves dates."""
    years = sorted(read.workdays.known or ())
    written = journal.canonical([roster_file, dict(texts), years])
    return hashlib.sha256(written.encode()).hexdigest()
