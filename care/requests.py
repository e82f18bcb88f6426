"""查阅、更正、删除: what a family asks about the data that are kept (PIPL 44 to 50), each with a deadline.

Outside the room it is one piece of assigned work like any other, in neutral words. What was asked and how it
was answered stays in the room, and is chosen from lists: there is no free text that could say more.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from care import access, identity, zone
from care.lifecycle import CareRefused
from care.tables import CareRequest
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import assigning, commands, journal, plans
from tasks.lifecycle import OWING
from tasks.tables import Task

KINDS = ("查阅", "更正", "删除")
ANSWERS = (
    "已提供查阅",
    "已更正",
    "已退出登记，到期删除",
    "不能办理：申请人身份不符",
    "不能办理：法律规定须保存",
)
TITLE = "个人信息申请办理（1 件）"
_HANDED_IN = "已答复申请人"


def ask(
    session: Session,
    rules: Jurisdiction,
    code: str,
    kind: str,
    received_on: date,
    *,
    by: str,
    now: datetime,
) -> CareRequest:
    """Write a request down and open the task of answering it, `answer_days` working days from its day."""
    zone.entered(session, rules)
    on = today(now, rules.zone)
    access.check_keeper(rules, by, on)
    if kind not in KINDS:
        raise CareRefused(f"请选择申请的内容：{'、'.join(KINDS)}")
    if received_on > on:
        raise CareRefused("收到申请的日期还没有到")
    case = identity.found(session, rules, code)
    if case.destroyed_at:
        raise CareRefused("这条登记的身份信息已经销毁，没有可办理的")
    answer_by = rules.workdays.add(received_on, access.rules_of(rules).answer_days)
    task = _opened(session, rules, max(answer_by, on), by, now)
    request = CareRequest(
        jurisdiction=rules.id,
        case_id=case.id,
        kind=kind,
        received_on=received_on,
        answer_by=answer_by,
        task_id=task.id,
        asked_at=now,
        asked_by=by,
    )
    session.add(request)
    session.flush()
    journal.write(session, rules.id, now=now, actor=by, verb="care_request")
    return request


def _opened(session: Session, rules: Jurisdiction, due: date, by: str, now: datetime) -> Task:
    post = access.case_post(rules)
    return assigning.assign(session, rules, title=TITLE, lead=post, due=due, by=by, now=now)


def of(session: Session, case_id: str, request_id: int) -> CareRequest:
    """One request about that case. Raises CareRefused."""
    request = session.get(CareRequest, request_id)
    if request is None or request.case_id != case_id:
        raise CareRefused("没有这件申请")
    return request


def answer(
    session: Session,
    rules: Jurisdiction,
    request: CareRequest,
    said: str,
    *,
    by: str,
    now: datetime,
) -> CareRequest:
    """How it was answered; its task is handed in with that."""
    zone.entered(session, rules)
    access.check_keeper(rules, by, today(now, rules.zone))
    if said not in ANSWERS:
        raise CareRefused(f"请选择办理的结果：{'、'.join(ANSWERS)}")
    session.refresh(request)  # the room is held from here on
    if request.answered_at:
        raise CareRefused("这件申请已经答复")
    request.answer, request.answered_at, request.answered_by = said, now, by
    journal.write(session, rules.id, now=now, actor=by, verb="care_answer")
    _hand_in(session, rules, request, by, now)
    return request


def _hand_in(
    session: Session, rules: Jurisdiction, request: CareRequest, by: str, now: datetime
) -> None:
    task = session.get(Task, request.task_id) if request.task_id else None
    if task is None or task.state not in OWING:
        return
    duty = plans.rules_for(session, rules, task.plan_version).obligation(task.obligation)
    values = {name: _HANDED_IN for name, kind in duty.hand_in.items() if not kind.optional}
    commands.submit(session, task.id, values, by=by, now=now)
