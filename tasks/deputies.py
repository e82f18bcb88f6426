"""转给 B 岗: the deputy of a post's holder does this one task, and is told of it in the holder's place until
it is 督办'd. The duty stays with the post."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from runtime.database import table_of
from tasks import bulk, journal, plans
from tasks.lifecycle import OWING, MoveRefused, State
from tasks.tables import JournalRow, Task

VERB = "deputy"  #: in the journal
_JOURNAL = table_of(JournalRow).c


def deputy_of(rules: Jurisdiction, post: str, on: date) -> str:
    """Who is B岗 of that post on that day; "" where nobody is, or where he is the one told anyhow."""
    if post not in rules.roster.by_name:
        return ""
    held, told = rules.roster.holder(post, on), rules.roster.recipient(post, on)
    deputy = held.deputy if held else None
    return deputy if deputy and told and told.name != deputy else ""


def doing(
    session: Session, rules: Jurisdiction, tasks: Collection[Task], on: date
) -> dict[int, str]:
    """The tasks that were handed to the B岗 of the post that answers, and who that is; one who is B岗 no
    more does it no more."""
    if not tasks:
        return {}
    on_sqlite, ids = bulk.is_sqlite(session), [task.id for task in tasks]
    handed = session.execute(_handed(on_sqlite=on_sqlite), bulk.these(ids, on_sqlite=on_sqlite))
    given = {task_id: json.loads(data)["to"] for task_id, data in handed.tuples()}
    return {
        task.id: given[task.id]
        for task in tasks
        if task.id in given and deputy_of(rules, task.post, on) == given[task.id]
    }


@lru_cache
def _handed(*, on_sqlite: bool) -> Select[tuple[int | None, str]]:
    """Built once: every telling asks it."""
    return (
        select(_JOURNAL.task_id, _JOURNAL.data)
        .where(bulk.among_these(_JOURNAL.task_id, on_sqlite=on_sqlite), _JOURNAL.verb == VERB)
        .order_by(_JOURNAL.seq)
    )


def hand_to_deputy(session: Session, task_id: int, *, by: str, now: datetime) -> str:
    """Write down that the B岗 does it; return who that is. Raises MoveRefused where there is none, or
    nothing is left to do."""
    task = session.get(Task, task_id)
    if task is None:
        raise MoveRefused(f"没有任务 {task_id}")
    rules = plans.held(session, task.jurisdiction)
    session.refresh(task)
    deputy = deputy_of(rules, task.post, today(now, rules.zone))
    if State(task.state) not in OWING:
        raise MoveRefused(f"任务现在是“{State(task.state).label}”，不用再转给 B 岗")
    if not deputy:
        raise MoveRefused(f"“{task.post}”没有 B 岗，请先在名册里登记")
    journal.write(
        session, task.jurisdiction, now=now, actor=by, verb=VERB, task_id=task.id, to=deputy
    )
    return deputy
