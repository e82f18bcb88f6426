"""What the page of a task gets from the room: the way to the case, the short form of a call, the counts.

A task's page knows nothing of cases: it shows what stands in a Card, and never a code or a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from care import access, queries
from care.checks import NOTE_LENGTH
from care.lifecycle import READABLE, CareRefused
from obligations.caring import Care
from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from tasks.lifecycle import OWING
from tasks.tables import Task
from web.caring import door
from web.roles import Visitor
from web.units.boxes import Box

#: Fields of the case post's own duties that the register fills, by the names that the plan gives them.
REGISTERED, WITH_CONTACT = "在册数", "已定联系人数"


@dataclass(frozen=True, slots=True)
class Card:
    """`path`: where in the room the task leads, with its `words`; empty where the visitor may not go.
    `results`: the answers of a call, where the short form of it does."""

    path: str = ""
    words: str = ""
    by_link: bool = False  #: he would see more, signed in by name and password
    results: tuple[str, ...] = ()
    support: str = ""  #: the name of the field that asks for help
    longest_note: int = NOTE_LENGTH

    @property
    def takes_note(self) -> bool:
        return bool(self.path and self.results)


NOTHING = Card()


def card_of(session: Session, who: Visitor, duty: Obligation, task: Task) -> Card:
    """What the room has for this visitor on the page of this task."""
    if who.jurisdiction.plan.caring is None:
        return NOTHING
    path, words = _way(session, who, duty, task)
    if duty.care is None or not is_short(duty, duty.care):
        return Card(path, words)
    return Card(
        path,
        words,
        by_link=who.only is not None,
        results=duty.hand_in[duty.care.result].choices if task.state in OWING else (),
        support=duty.care.support,
    )


def is_short(duty: Obligation, care: Care) -> bool:
    """Can the rest of a call's fields be told from its result? Those that are chosen from a list can."""
    told = (care.result, care.support)
    rest = [kind for name, kind in duty.hand_in.items() if name not in told and not kind.optional]
    return all(kind.type is FieldType.CHOICE for kind in rest)


def values_of(duty: Obligation, care: Care, result: str, *, support: bool) -> Mapping[str, str]:
    """A whole hand-in from two taps: a list that holds the result says the same, else its first choice
    is the usual one (a call is by telephone unless it was a visit)."""
    values = {care.result: result, care.support: "是" if support else "否"}
    for name, kind in duty.hand_in.items():
        if name not in values and kind.choices and not kind.optional:
            values[name] = result if result in kind.choices else kind.choices[0]
    return values


def _way(session: Session, who: Visitor, duty: Obligation, task: Task) -> tuple[str, str]:
    if who.only is not None:
        return "", ""
    if case_id := queries.case_of(session, task.id):
        try:
            line, _ = queries.one(session, who.jurisdiction, case_id, who.person, who.on)
        except CareRefused:
            return "", ""
        words = "打开联系卡" if duty.care else "打开这件申请"
        return (f"/care/cases/{line.id}", words) if line.state in READABLE else ("", "")
    month = queries.month_of(session, task.id) if duty.is_assigned else None
    if month and door.may_read_list(session, who):
        return f"/care/readings?month={month}", "打开查看记录"
    return "", ""


def counted(
    session: Session, who: Visitor, duty: Obligation, task: Task, boxes: Sequence[Box]
) -> list[Box]:
    """The boxes with the counts of the register in them, for whoever keeps it."""
    names = {box.name for box in boxes}
    rules = who.jurisdiction
    if not duty.sensitive or task.version or not {REGISTERED, WITH_CONTACT} & names:
        return list(boxes)
    if not _is_keepers(rules, task) or not access.keeps(rules, who.person, who.on):
        return list(boxes)
    found = queries.counts(session, rules, who.on)
    values = {REGISTERED: found.registered, WITH_CONTACT: found.with_contact}
    return [
        replace(box, values=(str(values[box.name]),), hint="由关爱登记带出")
        if box.name in values
        else box
        for box in boxes
    ]


def _is_keepers(rules: Jurisdiction, task: Task) -> bool:
    return rules.plan.caring is not None and task.post == access.case_post(rules)
