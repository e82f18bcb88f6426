"""信息交换, as the pages and the API take it: what a visitor sees of it, whom he sends for, and the steps.

A token stands for some of its person's posts: it sees and does what these may, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from care import exchange, exchange_queries
from care.exchange_queries import Page, Seen
from care.lifecycle import CareRefused
from care.notification import ANSWERS, LAWS, LONGEST, NEEDS, PURPOSES, Notification, Step
from tasks import plans
from web.caring.door import SIGN_IN
from web.errors import NotAllowed, NotFound
from web.roles import Visitor

__all__ = [
    "STEPS",
    "USUAL",
    "Choices",
    "Seen",
    "Step",
    "ask",
    "check",
    "choices",
    "concerns",
    "listed",
    "one",
    "place",
    "sending",
    "steps",
    "take",
]

#: How long a notification is open unless somebody says otherwise.
USUAL = timedelta(days=30)
#: What a visitor can do with one; EXPIRE comes by itself.
STEPS = (Step.APPROVE, Step.REFUSE, Step.RECEIVE, Step.ANSWER)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a notification. `longest`: days that it can be open."""

    senders: Sequence[str]
    receivers: Sequence[str]
    needs: Sequence[str] = NEEDS
    purposes: Sequence[str] = PURPOSES
    laws: Sequence[str] = LAWS
    answers: Sequence[str] = ANSWERS
    longest: int = LONGEST


def choices(who: Visitor) -> Choices:
    """Raises NotFound for whoever sends for nobody, NotAllowed for one who came by a link."""
    return Choices(_senders(who), exchange.receivers(who.jurisdiction))


def concerns(session: Session, who: Visitor) -> bool:
    """Is there anything in the exchange for this visitor? Never for one who came by a link."""
    if who.only is not None or not who.person:
        return False
    return bool(sending(who) or listed(session, who, limit=1).lines)


def check(session: Session, who: Visitor) -> None:
    """Raises NotFound for whoever has no part in the exchange, NotAllowed for one who came by a link."""
    _check_full(who)
    if not concerns(session, who):
        raise NotFound


def sending(who: Visitor) -> tuple[str, ...]:
    """For whom the visitor may send: his units, and for the supervising post the agencies outside."""
    rules = who.jurisdiction
    try:
        found = exchange.senders(rules, who.person, who.on)
    except CareRefused:  # the plan has no duty that a notification could open
        return ()
    return tuple(name for name in found if exchange.sending_post(rules, name) in who.posts)


def listed(
    session: Session, who: Visitor, *, after: tuple[bool, int] | None = None, limit: int = 50
) -> Page:
    """What the visitor may see, what is open first."""
    return exchange_queries.page(
        session,
        who.jurisdiction,
        who.person,
        who.on,
        within=who.posts,
        after=after,
        limit=limit,
    )


def place(is_open: str, number: str) -> tuple[bool, int] | None:
    """Where a page ended, as its address says: `1` or `0` for open or not, and a number; None for neither."""
    is_one = is_open in ("0", "1") and number.isascii() and number.isdigit() and len(number) < 16
    return (is_open == "1", int(number)) if is_one else None


def one(session: Session, who: Visitor, reference: str) -> Seen:
    """Raises NotFound, the same for none as for somebody else's."""
    _check_full(who)
    rules = who.jurisdiction
    found = exchange_queries.one(session, rules, reference, who.person, who.on, who.posts)
    if found is None:
        raise NotFound
    return found


def steps(seen: Seen) -> list[Step]:
    """What can be done with it by whoever sees it so."""
    may = {
        Step.APPROVE: seen.may_decide,
        Step.REFUSE: seen.may_decide,
        Step.RECEIVE: seen.may_receive,
        Step.ANSWER: seen.may_answer,
    }
    return [step for step in STEPS if may[step]]


def ask(session: Session, who: Visitor, sent: Mapping[str, str]) -> Seen:
    """Put one before whoever approves. `sent`: the fields of a Notification as text. Raises NotFound,
    NotAllowed, CareRefused."""
    if sent["sender"] not in _senders(who):
        raise CareRefused("只能以本单位的名义发出通报")
    rules = plans.held(session, who.jurisdiction.id)
    made = exchange.ask(session, rules, _read(sent), by=who.person, now=who.now)
    return one(session, who, made.reference)


def take(session: Session, who: Visitor, reference: str, step: Step, said: str = "") -> Seen:
    """Take the step; `said`: the answer. Raises NotFound, NotAllowed, MoveRefused."""
    before = one(session, who, reference)
    if not (before.approves if step in _DECISIONS else before.receives):
        raise CareRefused(exchange.NOT_YOURS)
    more = (said,) if step is Step.ANSWER else ()
    rules = plans.held(session, who.jurisdiction.id)
    _COMMANDS[step](session, rules, reference, *more, by=who.person, now=who.now)
    return one(session, who, reference)


_DECISIONS = frozenset({Step.APPROVE, Step.REFUSE})
_COMMANDS: Mapping[Step, Callable[..., Any]] = {
    Step.APPROVE: exchange.approve,
    Step.REFUSE: exchange.refuse,
    Step.RECEIVE: exchange.receive,
    Step.ANSWER: exchange.answer,
}


def _senders(who: Visitor) -> tuple[str, ...]:
    _check_full(who)
    if found := sending(who):
        return found
    raise NotFound


def _check_full(who: Visitor) -> None:
    if who.only is not None:
        raise NotAllowed(SIGN_IN)


def _read(sent: Mapping[str, str]) -> Notification:
    """Raises CareRefused for a day that is none."""
    try:
        day = date.fromisoformat(sent["expires_on"])
    except ValueError:
        raise CareRefused("请选择有效期") from None
    texts = {name: value for name, value in sent.items() if name != "expires_on"}
    return Notification(**texts, expires_on=day)
