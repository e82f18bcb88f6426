"""Handover: whoever answers for a post from today on is told what open work was taken over.

The work is the successor's the same minute, for it belongs to the post; here it becomes something to be
told. It is the deputy's too while the holder is away; a holder who comes back takes nothing over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import bindparam, distinct, func, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock
from obligations.roster import Recipient
from runtime.clock import today
from runtime.database import table_of
from tasks import clocks, events, plans
from tasks.lifecycle import OWING, State
from tasks.occasions import Occasion
from tasks.tables import Holding, Nudge, Task

#: Every round asks this, built once.
_HOLDING = table_of(Holding).c
_HOLDINGS = select(_HOLDING.post, _HOLDING.recipient, _HOLDING.is_mailbox).where(
    _HOLDING.jurisdiction == bindparam("where")
)


def hand_over(session: Session, jurisdiction: Jurisdiction, now: datetime) -> int:
    """Note who answers for each post; let a successor be told of the post's open work. Return how many
    tasks that were. A vacant post keeps its last name until somebody comes."""
    on = today(now, jurisdiction.zone)
    changed = list(_changed(session, jurisdiction, on))
    if not changed:
        return 0
    nudges = list(_nudges(session, jurisdiction, changed, on, now))
    session.add_all(nudges)
    session.flush()
    return len(nudges)


def _changed(session: Session, jurisdiction: Jurisdiction, on: date) -> Iterator[str]:
    """The posts that have passed to somebody new, each noted down."""
    session.flush()
    rows = session.execute(_HOLDINGS, {"where": jurisdiction.id}).tuples()
    before = {post: Recipient(name, is_mailbox) for post, name, is_mailbox in rows}
    for post in jurisdiction.roster.by_name:
        now = jurisdiction.roster.recipient(post, on)
        known = before.get(post)
        if now is None or known == now:
            continue
        if known is None:
            session.add(_first(jurisdiction.id, post, now, on))
            continue
        noted = session.get_one(Holding, (jurisdiction.id, post))
        noted.recipient, noted.is_mailbox, noted.since = now.name, now.is_mailbox, on
        if not _is_return(jurisdiction, post, known, now, on):
            yield post


def _first(jurisdiction_id: str, post: str, now: Recipient, on: date) -> Holding:
    return Holding(
        jurisdiction=jurisdiction_id,
        post=post,
        recipient=now.name,
        is_mailbox=now.is_mailbox,
        since=on,
    )


def _is_return(
    jurisdiction: Jurisdiction, post: str, before: Recipient, now: Recipient, on: date
) -> bool:
    """Does the holder come back to what his deputy kept?"""
    holder = jurisdiction.roster.holder(post, on)
    return holder is not None and (holder.person, holder.deputy) == (now.name, before.name)


def _nudges(
    session: Session, jurisdiction: Jurisdiction, posts: Iterable[str], on: date, now: datetime
) -> Iterator[Nudge]:
    wanted, rung = frozenset(posts), _rung(session, jurisdiction.id, on)
    open_ = select(Task).where(
        Task.jurisdiction == jurisdiction.id,
        Task.closed_on.is_(None),
        Task.paused_from.is_(None),
        Task.opened_on < on,  # what opens today is new to everybody
    )
    for task in session.scalars(open_.order_by(Task.id)):
        if task.state in OWING:
            if task.post in wanted:
                yield _nudge(task, rung, task.post, events.EVENT, task.attempt, task.due, now)
        elif task.state == State.SUBMITTED and task.review_due:
            rules = plans.rules_for(session, jurisdiction, task.plan_version)
            reviewer = clocks.reviewing_post(rules, task.obligation, task.post, on)
            if reviewer in wanted:
                clock, due = Clock.REVIEW.value, task.review_due
                yield _nudge(task, rung, reviewer, clock, task.version, due, now)


def _rung(session: Session, jurisdiction_id: str, on: date) -> str:
    """`@2026-09-10.1`, and `.2` where a post passes on once more on the same day."""
    before = select(func.count(distinct(Nudge.rung))).where(
        Nudge.jurisdiction == jurisdiction_id, Nudge.on == on, Nudge.rung.startswith("@")
    )
    return f"@{on}.{(session.scalar(before) or 0) + 1}"


def _nudge(
    task: Task, rung: str, post: str, clock: str, number: int, due: date, now: datetime
) -> Nudge:
    return Nudge(
        jurisdiction=task.jurisdiction,
        task_id=task.id,
        clock=clock,
        attempt=number,
        rung=rung,
        kind=Occasion.TAKEN_OVER,
        due=due,
        post=post,
        on=date.fromisoformat(rung[1:11]),
        made_at=now,
    )
