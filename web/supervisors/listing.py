"""The tasks behind a cell or a count of the board, and the reminder for a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from obligations import few
from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from obligations.wording import period_text
from tasks import boards, plans
from tasks.lifecycle import OWING
from tasks.lights import Light, light_of
from tasks.queries import TaskLine
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee
from web.supervisors.asked import Asked, AskedFor, parts
from web.supervisors.cells import counts_children
from web.supervisors.columns import posts_in
from web.supervisors.reminders import reminder
from web.wording import Row, duty_name, row

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list. `may_record`: it can be recorded for the unit (代录)."""

    row: Row
    about: str  #: 对象 · 周期 · 岗位
    may_record: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """Tasks about children: they are counted, not listed."""

    name: str
    post: str
    about: str
    light: Light
    count: str


@router.get("/board/tasks")
def the_tasks(who: MayOversee, house: InHouse, asked: AskedFor, after: str = "") -> Response:
    with house.database.read() as session:
        found = listed(session, who.jurisdiction, who.on, asked, after)
        one_by_one = [line for line in found.lines if not _hidden(who.jurisdiction, line)]
        rows = [_shown(session, who.jurisdiction, line, who.on) for line in one_by_one]
    return page(
        "board_tasks.html",
        who,
        rows=rows,
        counted=_counted(who.jurisdiction, found.lines, who.on),
        title=_title(who.jurisdiction, asked),
        light=Light(asked.light) if asked.light in list(Light) else None,
        back=replace(asked, duty="", light="").address("/board"),
        text=reminder(who.jurisdiction, one_by_one, who.on),
        more=_more(asked, found),
        ledger=asked.duty,
    )


def listed(
    session: Session, rules: Jurisdiction, on: date, asked: Asked, after: str
) -> boards.Page:
    """The tasks that are asked for, a page of them."""
    which = asked.which(rules)
    if asked.unit:
        everybody = (
            tally.post for tally in boards.tallies(session, rules, on, Asked().which(rules))
        )
        which = replace(which, posts=posts_in(rules, asked.unit, everybody))
    return boards.page(session, rules, on, which, after=_place(after))


def _place(text: str) -> tuple[date, int] | None:
    """`2026-09-30.17`: the due date and the number of the task that was shown last."""
    day, _, number = text.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None


def _more(asked: Asked, found: boards.Page) -> str:
    if found.after is None:
        return ""
    address = asked.address()
    joined = "&" if "?" in address else "?"
    return f"{address}{joined}after={found.after[0]}.{found.after[1]}"


def _hidden(rules: Jurisdiction, line: TaskLine) -> bool:
    duty = rules.plan.by_id.get(line.obligation)
    return duty is None or counts_children(rules, duty)


def _shown(session: Session, rules: Jurisdiction, line: TaskLine, on: date) -> Shown:
    own = plans.rules_for(session, rules, line.plan_version)
    shown = row(own, line, on, near=False, mine=False)
    post = "" if line.subject == line.post else line.post
    return Shown(shown, " · ".join(filter(None, (shown.about, post))), line.state in OWING)


def _counted(rules: Jurisdiction, lines: Sequence[TaskLine], on: date) -> list[Counted]:
    counts = Counter(
        (line.obligation, line.post, line.period, light_of(line, on))
        for line in lines
        if _hidden(rules, line)
    )
    return [
        Counted(_name(rules, duty), post, period_text(period, on), light, few.told(count))
        for (duty, post, period, light), count in counts.items()
    ]


def _name(rules: Jurisdiction, duty: str) -> str:
    found = rules.plan.by_id.get(duty)
    return duty_name(found) if found else "方案已不再列出的工作"


def _title(rules: Jurisdiction, asked: Asked) -> str:
    said = (
        _name(rules, asked.duty) if asked.duty else "",
        parts(rules).get(asked.part, "") if not asked.duty else "",
        asked.unit,
        label(asked.period) if asked.period else "",
    )
    return " · ".join(filter(None, said)) or "任务"
