"""交办: one-off work that a person gives to a post, by name and by date.

It is a task of the plan's `assigned` duty, so that it is reminded, chased and reviewed like any other. Its
identity is its running number: no two are the same. It is told in messages, and so says nothing of a child.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.sensitive import names_a_case, sensitive_terms
from runtime.clock import today
from tasks import journal
from tasks.lifecycle import MoveRefused, too_far
from tasks.links import Assignment, Support
from tasks.singly import Single, open_one
from tasks.tables import Task
from tasks.titles import NUMBERED

LONGEST = 60  # characters of a title or a source


def assigned_duty(rules: Jurisdiction) -> Obligation:
    """The duty of the plan whose tasks are assigned. Raises MoveRefused where the plan has none."""
    found = next((duty for duty in rules.plan.obligations if duty.is_assigned), None)
    if found is None or next(rules.subjects(found), None) is None:
        raise MoveRefused("方案里没有交办的职责（every: assigned），不能交办")
    return found


def assign(  # noqa: PLR0913  # one order, each part by its name
    session: Session,
    rules: Jurisdiction,
    *,
    title: str,
    lead: str,
    due: date,
    by: str,
    now: datetime,
    support: Sequence[str] = (),
    source: str = "",
    source_id: int | None = None,
) -> Task:
    """Give `title` to `lead` (a unit or post), to be done by `due`; `support` see it without a clock.

    `source`: what it comes from, in words, and the task of that meeting or check. Raises MoveRefused with
    everything that is wrong.
    """
    on, duty = today(now, rules.zone), assigned_duty(rules)
    title, source = " ".join(title.split()), " ".join(source.split())
    wrong = [*_words("事项", title), *_words("来源", source)]
    if not title:
        wrong.append("请写明交办什么事项")
    if due < on:
        wrong.append(f"到期日 {due} 已经过了，今天是 {on}")
    if far := too_far(due, on):
        wrong.append(far)
    posts, strange = _posts(rules, (lead, *support))
    wrong += strange
    if wrong:
        raise MoveRefused("；".join(wrong))
    number = _next_number(session, rules.id)
    subject = next(rules.subjects(duty)).name
    single = Single(duty.id, subject, f"{NUMBERED}{number}", posts[0], due, pinned=True)
    task = open_one(session, rules, single, on)
    session.add(
        Assignment(
            task_id=task.id,
            jurisdiction=rules.id,
            number=number,
            title=title,
            source=source,
            source_id=source_id,
            at=now,
            by=by,
        )
    )
    session.flush()
    session.add_all(Support(task_id=task.id, post=post) for post in posts[1:] if post != posts[0])
    journal.write(
        session,
        rules.id,
        now=now,
        actor=by,
        verb="assign",
        task_id=task.id,
        number=number,
        title=title,
        to=posts[0],
        support=posts[1:],
        due=due,
        source=source,
    )
    return task


def of_task(session: Session, task_id: int) -> Assignment | None:
    """What was assigned by that task; None where it is no assigned one."""
    return session.get(Assignment, task_id)


def support_of(session: Session, task_id: int) -> tuple[str, ...]:
    """The posts that support an assigned task."""
    rows = select(Support.post).where(Support.task_id == task_id).order_by(Support.post)
    return tuple(session.scalars(rows))


def supported(session: Session, rules: Jurisdiction, posts: Iterable[str]) -> list[int]:
    """The open assigned tasks that one of the posts supports."""
    rows = (
        select(Task.id)
        .join(Support, Support.task_id == Task.id)
        .where(
            Task.jurisdiction == rules.id, Task.closed_on.is_(None), Support.post.in_(list(posts))
        )
        .distinct()
        .order_by(Task.id)
    )
    return list(session.scalars(rows))


def assigned(
    session: Session, rules: Jurisdiction, source_id: int | None = None, limit: int = 200
) -> list[Task]:
    """The assigned tasks, the newest first: all of them, or those that come from one task."""
    rows = select(Task).join(Assignment, Assignment.task_id == Task.id)
    rows = rows.where(Assignment.jurisdiction == rules.id)
    if source_id is not None:
        rows = rows.where(Assignment.source_id == source_id)
    return list(session.scalars(rows.order_by(Assignment.number.desc()).limit(limit)))


def _words(name: str, text: str) -> list[str]:
    """What is wrong with words that messages and pages will show. A code is not said again."""
    wrong = []
    if len(text) > LONGEST:
        wrong.append(f"{name}最多 {LONGEST} 字，写了 {len(text)} 字")
    if terms := sensitive_terms(text):
        wrong.append(f"{name}会出现在消息里，请换掉“{'”“'.join(terms)}”")
    if names_a_case(text):
        wrong.append(f"{name}里不能写关爱对象的代号")
    return wrong


def _posts(rules: Jurisdiction, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """The posts behind the names, each once, and a message for each name that nobody knows."""
    found = {name: rules.roster.resolve(name) for name in names}
    strange = [f"名册里没有岗位“{name}”" for name, post in found.items() if post is None]
    return list(dict.fromkeys(post for post in found.values() if post)), strange


def _next_number(session: Session, jurisdiction: str) -> int:
    """Nobody else takes it meanwhile: the jurisdiction is held."""
    journal.lock(session, jurisdiction)
    last = select(func.max(Assignment.number)).where(Assignment.jurisdiction == jurisdiction)
    return (session.scalar(last) or 0) + 1


def titles_of(session: Session, rules: Jurisdiction, source_id: int) -> frozenset[str]:
    """What has been assigned out of one meeting or check already."""
    rows = select(Assignment.title).where(
        Assignment.jurisdiction == rules.id, Assignment.source_id == source_id
    )
    return frozenset(session.scalars(rows))
