"""转给 B 岗: the deputy of a post's holder does this one task. The duty stays with the post."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import journal, plans
from tasks.lifecycle import OWING, MoveRefused, State
from tasks.tables import Task

VERB = "deputy"  #: in the journal


def deputy_of(rules: Jurisdiction, post: str, on: date) -> str:
    """Who is B岗 of that post on that day; "" where nobody is, or where he is the one told anyhow."""
    if post not in rules.roster.by_name:
        return ""
    held, told = rules.roster.holder(post, on), rules.roster.recipient(post, on)
    deputy = held.deputy if held else None
    return deputy if deputy and told and told.name != deputy else ""


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
