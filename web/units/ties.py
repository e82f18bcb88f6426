"""What ties a task to others: what it came from, what it serves as well, what can be made out of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from tasks import assigning, feeding, plans, queries, telling_in
from tasks.lifecycle import State
from tasks.tables import Task
from web.roles import Right, Visitor
from web.units.access import NEAR, Standing, standing
from web.wording import Row, row, shown

#: Who may take along what is sent on.
_SEND = NEAR | {Standing.CO_LEAD, Standing.REVIEWS, Standing.OVERSEES}


@dataclass(frozen=True, slots=True)
class Ties:
    """`facts`: where it is from, in words. `serves`: what the hand-in is used for besides."""

    facts: tuple[str, ...]
    serves: tuple[Row, ...]
    assigns: str  #: what the button to /assign says, or ""
    send_to: str  #: whom a package can be made for, or ""


def ties_of(
    session: Session,
    who: Visitor,
    rules: Jurisdiction,
    duty: Obligation,
    task: Task,
    stands: Standing,
) -> Ties:
    """The ties of a task, as far as this visitor may see them."""
    ready = duty.send_to and task.parent_id and task.state != State.CANCELLED and stands in _SEND
    return Ties(
        facts=_facts(session, duty, task, stands),
        serves=_serves(session, who, rules, task),
        assigns=_assigns(duty) if who.may(Right.ASSIGN) and who.only is None else "",
        send_to=duty.send_to or "" if ready else "",
    )


def _facts(session: Session, duty: Obligation, task: Task, stands: Standing) -> tuple[str, ...]:
    if duty.is_assigned and (given := assigning.of_task(session, task.id)):
        support = "、".join(assigning.support_of(session, task.id))
        told = (f"{given.by}交办", given.source, f"配合：{support}" if support else "")
        return tuple(filter(None, told))
    if duty.told_by and (told_in := telling_in.told_in(session, task.id)):
        count = shown(told_in.count, hides_few=duty.sensitive and stands not in NEAR)
        return (f"{told_in.told_by}通报", f"{count} 人", f"编号 {task.cause}")
    return ()


def _serves(session: Session, who: Visitor, rules: Jurisdiction, task: Task) -> tuple[Row, ...]:
    if who.only is not None:
        return ()
    found = feeding.served_by(session, rules, task)
    rows = []
    for one, line in zip(
        found, queries.lines_of(session, who.jurisdiction, found, who.on), strict=True
    ):
        own = plans.rules_for(session, who.jurisdiction, one.plan_version)
        stands = standing(who, own, own.obligation(one.obligation), one.id, one.post)
        if stands is not Standing.NONE:
            rows.append(row(own, line, who.on, near=stands in NEAR, mine=False))
    return tuple(rows)


def _assigns(duty: Obligation) -> str:
    if duty.checks:
        return "从没有办的开始督促"
    return f"把{duty.assigns}交办下去" if duty.assigns else ""
