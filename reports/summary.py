"""学年梳理总结: what the holder of one post did in a school year, drafted from what he handed in.

Dates and topics are his own words; sensitive duties are left out, and so is anything about single children.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.periods import Period
from obligations.plan import Obligation
from obligations.sensitive import counts_children, neutral_text
from obligations.wording import period_text
from reports import figures
from reports.bulletin import day_words
from reports.keeping import Kept
from reports.kinds import Asked, Gathered
from tasks import plans
from tasks.lifecycle import State
from tasks.tables import HandIn, Task
from tasks.titles import spoken_name, titles

#: What was handed in, and not returned or taken back.
_STANDING = (State.SUBMITTED, State.DONE)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done. `day` is the day it was held, or else handed in."""

    task: int
    day: date
    period: str
    what: str  #: 主题、受众…, as it was handed in
    about: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Everything that was done for one duty, by day."""

    duty: str
    name: str
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The draft of one post's school year."""

    place: str
    post: str
    person: str  #: who holds the post on the day of the draft
    label: str
    opening: str
    chapters: tuple[Chapter, ...]

    @property
    def text(self) -> str:
        return "\n".join([self.opening, *(_told(one) for one in self.chapters)])


def gather(session: Session, rules: Jurisdiction, asked: Asked) -> Gathered:
    """What the holder of the post `asked.subject` did in the span, as JSON, and those tasks."""
    post, on = asked.subject, asked.on
    chapters = list(_chapters(session, rules, post, asked.span, on))
    holder = rules.roster.recipient(post, on)
    told = {
        "place": rules.name,
        "post": post,
        "person": holder.name if holder and not holder.is_mailbox else "",
        "label": asked.span.label,
        "chapters": [_kept(one) for one in chapters],
    }
    tasks = [deed.task for one in chapters for deed in one.deeds]
    return told, figures.items_of(session, rules, tasks, on)


def compose(kept: Kept, _: Sequence[Kept]) -> Summary:
    """What it says, from what was kept. Pure."""
    post, label = kept["post"], kept["label"]
    chapters = tuple(map(_restored, kept["chapters"]))
    count = sum(len(one.deeds) for one in chapters)
    times = "、".join(f"{one.name} {len(one.deeds)} 次" for one in chapters)
    opening = f"{label}，{post}共完成 {count} 项工作" + (f"：{times}。" if times else "。")
    return Summary(kept["place"], post, kept["person"], label, opening, chapters)


def _kept(chapter: Chapter) -> dict[str, Any]:
    deeds = [{**asdict(deed), "day": deed.day.isoformat()} for deed in chapter.deeds]
    return {"duty": chapter.duty, "name": chapter.name, "deeds": deeds}


def _restored(one: Kept) -> Chapter:
    deeds = (Deed(**{**deed, "day": date.fromisoformat(deed["day"])}) for deed in one["deeds"])
    return Chapter(one["duty"], one["name"], tuple(deeds))


def lines(said: Summary) -> list[str]:
    """A line for each thing that was done."""
    return [f"{one.name}：{_line(deed)}" for one in said.chapters for deed in one.deeds]


def _chapters(
    session: Session, rules: Jurisdiction, post: str, span: Period, on: date
) -> Iterator[Chapter]:
    rows = (
        select(Task, HandIn)
        .join(HandIn, (HandIn.task_id == Task.id) & (HandIn.version == Task.version))
        .where(
            Task.jurisdiction == rules.id,
            Task.post == post,
            Task.state.in_(_STANDING),
            Task.due.between(span.first, span.last),
        )
        .order_by(Task.due, Task.id)
    )
    found: dict[str, list[tuple[Task, HandIn]]] = {}
    for task, hand_in in session.execute(rows).tuples():
        found.setdefault(task.obligation, []).append((task, hand_in))
    order = {duty.id: n for n, duty in enumerate(rules.plan.obligations)}
    for duty_id in sorted(found, key=lambda one: order.get(one, len(order))):
        if chapter := _chapter(session, rules, duty_id, found[duty_id], on):
            yield chapter


def _chapter(
    session: Session,
    rules: Jurisdiction,
    duty_id: str,
    found: list[tuple[Task, HandIn]],
    on: date,
) -> Chapter | None:
    """None for a duty that is not to be told."""
    under = plans.rules_for(session, rules, found[-1][0].plan_version)
    duty = under.obligation(duty_id)
    if duty.sensitive or counts_children(under, duty):
        return None
    called = titles(session, [task for task, _ in found])
    deeds = (_deed(duty, task, hand_in, called, on) for task, hand_in in found)
    return Chapter(duty_id, spoken_name(duty, ""), tuple(sorted(deeds, key=lambda one: one.day)))


def _deed(
    duty: Obligation,
    task: Task,
    hand_in: HandIn,
    called: Mapping[int, str],
    on: date,
) -> Deed:
    said = _said(duty, hand_in.fields)
    return Deed(
        task=task.id,
        day=_day(duty, hand_in.fields) or task.submitted_on or task.due,
        period=period_text(task.period, on),
        what="；".join(filter(None, (called.get(task.id, ""), *said))),
        about="" if task.subject == task.post else task.subject,
    )


def _day(duty: Obligation, values: Mapping[str, Any]) -> date | None:
    """The first day that the hand-in names."""
    for name, kind in duty.hand_in.items():
        if kind.type is FieldType.DATE and values.get(name):
            return date.fromisoformat(values[name])
    return None


#: What says what it was about. Files are evidence, and days stand in front.
_TELLING = (FieldType.LINE, FieldType.TEXT, FieldType.COUNT, FieldType.CHOICE)


def _said(duty: Obligation, values: Mapping[str, Any]) -> Iterable[str]:
    for name, kind in duty.hand_in.items():
        if kind.type in _TELLING and values.get(name) not in (None, ""):
            yield f"{name}：{neutral_text(str(values[name]))}"


def _told(chapter: Chapter) -> str:
    """`每月到校指导 9 次：9月8日 指导内容：听课；…`."""
    told = "；".join(map(_line, chapter.deeds))
    return f"{chapter.name} {len(chapter.deeds)} 次：{told}。"


def _line(deed: Deed) -> str:
    return f"{day_words(deed.day.isoformat())} {deed.what}".strip()
