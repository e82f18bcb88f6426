"""What one unit, or an agency outside (公安、教委、司法、民政), is notified of becomes the work of the unit notified.

信息交换 (`care.exchange`) opens it once somebody has approved. What is written down is who told it, how many,
and a reference used once; the key to the reference stays with the sender, and no word is about a child.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from runtime.clock import today
from tasks import journal
from tasks.lifecycle import MoveRefused
from tasks.links import ToldIn
from tasks.singly import Single, open_one
from tasks.tables import Task

#: Letters, digits and dashes: no room for a name.
_REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,29}")
MOST = 9_999  # of a count


def duties_told(rules: Jurisdiction) -> tuple[Obligation, ...]:
    """The duties of the plan that an agency outside may open."""
    return tuple(duty for duty in rules.plan.obligations if duty.told_by)


def open_for(  # noqa: PLR0913  # one notification, each part by its name
    session: Session,
    rules: Jurisdiction,
    duty_id: str,
    unit: str,
    *,
    told_by: str,
    count: int,
    by: str,
    now: datetime,
    reference: str = "",
) -> Task:
    """Open the duty for that unit alone; return its task. With no `reference` the next number is given.

    Raises MoveRefused with everything that is wrong, LookupError for a duty the plan does not have.
    """
    on, duty = today(now, rules.zone), rules.obligation(duty_id)
    journal.lock(session, rules.id)
    reference = reference.strip() or _next_reference(session, rules.id, on.strftime("%Y%m%d"))
    subject = _subject(rules, duty, unit)
    wrong = _wrong(session, rules, duty, told_by, count, reference)
    if subject is None:
        names = "、".join(s.name for s in rules.subjects(duty))
        wrong.append(f"“{unit}”不在可通报的单位之内（{names}）")
    if wrong or subject is None or duty.within is None:
        raise MoveRefused("；".join(wrong))
    due = rules.workdays.add(on, duty.within.days)
    post = rules.answering_post(duty, subject)
    task = open_one(session, rules, Single(duty.id, subject, reference, post, due), on)
    session.add(ToldIn(task_id=task.id, told_by=told_by, count=count))
    journal.write(
        session,
        rules.id,
        now=now,
        actor=by,
        verb="told",
        task_id=task.id,
        told_by=told_by,
        reference=reference,
        due=due,
    )
    return task


def told_in(session: Session, task_id: int) -> ToldIn | None:
    """Who told it from outside, and how many; None for any other task."""
    return session.get(ToldIn, task_id)


def _subject(rules: Jurisdiction, duty: Obligation, unit: str) -> str | None:
    wanted = rules.roster.resolve(unit) or unit
    names = (s.name for s in rules.subjects(duty))
    return next((n for n in names if wanted in (n, rules.roster.resolve(n))), None)


def _wrong(
    session: Session,
    rules: Jurisdiction,
    duty: Obligation,
    told_by: str,
    count: int,
    reference: str,
) -> list[str]:
    if not duty.told_by:
        may = "、".join(one.id for one in duties_told(rules)) or "（无）"
        return [f"方案没有写 {duty.id} 可以由外部通报开启，可以的是：{may}"]
    wrong = []
    if told_by not in (*duty.told_by, *(unit.name for unit in rules.roster.units)):
        wrong.append(f"通报部门读到“{told_by}”，应为 {'、'.join(duty.told_by)} 之一")
    if not 1 <= count <= MOST:
        wrong.append(f"人数读到 {count}，应为 1 到 {MOST} 的整数")
    if not _REFERENCE.fullmatch(reference):
        wrong.append("编号应为 4 到 30 个字母、数字或连字符，不写姓名")
    elif _is_used(session, rules.id, reference):
        wrong.append(f"编号 {reference} 已经用过，每个编号只用一次")
    return wrong


def _is_used(session: Session, jurisdiction: str, reference: str) -> bool:
    used = select(Task.id).join(ToldIn, ToldIn.task_id == Task.id)
    used = used.where(Task.jurisdiction == jurisdiction, Task.cause == reference)
    return session.scalar(used.limit(1)) is not None


def _next_reference(session: Session, jurisdiction: str, day: str) -> str:
    rows = select(func.count()).select_from(ToldIn).join(Task, Task.id == ToldIn.task_id)
    count = session.scalar(rows.where(Task.jurisdiction == jurisdiction)) or 0
    return f"{day}-{count + 1:03d}"
