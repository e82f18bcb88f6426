"""What people do with a notice: sign it, receive it, object, answer, decide. Each is journalled.

The commands take the session and never commit; what cannot be done raises MoveRefused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from runtime.clock import today
from tasks import clocks, events, journal, no_fault, plans
from tasks.lifecycle import MoveRefused
from tasks.moving import needed
from tasks.notices import kinds
from tasks.notices.kinds import State, Step
from tasks.notices.tables import Notice
from tasks.occasions import Occasion
from tasks.tables import Task

_TOLD = {
    RungKind.SUPERVISE: Occasion.ISSUED,
    RungKind.BULLETIN: Occasion.CANDIDATE,
    RungKind.TALK: Occasion.TALK_ASKED,
}


@dataclass(frozen=True, slots=True)
class _Handling:
    """One step with one notice, held until the transaction ends."""

    session: Session
    notice: Notice
    task: Task
    rules: Jurisdiction
    by: str
    now: datetime
    on: date

    @property
    def kind(self) -> RungKind:
        return RungKind(self.notice.kind)

    def go(self, step: Step) -> None:
        """Move on. Raises MoveRefused where the step does not lead anywhere."""
        self.notice.state = kinds.after(self.kind, State(self.notice.state), step)

    def write(self, step: Step, reason: str = "") -> int:
        number = kinds.number_text(self.kind, self.notice.year, self.notice.number)
        return journal.write(
            self.session, self.notice.jurisdiction, now=self.now, actor=self.by,
            verb=f"notice {step}", task_id=self.task.id,
            notice=self.notice.id, kind=self.notice.kind, number=number, reason=reason,
        )  # fmt: skip

    def tell(self, occasion: Occasion, post: str, seq: int, reason: str) -> None:
        events.tell(self.session, self.task, occasion, post, seq, self.now, self.on, reason)

    def person(self, name: str) -> str:
        post = self.rules.roster.resolve(name)
        found = self.rules.roster.recipient(post, self.on) if post else None
        return found.name if found else name

    def signed_by_another(self) -> None:
        """A person signs, and not the one whom it is about. Raises MoveRefused."""
        if not self.by.strip() or self.by == journal.SYSTEM:
            raise MoveRefused("要由人签发，请写明是谁")
        if self.person(self.by) == self.person(self.notice.post):
            raise MoveRefused(f"{self.by} 不能办理对自己的{kinds.name(self.kind)}，请由上一级办理")
        if self.kind is RungKind.TALK and not is_leader(self.rules, self.by, self.on):
            raise MoveRefused("约谈只能由领导小组组长或副组长决定")


def is_leader(rules: Jurisdiction, name: str, on: date) -> bool:
    """Is that person, or the holder of that post, the leader or a deputy leader?"""
    roster = rules.roster
    leading = [rules.post(post) for post in (roster.leader, *roster.deputy_leaders)]
    people = {found.name for post in leading if (found := roster.recipient(post, on))}
    return roster.resolve(name) in leading or name in people


def issue(session: Session, notice_id: int, *, by: str, now: datetime) -> Notice:
    """Sign it: it gets the year's next number and its post is told. A 通报候选 is open to an objection for
    three working days from here on."""
    one = _begin(session, notice_id, by=by, now=now)
    one.signed_by_another()
    one.go(Step.ISSUE)
    notice = one.notice
    notice.year, notice.number = one.on.year, _next_number(session, notice, one.on.year)
    notice.issued_at, notice.issued_by = now, by
    said = kinds.number_text(one.kind, notice.year, notice.number)
    if one.kind is RungKind.BULLETIN:
        notice.until = one.rules.workdays.add(one.on, kinds.OBJECTION_DAYS)
        said += f"，{notice.until.month}月{notice.until.day}日前可以提出异议"
    else:
        said += "，请签收"
    one.tell(_TOLD[one.kind], notice.post, one.write(Step.ISSUE), said)
    return notice


def receive(session: Session, notice_id: int, *, by: str, now: datetime, reply: str = "") -> Notice:
    """签收, with 回执 where the post has something to say."""
    one = _begin(session, notice_id, by=by, now=now)
    one.go(Step.RECEIVE)
    one.notice.received_at, one.notice.received_by = now, by
    one.notice.reply = reply.strip()
    one.write(Step.RECEIVE, one.notice.reply)
    return one.notice


def object_(session: Session, notice_id: int, *, by: str, now: datetime, reason: str) -> Notice:
    """提出异议, until the last day for it. The supervising post is asked to answer."""
    one = _begin(session, notice_id, by=by, now=now)
    one.go(Step.OBJECT)
    notice = one.notice
    if notice.until is not None and one.on > notice.until:
        raise MoveRefused(f"提出异议的期限到 {notice.until} 为止")
    notice.objection = needed(reason)
    notice.objected_at, notice.objected_by = now, by
    answers = clocks.supervising_post(one.rules, notice.post, one.on)
    one.tell(Occasion.OBJECTED, answers, one.write(Step.OBJECT, notice.objection), notice.objection)
    return notice


def answer(
    session: Session, notice_id: int, *, by: str, now: datetime, upheld: bool, reason: str
) -> Notice:
    """Answer the objection. Upheld, the candidate is dropped; otherwise a person can still decide."""
    one = _begin(session, notice_id, by=by, now=now)
    one.signed_by_another()
    step = Step.UPHOLD if upheld else Step.REJECT
    one.go(step)
    notice = one.notice
    notice.answer = needed(reason)
    notice.answered_at, notice.answered_by = now, by
    said = f"{step.label}：{notice.answer}"
    one.tell(Occasion.OBJECTION_ANSWERED, notice.post, one.write(step, notice.answer), said)
    return notice


def decide(
    session: Session, notice_id: int, *, by: str, now: datetime, publish: bool, reason: str = ""
) -> Notice:
    """通报, or not. Nothing is published before the days for an objection are over, or without an answer
    to one; not to go on needs a reason."""
    one = _begin(session, notice_id, by=by, now=now)
    one.signed_by_another()
    step = Step.PUBLISH if publish else Step.DROP
    if publish and no_fault.excuse_of(session, one.task.id):
        raise MoveRefused("这项任务已标为免责，不再通报")
    was = one.notice.state
    one.go(step)
    notice = one.notice
    if publish and was == State.ISSUED and notice.until is not None and one.on <= notice.until:
        raise MoveRefused(f"提出异议的期限到 {notice.until}，之后才能通报")
    notice.reason = reason.strip() if publish else needed(reason)
    notice.decided_at, notice.decided_by = now, by
    one.write(step, notice.reason)
    return notice


def _begin(session: Session, notice_id: int, *, by: str, now: datetime) -> _Handling:
    jurisdiction = session.scalar(select(Notice.jurisdiction).where(Notice.id == notice_id))
    if jurisdiction is None:
        raise MoveRefused(f"没有编号 {notice_id} 的文书，见 huhang notice list")
    journal.lock(session, jurisdiction)
    notice = session.get_one(Notice, notice_id, populate_existing=True)
    task = session.get_one(Task, notice.task_id, populate_existing=True)
    current = plans.current(session, jurisdiction)
    rules = plans.rules_for(session, current, task.plan_version)
    return _Handling(session, notice, task, rules, by, now, today(now, rules.zone))


def _next_number(session: Session, notice: Notice, year: int) -> int:
    """The jurisdiction is held: no two get the same, and a number is taken only with its signature."""
    last = select(func.max(Notice.number)).where(
        Notice.jurisdiction == notice.jurisdiction,
        Notice.kind == notice.kind,
        Notice.year == year,
    )
    return (session.scalar(last) or 0) + 1
