"""A report that stands still: frozen at a moment, open to objections, then signed. Each step is journalled.

What it says is kept with a hash; what changes afterwards shows as a difference, never as a silent edit.
The commands take the session and never commit; what cannot be done raises MoveRefused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.sensitive import too_telling
from obligations.units import EXTERNAL
from reports import frozen_queries, states
from reports.figures import LATE, Item
from reports.keeping import digest, kept
from reports.kinds import Asked, ReportKind
from reports.states import State, Step
from reports.tables import Objection, Report
from runtime.clock import today
from tasks import clocks, events, journal, plans
from tasks.lifecycle import MoveRefused
from tasks.moving import needed
from tasks.notices.commands import is_leader
from tasks.notices.kinds import OBJECTION_DAYS
from tasks.occasions import Occasion
from tasks.tables import Task


def is_untouched(report: Report) -> bool:
    """Does it still say what it said when it was frozen?"""
    return report.hash == digest(report.kind, report.period, report.figures, report.items)


def freeze(
    session: Session,
    rules: Jurisdiction,
    kind: ReportKind,
    asked: Asked,
    figures: dict[str, Any],
    found: Iterable[Item],
    *,
    by: str,
    now: datetime,
) -> Report:
    """Keep what the report says at this moment. `figures` is JSON of text, numbers and lists."""
    _by_a_person(by)
    journal.lock(session, rules.id)
    items, span = [kept(item) for item in found], asked.span
    report = Report(
        jurisdiction=rules.id, kind=kind, period=span.id, first=span.first, last=span.last,
        subject=asked.subject, state=State.DRAFT, frozen_at=now, frozen_by=by, figures=figures, items=items,
        hash=digest(kind, span.id, figures, items),
    )  # fmt: skip
    session.add(report)
    session.flush()
    _write(session, report, "freeze", by, now)
    return report


def announce(session: Session, report_id: int, *, by: str, now: datetime) -> Report:
    """Show it to whom it is about: from here on they have three working days to object. Whoever is late
    in it is told."""
    one = _begin(session, report_id, by, now)
    one.go(Step.ANNOUNCE)
    report = one.report
    report.until = one.rules.workdays.add(one.on, OBJECTION_DAYS)
    report.announced_at, report.announced_by = now, by
    seq = one.write(Step.ANNOUNCE)
    said = f"列入本期通报公示稿，{report.until.month}月{report.until.day}日前可以提出异议"
    for item in report.items:
        if item["standing"] in LATE and item["unit"] != EXTERNAL:
            one.tell(Occasion.CANDIDATE, item["id"], item["post"], seq, said)
    return report


def object_(
    session: Session, report_id: int, *, post: str, by: str, now: datetime, reason: str
) -> Objection:
    """提出异议 by the holder of `post`, until the last day for it. The supervising post has to answer."""
    one = _begin(session, report_id, by, now)
    one.go(Step.OBJECT)
    report = one.report
    if report.until is not None and one.on > report.until:
        raise MoveRefused(f"提出异议的期限到 {report.until} 为止")
    found = Objection(report_id=report.id, post=post, text=_public(reason), at=now, by=by)
    session.add(found)
    session.flush()
    seq = one.write(Step.OBJECT, objection=found.id, post=post, reason=found.text)
    answers = clocks.supervising_post(one.rules, post, one.on)
    one.tell_about(post, Occasion.OBJECTED, answers, seq, found.text)
    return found


def answer(
    session: Session, objection_id: int, *, by: str, now: datetime, upheld: bool, reason: str
) -> Objection:
    """Answer an objection. Upheld, this report cannot be published: mend what is wrong and freeze anew."""
    found = session.get(Objection, objection_id)
    if found is None:
        raise MoveRefused(f"没有编号 {objection_id} 的异议")
    one = _begin(session, found.report_id, by, now)
    one.go(Step.ANSWER)
    session.refresh(found)
    if found.upheld is not None:
        raise MoveRefused("这条异议已经答复过")
    if one.person(by) == one.person(found.post):
        raise MoveRefused(f"{by} 不能答复自己提出的异议，请由上一级办理")
    found.upheld, found.answer = upheld, _public(reason)
    found.answered_at, found.answered_by = now, by
    said = f"{'采纳' if upheld else '不采纳'}异议：{found.answer}"
    seq = one.write(Step.ANSWER, objection=found.id, upheld=upheld, reason=found.answer)
    one.tell_about(found.post, Occasion.OBJECTION_ANSWERED, found.post, seq, said)
    return found


def _public(reason: str) -> str:
    """The reason, which must not be empty and is printed in the report. Raises MoveRefused."""
    if wrong := too_telling(reason):
        raise MoveRefused(wrong)
    return needed(reason)


def publish(session: Session, report_id: int, *, by: str, now: datetime) -> Report:
    """签发 by the leader or a deputy leader, once the days for objections are over and each is answered:
    it gets the year's next number."""
    one = _begin(session, report_id, by, now)
    one.go(Step.PUBLISH)
    if not is_leader(one.rules, by, one.on):
        raise MoveRefused("通报只能由领导小组组长或副组长签发")
    report = one.report
    if report.until is not None and one.on <= report.until:
        raise MoveRefused(f"提出异议的期限到 {report.until}，之后才能签发")
    _settled(session, report)
    report.year, report.number = one.on.year, _next_number(session, report, one.on.year)
    report.signed_at, report.signed_by = now, by
    one.write(Step.PUBLISH, number=frozen_queries.number_text(report))
    return report


def drop(session: Session, report_id: int, *, by: str, now: datetime, reason: str) -> Report:
    """作废, with a reason: what it said stays kept."""
    one = _begin(session, report_id, by, now)
    one.go(Step.DROP)
    one.report.reason = needed(reason)
    one.write(Step.DROP, reason=one.report.reason)
    return one.report


# --- Inside ---


@dataclass(frozen=True, slots=True)
class _Handling:
    """One step with one report, held until the transaction ends."""

    session: Session
    report: Report
    rules: Jurisdiction
    by: str
    now: datetime
    on: date

    def go(self, step: Step) -> None:
        kind = ReportKind(self.report.kind)
        if step is Step.ANNOUNCE and not kind.goes_out:
            raise MoveRefused(f"{kind.label}不公示、不签发，冻结了就留着；不要的可以作废")
        self.report.state = states.after(State(self.report.state), step)

    def write(self, step: Step, **data: Any) -> int:
        return _write(self.session, self.report, step, self.by, self.now, **data)

    def tell(self, occasion: Occasion, task_id: int, post: str, seq: int, reason: str) -> None:
        if task := self.session.get(Task, task_id):
            events.tell(self.session, task, occasion, post, seq, self.now, self.on, reason)

    def tell_about(self, about: str, occasion: Occasion, post: str, seq: int, reason: str) -> None:
        """Told with a task of the post that it is about: the late ones first."""
        mine = [item for item in self.report.items if item["post"] == about]
        mine.sort(key=lambda item: item["standing"] not in LATE)
        if mine:
            self.tell(occasion, mine[0]["id"], post, seq, reason)

    def person(self, name: str) -> str:
        post = self.rules.roster.resolve(name)
        found = self.rules.roster.recipient(post, self.on) if post else None
        return found.name if found else name


def _begin(session: Session, report_id: int, by: str, now: datetime) -> _Handling:
    _by_a_person(by)
    jurisdiction = session.scalar(select(Report.jurisdiction).where(Report.id == report_id))
    if jurisdiction is None:
        raise MoveRefused(f"没有编号 {report_id} 的报告，见 huhang report list")
    journal.lock(session, jurisdiction)
    report = session.get_one(Report, report_id, populate_existing=True)
    rules = plans.current(session, jurisdiction)
    return _Handling(session, report, rules, by, now, today(now, rules.zone))


def _by_a_person(by: str) -> None:
    if not by.strip() or by == journal.SYSTEM:
        raise MoveRefused("要由人办理，请写明是谁")


def _write(session: Session, report: Report, step: str, by: str, now: datetime, **data: Any) -> int:
    return journal.write(
        session, report.jurisdiction, now=now, actor=by, verb=f"report {step}",
        report=report.id, kind=report.kind, period=report.period, hash=report.hash, **data,
    )  # fmt: skip


def _settled(session: Session, report: Report) -> None:
    """Raises MoveRefused while something stands against signing it."""
    if not is_untouched(report):
        raise MoveRefused("报告的内容和冻结时的校验值不符，不能签发，请作废后重新冻结")
    found = frozen_queries.objections_of(session, report.id)
    if any(one.upheld is None for one in found):
        raise MoveRefused("还有异议没有答复，不能签发")
    if any(one.upheld for one in found):
        raise MoveRefused("采纳了异议，请更正后作废本稿、重新冻结")
    published = select(Report.id).where(
        Report.jurisdiction == report.jurisdiction,
        Report.kind == report.kind,
        Report.period == report.period,
        Report.state == State.PUBLISHED,
        Report.id != report.id,
    )
    if session.scalar(published):
        raise MoveRefused("这一期已经签发过一份")


def _next_number(session: Session, report: Report, year: int) -> int:
    """The jurisdiction is held: no two get the same, and a number is taken only with its signature."""
    last = select(func.max(Report.number)).where(
        Report.jurisdiction == report.jurisdiction,
        Report.kind == report.kind,
        Report.year == year,
    )
    return (session.scalar(last) or 0) + 1
