"""What somebody sees of the notifications: the sender and the approver theirs, the receiver those that arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from care import access
from care.notification import ARRIVED, OPEN, State
from care.tables import CareExchange
from obligations.jurisdiction import Jurisdiction

MOST = 200  #: shown, the newest


@dataclass(frozen=True, slots=True)
class Seen:
    """One notification as one person sees it, and what he may do about it."""

    reference: str
    sender: str
    receiver: str
    need: str
    purpose: str
    law: str
    article: str
    asked_on: date
    expires_on: date
    state: State
    answer: str
    task_id: int | None  #: the receiver's work; None for everybody else
    is_mine: bool  #: he belongs to the sender
    may_decide: bool
    may_receive: bool
    may_answer: bool

    @property
    def waits(self) -> bool:
        return self.may_decide or self.may_receive or self.may_answer


def seen(session: Session, rules: Jurisdiction, person: str, on: date) -> list[Seen]:
    """What waits for the person first, then the rest, the newest first. Nobody else gets any."""
    posts = [post for post in rules.roster.by_name if access.holds(rules, person, post, on)]
    arrived = CareExchange.receiver_post.in_(posts) & CareExchange.state.in_(ARRIVED)
    theirs = select(CareExchange).where(
        CareExchange.jurisdiction == rules.id,
        or_(CareExchange.sender_post.in_(posts), CareExchange.approver.in_(posts), arrived),
    )
    rows = session.scalars(theirs.order_by(CareExchange.id.desc()).limit(MOST)).all()
    lines = [_seen(row, rules, person, posts, on) for row in rows if _concerns(row, posts)]
    return sorted(lines, key=lambda line: not line.waits)


def _concerns(row: CareExchange, posts: list[str]) -> bool:
    """A receiver that was never approved to receive has seen nothing, whatever became of it."""
    return row.sender_post in posts or row.approver in posts or row.task_id is not None


def waiting(session: Session, rules: Jurisdiction, person: str, on: date) -> int:
    """How many wait for this very person."""
    return sum(line.waits for line in seen(session, rules, person, on))


def _seen(row: CareExchange, rules: Jurisdiction, person: str, posts: list[str], on: date) -> Seen:
    state, receives = State(row.state), row.receiver_post in posts
    is_open = state in OPEN and row.expires_on >= on
    return Seen(
        reference=row.reference,
        sender=row.sender,
        receiver=row.receiver,
        need=row.need,
        purpose=row.purpose,
        law=row.law,
        article=row.article,
        asked_on=row.asked_at.astimezone(rules.zone).date(),
        expires_on=row.expires_on,
        state=state,
        answer=row.answer,
        task_id=row.task_id if receives else None,
        is_mine=row.sender_post in posts,
        may_decide=is_open
        and state is State.ASKED
        and row.approver in posts
        and person != row.asked_by,
        may_receive=is_open and state is State.SENT and receives,
        may_answer=is_open and state is State.RECEIVED and receives,
    )
