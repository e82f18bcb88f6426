"""信息交换: one unit notifies another by a one-time reference, after somebody else has approved it.

The receiver's work is the plan's own duty for what it is notified of (`told_by`), opened under the reference,
so that it is told, chased and reviewed like any other. Messages and the journal name nobody and no need.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from care import access, zone
from care.lifecycle import CareRefused
from care.notification import ANSWERS, OPEN, Notification, State, Step, after, wrong
from care.tables import CareExchange
from obligations.chain import upwards
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from runtime.clock import today
from tasks import assigning, closing, commands, events, journal, plans, telling_in
from tasks.lifecycle import OWING
from tasks.lifecycle import State as TaskState
from tasks.occasions import Occasion
from tasks.tables import Task

TITLE = "信息交换待批准（1 件）"
APPROVAL_DAYS = 2  #: working days to approve
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
_HANDED_IN = "已处理"
_LAPSED = "信息交换已到期"

#: Every round asks this, built once.
_PAST = (
    select(CareExchange)
    .where(
        CareExchange.jurisdiction == bindparam("where"),
        CareExchange.state.in_(OPEN),
        CareExchange.expires_on < bindparam("on"),
    )
    .order_by(CareExchange.id)
    .with_for_update()
)


def duty_of(rules: Jurisdiction) -> Obligation:
    """The duty that a notification opens for its receiver. Raises CareRefused where the plan has none."""
    found = telling_in.duties_told(rules)
    if not found:
        raise CareRefused("方案里没有可以由通报开启的职责（哪项都没有写 told_by）")
    return found[0]


def receivers(rules: Jurisdiction) -> tuple[str, ...]:
    """The units that can be notified."""
    return tuple(subject.name for subject in rules.subjects(duty_of(rules)))


def senders(rules: Jurisdiction, person: str, on: date) -> tuple[str, ...]:
    """For whom the person may send: the units whose 承办岗 is his, and the agencies outside for the
    supervising post."""
    mine = [name for name in receivers(rules) if _holds(rules, person, rules.post(name), on)]
    office = rules.post(rules.roster.supervisor)
    agencies = duty_of(rules).told_by if _holds(rules, person, office, on) else ()
    return (*mine, *agencies)


def sending_post(rules: Jurisdiction, sender: str) -> str:
    """The post that sends for a unit; for an agency outside it is the supervising one."""
    is_agency = sender in duty_of(rules).told_by
    return rules.post(rules.roster.supervisor if is_agency else sender)


def approving_post(rules: Jurisdiction, sender_post: str, asked_by: str, on: date) -> str:
    """The head of the unit that sends, or the next one up whom somebody else holds (principle 4)."""
    ahead = [post for _, post in upwards(rules, sender_post)]
    told = ((post, rules.roster.recipient(post, on)) for post in ahead)
    free = (post for post, who in told if who and not who.is_mailbox and who.name != asked_by)
    return next(free, ahead[-1])


def ask(
    session: Session, rules: Jurisdiction, asked: Notification, *, by: str, now: datetime
) -> CareExchange:
    """Write a notification down and put it before whoever approves. Raises CareRefused with all that is wrong."""
    zone.check_unsealed(session, rules)
    on, duty = today(now, rules.zone), duty_of(rules)
    if asked.sender not in senders(rules, by, on):
        raise CareRefused("只能以本单位的名义发出通报")
    found = wrong(asked, on)
    if asked.receiver not in receivers(rules) or asked.receiver == asked.sender:
        found.append("请选择接收单位")
    if found:
        raise CareRefused("；".join(found))
    sender_post = sending_post(rules, asked.sender)
    approver = approving_post(rules, sender_post, by, on)
    row = CareExchange(
        jurisdiction=rules.id,
        reference=_reference(session, rules),
        sender=asked.sender,
        sender_post=sender_post,
        approver=approver,
        receiver=asked.receiver,
        receiver_post=rules.answering_post(duty, asked.receiver),
        need=asked.need,
        purpose=asked.purpose,
        law=asked.law,
        article=asked.article,
        expires_on=asked.expires_on,
        state=State.ASKED,
        asked_at=now,
        asked_by=by,
    )
    session.add(row)
    due = rules.workdays.add(on, APPROVAL_DAYS)
    row.approval_id = assigning.assign(
        session, rules, title=TITLE, lead=approver, due=due, by=by, now=now
    ).id
    session.flush()
    _write(session, rules, row, "ask", by, now)
    return row


def approve(
    session: Session, rules: Jurisdiction, reference: str, *, by: str, now: datetime
) -> CareExchange:
    """From now on the receiver sees it, and owes its work on it."""
    row, on = _decided(session, rules, reference, Step.APPROVE, by, now), today(now, rules.zone)
    duty = duty_of(rules)
    if duty.within and rules.workdays.add(on, duty.within.days) > row.expires_on:
        raise CareRefused("有效期已经不够接收单位办理，请不批准，由发出单位重新通报")
    row.task_id = telling_in.open_for(
        session,
        rules,
        duty.id,
        row.receiver,
        told_by=row.sender,
        count=1,
        reference=row.reference,
        by=by,
        now=now,
    ).id
    return row


def refuse(
    session: Session, rules: Jurisdiction, reference: str, *, by: str, now: datetime
) -> CareExchange:
    """It goes nowhere."""
    return _decided(session, rules, reference, Step.REFUSE, by, now)


def receive(
    session: Session, rules: Jurisdiction, reference: str, *, by: str, now: datetime
) -> CareExchange:
    """The receiver confirms that it has arrived."""
    row = _received(session, rules, reference, Step.RECEIVE, by, now)
    row.received_at, row.received_by = now, by
    return row


def answer(
    session: Session, rules: Jurisdiction, reference: str, said: str, *, by: str, now: datetime
) -> CareExchange:
    """What became of it, out of ANSWERS."""
    if said not in ANSWERS:
        raise CareRefused(f"请选择答复：{'、'.join(ANSWERS)}")
    row = _received(session, rules, reference, Step.ANSWER, by, now)
    row.answer, row.answered_at, row.answered_by, row.closed_at = said, now, by, now
    return row


def expire_due(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """End what was open past its day, and call off the work that was not done; return how many."""
    gone = session.scalars(_PAST, {"where": rules.id, "on": today(now, rules.zone)}).all()
    for row in gone:
        row.state, row.closed_at = after(State(row.state), Step.EXPIRE), now
        _write(session, rules, row, Step.EXPIRE, journal.SYSTEM, now)
        for task_id in (row.approval_id, row.task_id):
            _call_off(session, rules, task_id, now)
    session.flush()
    return len(gone)


def found(session: Session, rules: Jurisdiction, reference: str) -> CareExchange:
    """The notification of that reference, held until the transaction ends. Raises CareRefused."""
    wanted = select(CareExchange).where(
        CareExchange.jurisdiction == rules.id, CareExchange.reference == reference
    )
    row = session.scalars(wanted.with_for_update()).one_or_none()
    if row is None:
        raise CareRefused(NOT_YOURS)
    return row


NOT_YOURS = "没有这件通报，或不由您办理"


def _decided(
    session: Session, rules: Jurisdiction, reference: str, step: Step, by: str, now: datetime
) -> CareExchange:
    zone.check_unsealed(session, rules)
    row, on = found(session, rules, reference), today(now, rules.zone)
    if by == row.asked_by or not _holds(rules, by, row.approver, on):
        raise CareRefused(NOT_YOURS)
    row.state = _moved(row, step, on)
    row.decided_at, row.decided_by = now, by
    if step is Step.REFUSE:
        row.closed_at = now
    _write(session, rules, row, step, by, now)
    _hand_in(session, rules, row.approval_id, by, now)
    return row


def _received(
    session: Session, rules: Jurisdiction, reference: str, step: Step, by: str, now: datetime
) -> CareExchange:
    zone.check_unsealed(session, rules)
    row, on = found(session, rules, reference), today(now, rules.zone)
    # What has not been approved is not there for the receiver.
    if row.decided_at is None or not _holds(rules, by, row.receiver_post, on):
        raise CareRefused(NOT_YOURS)
    row.state = _moved(row, step, on)
    _write(session, rules, row, step, by, now)
    return row


def _moved(row: CareExchange, step: Step, on: date) -> State:
    if State(row.state) in OPEN and row.expires_on < on:
        raise CareRefused(f"这件通报 {row.expires_on} 已到期，不再办理")
    return after(State(row.state), step)


def _holds(rules: Jurisdiction, person: str, post: str, on: date) -> bool:
    return access.holds(rules, person, post, on)


def _reference(session: Session, rules: Jurisdiction) -> str:
    """`X-7KQ2M94B`: by chance alone, used once."""
    journal.lock(session, rules.id)
    used = select(CareExchange.id).where(CareExchange.jurisdiction == rules.id)
    while True:
        made = "X-" + "".join(secrets.choice(_SIGNS) for _ in range(8))
        if session.scalar(used.where(CareExchange.reference == made)) is None:
            return made


def _hand_in(
    session: Session, rules: Jurisdiction, task_id: int | None, by: str, now: datetime
) -> None:
    """Whoever decided has done what he was asked to, unless somebody handed it in before."""
    task = session.get(Task, task_id) if task_id else None
    if task is None or task.state not in OWING:
        return
    duty = plans.duty_of(session, rules, task)
    values = {name: _HANDED_IN for name, kind in duty.hand_in.items() if not kind.optional}
    commands.submit(session, task.id, values, by=by, now=now)


def _call_off(session: Session, rules: Jurisdiction, task_id: int | None, now: datetime) -> None:
    task = session.get(Task, task_id) if task_id else None
    if task is None or task.state not in OWING:
        return
    on, own = today(now, rules.zone), plans.rules_for(session, rules, task.plan_version)
    told = events.was_told(session, task)
    closing.close(
        session, own, task, TaskState.CANCELLED, on=on, now=now, by=journal.SYSTEM, reason=_LAPSED
    )
    seq = journal.write(
        session,
        rules.id,
        now=now,
        actor=journal.SYSTEM,
        verb="cancel",
        task_id=task.id,
        reason=_LAPSED,
    )
    if told:
        events.tell(session, task, Occasion.CANCELLED, task.post, seq, now, on, _LAPSED)


def _write(
    session: Session, rules: Jurisdiction, row: CareExchange, step: str, by: str, now: datetime
) -> None:
    """A row of the journal. Where that was the end of it, its sender is told how it ended, in one word: what
    was answered stays on the page. For an agency outside that is the post that sent it."""
    seq = journal.write(
        session,
        row.jurisdiction,
        now=now,
        actor=by,
        verb=f"exchange_{step}",
        reference=row.reference,
    )
    task, state = session.get(Task, row.approval_id or 0), State(row.state)
    if task is not None and state not in OPEN:
        on = today(now, rules.zone)
        events.tell(session, task, Occasion.EXCHANGED, row.sender_post, seq, now, on, state.label)
