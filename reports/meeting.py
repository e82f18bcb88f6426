"""联席会议材料: what was done, what is late and whose move it is, what has to be decided. And after it, minutes.

What waits for a decision is told as of the day of the pack; of duties about single children nothing is told one
by one, and a 约谈建议 is in the leader's own queue, not in a paper that everybody at the table holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.plan import Obligation
from obligations.roster import GroupKind
from obligations.sensitive import counts_children, hides_subjects, neutral_text
from obligations.wording import day_text, period_text
from reports import bulletin, figures, goals
from reports.bulletin import Bulletin, Owed
from reports.figures import Item, Standing
from reports.goals import Course
from reports.keeping import Kept
from reports.kinds import Asked, Gathered
from reports.ledgers import Ledger
from tasks import plans, queries, reviews
from tasks.excusing import is_waiver_asked
from tasks.lifecycle import State
from tasks.notices import queries as notices
from tasks.notices.kinds import State as NoticeState
from tasks.queries import TaskLine
from tasks.tables import Task
from tasks.titles import spoken_name

#: How far back something can have been due and still be told as late.
_BACK = timedelta(366)


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that waits for somebody to decide. `task` and `notice` are 0 where it is about none."""

    kind: str  #: 延期申请, 不适用申请, 通报候选 …
    what: str
    why: str
    answers: str  #: who can decide it; "" for the meeting itself
    task: int = 0
    notice: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """One thing that was assigned 交办 earlier, and how it stands."""

    task: int
    title: str
    post: str
    due: date
    standing: Standing


@dataclass(frozen=True, slots=True)
class Meeting:
    """The pack: the figures of the span, and what to talk about."""

    figures: Bulletin
    late: tuple[Owed, ...]  #: due in the last year and still not done
    elsewhere: int  #: the same with external posts: they are telephoned, and not named
    decisions: tuple[Decision, ...]
    assigned: tuple[Assigned, ...]
    goals: tuple[Course, ...]
    years: tuple[int, ...]  #: of which the goals are told
    on: date


def gather(session: Session, rules: Jurisdiction, asked: Asked) -> Gathered:
    """What the pack says as JSON; the items are those of the span and what is late from before it."""
    span, on = asked.span, asked.on
    told, items = bulletin.gather(session, rules, asked)
    late = list(_late(session, rules, span.first - _BACK, span.last, on))
    listed = [item.id for item in late if not rules.roster.is_external(item.post)]
    courses = goals.courses(session, rules)
    return {
        "bulletin": told,
        "late": listed,
        "elsewhere": len(late) - len(listed),
        "decisions": [asdict(one) for one in decisions(session, rules, on)],
        "assigned": [_kept(one) for one in _assigned(session, rules, span.first, on)],
        "goals": goals.kept(courses),
        "years": list(goals.years(rules, courses, on)),
    }, _together(items, late)


def _together(items: Iterable[Item], late: Iterable[Item]) -> list[Item]:
    found = {item.id: item for item in (*late, *items)}
    return sorted(found.values(), key=lambda item: (item.due, item.id))


def compose(figures_: Kept, items: Sequence[Kept]) -> Meeting:
    """What the pack says, from its figures and items as they are kept. Pure."""
    told = figures_["bulletin"]
    on = date.fromisoformat(told["on"])
    within = [item for item in items if told["first"] <= item["due"] <= told["last"]]
    by_id = {item["id"]: item for item in items}
    return Meeting(
        figures=bulletin.compose(told, within),
        late=tuple(bulletin.owed(by_id[one], on) for one in figures_["late"]),
        elsewhere=figures_["elsewhere"],
        decisions=tuple(Decision(**one) for one in figures_["decisions"]),
        assigned=tuple(map(_restored, figures_["assigned"])),
        goals=tuple(goals.restored(figures_["goals"])),
        years=tuple(figures_["years"]),
        on=on,
    )


def _kept(one: Assigned) -> dict[str, Any]:
    return {**asdict(one), "due": one.due.isoformat(), "standing": one.standing.value}


def _restored(one: Kept) -> Assigned:
    read = {"due": date.fromisoformat(one["due"]), "standing": Standing(one["standing"])}
    return Assigned(**{**one, **read})


def table(said: Meeting) -> Ledger:
    """What waits for a decision."""
    rows = ((one.kind, one.what, one.why, one.answers) for one in said.decisions)
    return Ledger("请会议研究决定", ("事由", "事项", "说明", "答复"), tuple(rows), ())


def _late(
    session: Session, rules: Jurisdiction, first: date, last: date, on: date
) -> Iterator[Item]:
    for item in figures.items(session, rules, first, min(last, on), on):
        if item.standing is Standing.OVERDUE:
            yield item


# --- What has to be decided ---


def decisions(session: Session, rules: Jurisdiction, on: date) -> Iterator[Decision]:
    """Requests, notices, flags and vacant posts, in that order."""
    yield from _requests(session, rules, on)
    yield from _notices(session, rules, on)
    yield from _flags(session, rules, on)
    for post in rules.roster.all_posts():
        if rules.roster.recipient(post.name, on) is None:
            yield Decision(
                "岗位空缺", post.name, "没有人任职，工作转给上一级", rules.roster.supervisor
            )


def _requests(session: Session, rules: Jurisdiction, on: date) -> Iterator[Decision]:
    for asked in reviews.asked(session, rules, on):
        if what := _told(session, rules, asked.line, on):
            until = f"到{day_text(asked.until, on)}" if asked.until else ""
            kind = "延期申请" if asked.until else "不适用申请"
            why = f"{until}：{neutral_text(asked.reason)}".lstrip("：")
            yield Decision(kind, what, why, asked.answers, asked.line.id)


def _notices(session: Session, rules: Jurisdiction, on: date) -> Iterator[Decision]:
    waiting = (NoticeState.DRAFT, NoticeState.OBJECTED)
    for one in notices.notices(session, rules, on, for_leader=False):
        is_told = one.state in waiting and one.kind is not RungKind.TALK
        if is_told and (what := _told(session, rules, one.task, on)):
            why = neutral_text(one.objection) or f"应于{day_text(one.due, on)}前办结"
            kind = f"{one.name}{one.state.label}"
            signs = rules.roster.supervisor if one.kind is RungKind.SUPERVISE else "领导小组"
            yield Decision(kind, what, why, signs, one.task.id, one.id)


def _flags(session: Session, rules: Jurisdiction, on: date) -> Iterator[Decision]:
    flagged = select(Task).where(
        Task.jurisdiction == rules.id, Task.closed_on.is_(None), Task.flag != ""
    )
    found = session.scalars(flagged.order_by(Task.due, Task.id)).all()
    for line in queries.lines_of(session, rules, found, on):
        if not is_waiver_asked(line.flag) and (what := _told(session, rules, line, on)):
            why = neutral_text(line.flag)
            yield Decision("需要核对", what, why, rules.roster.supervisor, line.id)


def _told(session: Session, rules: Jurisdiction, line: TaskLine, on: date) -> str:
    """`每月到校指导（杨地湾学校 · 9月）`; empty for a task about a child."""
    under = plans.rules_for(session, rules, line.plan_version)
    duty = under.obligation(line.obligation)
    if counts_children(under, duty):
        return ""
    about = " · ".join(filter(None, (_subject(under, duty, line), period_text(line.period, on))))
    return spoken_name(duty, line.name) + (f"（{about}）" if about else "")


def _subject(rules: Jurisdiction, duty: Obligation, line: TaskLine) -> str:
    is_whole = rules.kinds(duty) == {GroupKind.JURISDICTION}
    return "" if is_whole or hides_subjects(rules, duty) else line.subject


# --- What was assigned earlier ---


def _assigned(session: Session, rules: Jurisdiction, first: date, on: date) -> Iterator[Assigned]:
    """What is still open, and what was closed since `first`."""
    duty = next((one for one in rules.plan.obligations if one.is_assigned), None)
    if duty is None:
        return
    for line in queries.tasks(session, rules, on, obligation=duty.id):
        if line.closed_on is None or line.closed_on >= first:
            stands = figures.standing(
                State(line.state), line.due, line.submitted_on, on,
                paused=line.paused, excused=False,
            )  # fmt: skip
            title = spoken_name(duty, line.name).removeprefix("交办：")
            yield Assigned(line.id, title, line.post, line.due, stands)
