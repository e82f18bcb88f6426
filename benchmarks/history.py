"""A district with years behind it: a month of open tasks, and past months of the same that are long done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

from benchmarks import district
from benchmarks.district import FIRST
from obligations.jurisdiction import Jurisdiction
from runtime.database import Base, Database
from tasks import chasing, opening
from tasks.tables import Nudge, Task

#: Duties of the district. The tasks of one of them are reminded on one day, all together.
DUTIES = 10

_OPEN = FIRST.strftime("%Y-%m")
_PAST_TASK = {
    "period": ":month",
    "state": "'done'",
    "next_on": "CAST(NULL AS DATE)",
    "submitted_on": "due",
    "closed_on": "due",
    "version": "1",
}
_OF_OPEN_TASKS = f"FROM task WHERE period = '{_OPEN}' ORDER BY id"
_OF_PAST_TASKS = f"""\
FROM nudge JOIN task AS now ON now.id = nudge.task_id AND now.period = '{_OPEN}'
JOIN task AS past ON past.jurisdiction = now.jurisdiction AND past.obligation = now.obligation
AND past.period = :month AND past.subject = now.subject ORDER BY past.id"""


def fill(database: Database, tasks: int, *, places: int, units: int) -> Jurisdiction:
    """Make so many tasks: the open ones (DUTIES for each place) by the rounds of the house itself, each
    with a nudge that was sent; then as many past months as it takes, tasks and nudges, as copies."""
    files = district.texts("bench", places=places, units=units, duties=DUTIES)
    jurisdiction, now = district.load(database, files), district.morning(FIRST)
    for duty in jurisdiction.plan.obligations:
        with database.write() as session:
            opening.open_duty(session, jurisdiction, duty.id, now)
            chasing.chase(session, jurisdiction, duty.id, now)
    with database.write() as session:
        session.execute(text("UPDATE nudge SET outcome = 'sent', message_id = 'an earlier one'"))
        if not database.is_sqlite:
            # Copies of sound rows: their foreign keys need not be looked up again.
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for month in _months(tasks // (DUTIES * places) - 1):
            _copy(session, Task, _PAST_TASK, _OF_OPEN_TASKS, month)
            _copy(session, Nudge, {"task_id": "past.id"}, _OF_PAST_TASKS, month)
        if not database.is_sqlite:
            session.execute(text("ANALYZE task, nudge"))  # as autovacuum would have done
    return jurisdiction


def _months(count: int) -> Iterator[str]:
    """The ids of so many months before the open one, the oldest first."""
    opened = FIRST.year * 12 + FIRST.month - 1
    for number in range(opened - count, opened):
        yield f"{number // 12}-{number % 12 + 1:02}"


def _copy(
    session: Session, entity: type[Base], changed: Mapping[str, str], source: str, month: str
) -> None:
    table = cast("Table", entity.__table__)
    names = [each.name for each in table.columns if each.name != "id"]
    own = {name: f'{"nudge." if entity is Nudge else ""}"{name}"' for name in names}
    values = [changed.get(name, own[name]) for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table.name} ({columns}) SELECT {', '.join(values)} {source}"
    session.execute(text(statement), {"month": month})
