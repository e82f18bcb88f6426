"""Proof 时间线: every planned moment of one task, and what became of it.

A moment is a rung of the ladder (or an event) towards one post. It was sent, failed, was suppressed or
skipped, waits to be sent, or is still to come; nothing else can become of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, DeliveryState, Message
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Moment
from tasks import clocks, plans, queries
from tasks.occasions import kind_label
from tasks.tables import Nudge, Task

WAITING, AHEAD = "waiting", "ahead"
FILL_POST = "在名册里写明任职的人，再载入方案"
BY_HAND = "消息仍在站内信里；可以电话告知，再记一笔：huhang message told {id} --by 姓名"
RETRIED = "渠道没有应答，会自动再试"
NEXT_TIME = "下一次巡检，或工作时间一到就发"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery of the message that carried it. `reason` is the receipt, or why it failed."""

    channel: str
    state: str  #: waiting, sending, sent, failed
    tries: int
    at: datetime | None  #: when it ended
    next_at: datetime | None  #: when it is tried again
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One moment towards one post. `state`: sent, failed, suppressed, skipped, waiting or ahead."""

    on: date
    clock: str
    attempt: int
    rung: str
    kind: str
    label: str
    due: date
    post: str
    state: str
    reason: str
    then: str  #: what happens next, or what somebody can do; empty where nothing is left to do
    recipient: str
    message: str
    attempts: tuple[Attempt, ...]


def timeline(
    session: Session, jurisdiction: Jurisdiction, task_id: int, on: date
) -> list[Step] | None:
    """Every planned moment of the task, in order of time; None when there is no such task."""
    task = queries.task(session, jurisdiction, task_id)
    if task is None:
        return None
    nudges = session.scalars(
        select(Nudge).where(Nudge.task_id == task_id).order_by(Nudge.on, Nudge.id)
    ).all()
    carried = _messages(session, nudges)
    attempts = _attempts(session, carried)
    past = [_step(nudge, carried, attempts) for nudge in nudges]
    return past + list(_ahead(session, jurisdiction, task, nudges, on))


def _messages(session: Session, nudges: Iterable[Nudge]) -> Mapping[str, Message]:
    ids = {nudge.message_id for nudge in nudges if nudge.message_id}
    found = session.scalars(select(Message).where(Message.id.in_(ids))) if ids else ()
    return {message.id: message for message in found}


def _attempts(session: Session, messages: Mapping[str, Message]) -> Mapping[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    if messages:
        theirs = select(Delivery).where(Delivery.message_id.in_(messages))
        for one in session.scalars(theirs.order_by(Delivery.message_id, Delivery.number)):
            found.setdefault(one.message_id, []).append(_attempt(one))
    return found


def _attempt(one: Delivery) -> Attempt:
    waits = one.state == DeliveryState.WAITING
    return Attempt(
        channel=one.channel,
        state=one.state,
        tries=one.attempts,
        at=one.ended_at,
        next_at=one.next_at if waits else None,
        reason=one.reason,
    )


def _step(
    nudge: Nudge, messages: Mapping[str, Message], attempts: Mapping[str, list[Attempt]]
) -> Step:
    message = messages.get(nudge.message_id or "")
    theirs = tuple(attempts.get(message.id, ())) if message else ()
    return Step(
        on=nudge.on,
        clock=nudge.clock,
        attempt=nudge.attempt,
        rung=nudge.rung,
        kind=nudge.kind,
        label=kind_label(nudge.kind),
        due=nudge.due,
        post=nudge.post,
        state=nudge.outcome or WAITING,
        reason=nudge.reason,
        then=_then(nudge, message, theirs),
        recipient=message.recipient if message else "",
        message=message.id if message else "",
        attempts=theirs,
    )


def _then(nudge: Nudge, message: Message | None, attempts: Sequence[Attempt]) -> str:
    if nudge.outcome == "failed":
        return BY_HAND.format(id=message.id[:8]) if message else FILL_POST
    if nudge.outcome == "":
        return RETRIED if any(one.tries for one in attempts) else NEXT_TIME
    return ""


def _ahead(
    session: Session, jurisdiction: Jurisdiction, task: Task, nudges: Iterable[Nudge], on: date
) -> Iterator[Step]:
    """The moments of the running clock that have left no nudge yet, as they stand today."""
    if task.next_on is None:
        return
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    face = clocks.face_of(rules, task, on)
    recorded = {n.rung for n in nudges if (n.clock, n.attempt) == (face.clock, face.number)}
    for moment in clocks.schedule(rules, face):
        if moment.on >= task.next_on and moment.rung.id not in recorded:
            reached = clocks.addressees(rules, moment.rung, face.chased, moment.on)
            for post in reached or ("",):
                yield _planned(face, moment, post)


def _planned(face: clocks.Face, moment: Moment, post: str) -> Step:
    queued = clocks.QUEUED if moment.rung.kind.queued else ""
    return Step(
        on=moment.on,
        clock=face.clock.value,
        attempt=face.number,
        rung=moment.rung.id,
        kind=moment.rung.kind.value,
        label=moment.rung.kind.label,
        due=face.due,
        post=post,
        state=AHEAD,
        reason=queued if post else clocks.NOBODY,
        then="" if post else FILL_POST,
        recipient="",
        message="",
        attempts=(),
    )
