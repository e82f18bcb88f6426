"""What somebody sees of the notifications: the sender and the approver theirs, the receiver those that arrived."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from care import access
from care.notification import OPEN, State
from care.tables import CareExchange
from obligations.jurisdiction import Jurisdiction

MOST = 200  #: on one page


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
    approves: bool  #: he is the one who approves, or refuses
    receives: bool  #: he belongs to the receiver
    may_decide: bool
    may_receive: bool
    may_answer: bool

    @property
    def waits(self) -> bool:
        return self.may_decide or self.may_receive or self.may_answer


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them; `after` is what to ask for next, or None."""

    lines: tuple[Seen, ...]
    after: tuple[bool, int] | None


def page(
    session: Session,
    rules: Jurisdiction,
    person: str,
    on: date,
    *,
    within: Collection[str] | None = None,
    after: tuple[bool, int] | None = None,
    limit: int = MOST,
) -> Page:
    """What is open first, then the rest, the newest first; nobody else's. `within`: as one of these posts
    only, as a token stands for some of a person's; `after`: where the page before ended."""
    posts = _posts(rules, person, on, within)
    found = _theirs(rules, posts)
    is_open = CareExchange.closed_at.is_(None)
    if after:
        below = and_(is_open if after[0] else ~is_open, CareExchange.id < after[1])
        found = found.where(or_(below, ~is_open) if after[0] else below)
    ordered = found.order_by(is_open.desc(), CareExchange.id.desc())
    rows = session.scalars(ordered.limit(limit + 1)).all()
    shown, last = rows[:limit], rows[limit - 1] if len(rows) > limit else None
    lines = tuple(_seen(row, rules, person, posts, on) for row in shown)
    return Page(lines, (last.closed_at is None, last.id) if last else None)


def seen(session: Session, rules: Jurisdiction, person: str, on: date) -> list[Seen]:
    """The first page, with what waits for the person on top."""
    found = page(session, rules, person, on)
    return sorted(found.lines, key=lambda line: not line.waits)


def one(
    session: Session,
    rules: Jurisdiction,
    reference: str,
    person: str,
    on: date,
    within: Collection[str] | None = None,
) -> Seen | None:
    """The notification of that reference; None where there is none, or it is somebody else's."""
    posts = _posts(rules, person, on, within)
    wanted = _theirs(rules, posts).where(CareExchange.reference == reference)
    row = session.scalars(wanted).one_or_none()
    return _seen(row, rules, person, posts, on) if row else None


def _posts(
    rules: Jurisdiction, person: str, on: date, within: Collection[str] | None
) -> frozenset[str]:
    names: Iterable[str] = rules.roster.by_name if within is None else within
    return frozenset(post for post in names if access.holds(rules, person, post, on))


def _theirs(rules: Jurisdiction, posts: Collection[str]) -> Select[tuple[CareExchange]]:
    """A receiver that was never approved to receive has seen nothing, whatever became of it."""
    arrived = CareExchange.receiver_post.in_(posts) & CareExchange.task_id.is_not(None)
    return select(CareExchange).where(
        CareExchange.jurisdiction == rules.id,
        or_(CareExchange.sender_post.in_(posts), CareExchange.approver.in_(posts), arrived),
    )


def _seen(
    row: CareExchange, rules: Jurisdiction, person: str, posts: Collection[str], on: date
) -> Seen:
    state, receives = State(row.state), row.receiver_post in posts
    approves = row.approver in posts and person != row.asked_by
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
        approves=approves,
        receives=receives,
        may_decide=is_open and state is State.ASKED and approves,
        may_receive=is_open and state is State.SENT and receives,
        may_answer=is_open and state is State.RECEIVED and receives,
    )
