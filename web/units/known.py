"""已有: what earlier hand-ins fill a form with, each named by its item, so that nobody types it twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.sensitive import hides_subjects
from obligations.wording import bracketed, day_text, period_text
from reports.drafts import drafted
from tasks import feeding, plans
from tasks.evidence import records
from tasks.feeding import Known, Source
from tasks.lifecycle import OWING
from tasks.tables import HandIn, Task
from web.roles import Visitor
from web.units import boxes
from web.units.access import Standing, standing
from web.units.boxes import Already, Box, Choices, Piece
from web.wording import duty_name

MOST = 3  # items named under a field; of more it says how many


def pieces(
    session: Session, duty: Obligation, task: Task, said: Known, hand_ins: Sequence[HandIn]
) -> dict[str, Piece]:
    """The evidence that the task may name, by id: its own, and what other hand-ins have brought already."""
    own = records.of_task(session, task.id)
    mine = {row.id for row in own}
    named = {one for hand_in in hand_ins for one in records.ids_in(duty, hand_in.fields)}
    theirs = {int(one) for one in feeding.evidence(duty, said) | named} - mine
    rows = [*own, *records.named(session, map(str, sorted(theirs)))]
    return {
        str(row.id): Piece(
            str(row.id),
            row.name,
            bool(row.thumb),
            is_draft=row.id in mine and row.version is None,
        )
        for row in rows
    }


def fill(
    session: Session,
    who: Visitor,
    rules: Jurisdiction,
    task: Task,
    said: Known,
    empty: list[Box],
    choices: Choices,
) -> list[Box]:
    """The boxes with what is known in them. What somebody has handed in himself is left as it is."""
    if not said or task.state not in OWING:
        return empty
    duty = rules.obligation(task.obligation)
    values = {} if task.version else feeding.filled(duty, said)
    return [
        boxes.filled(
            box, values.get(box.name), _already(session, who, task, said[box.name]), choices
        )
        if box.name in said
        else box
        for box in empty
    ]


def draft(
    session: Session,
    rules: Jurisdiction,
    duty: Obligation,
    task: Task,
    empty: list[Box],
    on: date,
) -> list[Box]:
    """The boxes with what the system has written for them, until somebody hands in his own words."""
    if duty.draft is None or task.version or task.state not in OWING:
        return empty
    texts = drafted(session, rules, duty, task, on)
    return [replace(box, values=(texts[box.name],)) if box.name in texts else box for box in empty]


def _already(
    session: Session, who: Visitor, task: Task, sources: Sequence[Source]
) -> tuple[Already, ...]:
    """The latest items, the newest first, and how many more there are."""
    newest = list(reversed(sources))
    shown = tuple(_item(session, who, task, source) for source in newest[:MOST])
    more = len(newest) - MOST
    return (*shown, Already(0, f"还有 {more} 件")) if more > 0 else shown


def _item(session: Session, who: Visitor, task: Task, source: Source) -> Already:
    """The task, its period and the day, in words; whom it is about only where that is shown."""
    own = plans.rules_for(session, who.jurisdiction, source.plan_version)
    duty = own.obligation(source.duty)
    about = "" if source.subject == task.subject or hides_subjects(own, duty) else source.subject
    period = period_text(source.period, who.on)
    beside = bracketed([part for part in (about, period) if part])
    words = f"{duty_name(duty)}{beside}，{day_text(source.on, who.on)}交"
    stands = standing(who, own, duty, source.task_id, source.post)
    return Already(source.task_id if stands is not Standing.NONE else 0, words)
