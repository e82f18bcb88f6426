"""What the system writes into a hand-in before anybody types: the text of the report that the duty asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from obligations.fields import LIMITS
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from reports import bulletin_drafts, goals, information, meeting, papers, summary
from reports.assessment import assess
from reports.assessment_paper import judged_line
from reports.bulletin import sentence
from reports.spans import UnknownPeriodError
from tasks.tables import Task

_Writer = Callable[[Session, Jurisdiction, Task, date], str]


def drafted(
    session: Session, rules: Jurisdiction, duty: Obligation, task: Task, on: date
) -> dict[str, str]:
    """The draft by the name of the field that it goes into, cut to what fits there; empty where the duty
    has none. `rules`: the plan in force."""
    writer, field = _WRITERS.get(duty.draft or ""), _field(duty)
    if writer is None or field is None:
        return {}
    try:
        text = writer(session, rules, task, on)
    except UnknownPeriodError:
        return {}
    limit = LIMITS[duty.hand_in[field].type]
    return {field: text if len(text) <= limit else f"{text[: limit - 1]}…"}


def _field(duty: Obligation) -> str | None:
    """The first field that takes words."""
    return next((name for name, kind in duty.hand_in.items() if kind.type in LIMITS), None)


def _bulletin(session: Session, rules: Jurisdiction, task: Task, on: date) -> str:
    said = bulletin_drafts.draft(session, rules, task.period, on).said
    parts = [f"{one.name}：{sentence(one.tally)}" for one in said.parts]
    return "\n".join([said.opening, sentence(said.whole), *parts])


def _meeting(session: Session, rules: Jurisdiction, task: Task, on: date) -> str:
    return papers.minutes_text(meeting.pack(session, rules, task.period, on))


def _information(session: Session, rules: Jurisdiction, task: Task, on: date) -> str:
    return information.draft(session, rules, task.period, on).text


def _summary(session: Session, rules: Jurisdiction, task: Task, on: date) -> str:
    return summary.draft(session, rules, task.post, task.period, on).text


def _assessment(session: Session, rules: Jurisdiction, task: Task, on: date) -> str:
    found = assess(session, rules, int(task.period[:4]), on)
    weights = rules.plan.assessment.weights
    return next((judged_line(one, weights) for one in found if one.name == task.subject), "")


def _goals(session: Session, rules: Jurisdiction, _: Task, on: date) -> str:
    found = goals.courses(session, rules)
    return papers.goals_line(found, goals.years(rules, found, on))


#: What writes each kind of draft that a plan can name.
_WRITERS: Mapping[str, _Writer] = {
    "bulletin": _bulletin,
    "meeting": _meeting,
    "information": _information,
    "summary": _summary,
    "assessment": _assessment,
    "goals": _goals,
}
