"""From what waits to be told to one message a person. Read, decide, write, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from notifiers import addressing, contacts, rendering
from notifiers.contacts import Contacts
from notifiers.digest import Item, digest
from notifiers.hours import is_open
from notifiers.outbox import INBOX
from notifiers.tables import Delivery, DeliveryState, Message, MessageKind
from notifiers.waiting import Waiting, moot, unanswered, waiting
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Clock, RungKind
from obligations.roster import Recipient
from runtime.clock import today
from runtime.database import table_of
from tasks import clocks, deputies, journal, plans, titles
from tasks.occasions import Occasion
from tasks.tables import Nudge

#: Makes the id of a message the same whoever composes it: RFC 9562, version 5.
_NAMESPACE = uuid.UUID("6b1f2d52-6f0c-4f0e-9c57-48754855414e")
VACANT = "岗位空缺，上级也无人可告知"
SAID_ALREADY = "与上一条消息相同，不再发"

#: Asked for every message, built once.
_MESSAGE = table_of(Message).c
_LAST_BODY = (
    select(_MESSAGE.body)
    .where(
        _MESSAGE.jurisdiction == bindparam("where"),
        _MESSAGE.recipient == bindparam("reader"),
        _MESSAGE.is_mailbox == bindparam("is_theirs"),
    )
    .order_by(_MESSAGE.made_at.desc(), _MESSAGE.id)
    .limit(1)
)
_ADD_DELIVERY = insert(table_of(Delivery))
_NUDGE = table_of(Nudge)
_MARK = (
    update(_NUDGE)
    .where(_NUDGE.c.id == bindparam("which"))
    .values(message_id=bindparam("its_message"))
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A nudge, whom it goes to, and what it says to that reader."""

    waiting: Waiting
    address: addressing.Address
    item: Item


def compose(
    session: Session,
    jurisdiction: Jurisdiction,
    now: datetime,
    *,
    at_once_only: bool = False,
    inbox_only: bool = False,
) -> tuple[str, ...]:
    """Make one message for each person who is to be told something; return their ids.

    Outside the plan's hours nothing is made: what waits is merged into the next message. `inbox_only` (a round
    as of another day) is made at any hour and leaves the house by no channel. The link is not part of
    it: each channel adds its own. Raises UnknownJurisdictionError.
    """
    journal.lock(session, jurisdiction.id)
    if not inbox_only and not is_open(jurisdiction, now):
        return ()
    found = waiting(session, jurisdiction.id)
    if at_once_only:
        found = [one for one in found if one.kind.at_once]
    told = _decide(session, jurisdiction, found, today(now, jurisdiction.zone))
    kind = MessageKind.AT_ONCE if at_once_only else MessageKind.DIGEST
    known = contacts.of(session, jurisdiction)
    made: list[tuple[Message, list[_Told]]] = []
    for theirs in _by_recipient(told):
        message = _message(jurisdiction, theirs, kind, now)
        if _says_nothing_new(session, message, theirs):
            for one in theirs:
                _end(one.waiting, "suppressed", SAID_ALREADY)
            continue
        message.inbox_only = inbox_only
        made.append((message, theirs))
        if inbox_only:
            for one in theirs:
                _end(one.waiting, "sent", INBOX)
    _write(session, made, known, now)
    return tuple(message.id for message, _ in made)


def _decide(
    session: Session, jurisdiction: Jurisdiction, found: list[Waiting], on: date
) -> Iterator[_Told]:
    """What is to be told, and to whom; what is not ends here, with the reason."""
    asked = unanswered(session, found)
    handed = deputies.doing(session, jurisdiction, {one.task for one in found}, on)
    for one in found:
        if reason := moot(one, asked):
            _end(one, "suppressed", reason)
        elif deputy := _for_deputy(one, handed):
            theirs = addressing.Address(Recipient(deputy), one.nudge.post)
            yield _Told(one, theirs, _item(session, jurisdiction, one, theirs, on))
        elif address := addressing.address_of(jurisdiction, one.nudge.post, on):
            yield _Told(one, address, _item(session, jurisdiction, one, address, on))
        else:
            _end(one, "failed", VACANT)


def _for_deputy(found: Waiting, handed: Mapping[int, str]) -> str:
    """The B岗 who does it, where he is told in the holder's place: of everything but a 督办 and what
    people sign, which the post answers for."""
    graver = {RungKind.SUPERVISE, Occasion.ISSUED, Occasion.CANDIDATE, Occasion.TALK_ASKED}
    mine = found.nudge.post == found.task.post and found.nudge.clock != Clock.REVIEW
    return handed.get(found.task.id, "") if mine and found.kind not in graver else ""


def _item(
    session: Session,
    jurisdiction: Jurisdiction,
    found: Waiting,
    address: addressing.Address,
    on: date,
) -> Item:
    task, nudge = found.task, found.nudge
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    is_review = nudge.clock == Clock.REVIEW and task.review_due is not None
    due = task.review_due if is_review and task.review_due else task.due
    mover = clocks.reviewing_post(rules, task.obligation, task.post, on) if is_review else task.post
    calls = found.kind is RungKind.TELEPHONE
    return Item(
        task_id=task.id,
        kind=found.kind,
        is_review=is_review,
        duty=rules.obligation(task.obligation),
        period=task.period,
        subject=task.subject,
        due=due,
        original_due=due if is_review else task.original_due,
        mover=mover,
        own=address.post == mover or addressing.is_for(jurisdiction, address.recipient, mover, on),
        call=addressing.holder_name(jurisdiction, mover, on) if calls else "",
        reason=nudge.reason,
        title=titles.title(session, task),
        vacant=not addressing.is_held(jurisdiction, mover, on),
        waited=nudge.on if _waited(found, on) else None,
    )


def _waited(found: Waiting, on: date) -> bool:
    """Is somebody told later than on its day that he is late? A reminder says what counts by itself: how
    long there still is."""
    return isinstance(found.kind, RungKind) and found.kind.escalates and found.nudge.on < on


def _by_recipient(told: Iterable[_Told]) -> Iterator[list[_Told]]:
    """One person with several posts is one person."""
    found: dict[Recipient, list[_Told]] = {}
    for one in told:
        found.setdefault(one.address.recipient, []).append(one)
    return iter(found.values())


def _message(
    jurisdiction: Jurisdiction, theirs: list[_Told], kind: MessageKind, now: datetime
) -> Message:
    on = today(now, jurisdiction.zone)
    recipient = theirs[0].address.recipient
    said = digest((one.item for one in theirs), jurisdiction, on)
    urgent_first = sorted(theirs, key=lambda one: (one.item.urgency(on), one.item.due))
    posts = list(dict.fromkeys(one.address.post for one in urgent_first))
    return Message(
        id=_id(jurisdiction.id, recipient, theirs),
        jurisdiction=jurisdiction.id,
        recipient=recipient.name,
        is_mailbox=recipient.is_mailbox,
        post=posts[0],
        posts=posts,
        tags=addressing.tags(jurisdiction, posts),
        kind=kind.value,
        subject=rendering.subject(
            said, at_once=kind is MessageKind.AT_ONCE, own=jurisdiction.templates
        ),
        body=rendering.body(said, recipient.name, jurisdiction.templates),
        made_at=now,
        inbox_only=False,
    )


def _id(jurisdiction_id: str, recipient: Recipient, theirs: list[_Told]) -> str:
    nudges = sorted(one.waiting.nudge.id for one in theirs)
    named = f"{jurisdiction_id}\n{recipient.name}\n{recipient.is_mailbox}\n{nudges}"
    return str(uuid.uuid5(_NAMESPACE, named))


def _says_nothing_new(session: Session, message: Message, theirs: list[_Told]) -> bool:
    """Is it, word for word, what its reader was told last? Only of reminders: an event is news, and
    every rung of being late counts."""
    kinds = [one.item.kind for one in theirs]
    if not all(isinstance(kind, RungKind) and not kind.escalates for kind in kinds):
        return False
    last = {
        "where": message.jurisdiction,
        "reader": message.recipient,
        "is_theirs": message.is_mailbox,
    }
    return session.scalar(_LAST_BODY, last) == message.body


def _write(
    session: Session, made: list[tuple[Message, list[_Told]]], known: Contacts, now: datetime
) -> None:
    """All messages and then all deliveries: a statement for each kind, not for each message."""
    names = [[message.recipient, *message.tags] for message, _ in made]
    for (message, _), theirs in zip(made, names, strict=True):
        message.tags = known.tags(theirs, message.tags)
        session.add(message)
    session.flush()
    first = [
        _delivery(message, known.not_before(theirs, now), now)
        for (message, _), theirs in zip(made, names, strict=True)
    ]
    if first:
        session.execute(_ADD_DELIVERY, first)
    told = [
        {"which": one.waiting.nudge.id, "its_message": message.id}
        for message, theirs in made
        for one in theirs
    ]
    if told:
        session.execute(_MARK, told)


def _delivery(message: Message, next_at: datetime, now: datetime) -> dict[str, Any]:
    """The first attempt to tell it, by column."""
    ended = {"channel": INBOX, "reason": INBOX, "state": DeliveryState.SENT.value, "ended_at": now}
    delivery = {"message_id": message.id, "number": 1, "next_at": next_at}
    return {**delivery, **ended} if message.inbox_only else delivery


def _end(found: Waiting, outcome: str, reason: str) -> None:
    found.nudge.outcome, found.nudge.reason = outcome, reason
