"""Several tasks of one duty on one page: a school's weekly lessons of a month are handed in at once. The API
hands in by the same rule: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from obligations.fields import FieldType
from tasks import commands, desk, queries
from tasks.lifecycle import OWING, MoveRefused
from web.acting import is_repeated, once, tell_later
from web.errors import NotFound
from web.forms import Sent
from web.house import InHouse
from web.pages import page
from web.rights import MayHandIn
from web.roles import Visitor
from web.units import boxes
from web.units.boxes import Box
from web.units.opening import Opened, choices_of, open_task
from web.wording import Row, duty_name, row

router = APIRouter()

MOST = 40  # tasks on one page


@dataclass(frozen=True, slots=True)
class Part:
    """One task of the page, with its boxes and what is wrong with it as a whole."""

    row: Row
    boxes: list[Box]
    wrong: str


@router.get("/tasks/together/{duty}")
def together(duty: str, who: MayHandIn, house: InHouse) -> Response:
    with house.database.read() as session:
        several = _several(session, who, duty)
        parts = [_blank(session, who, one) for one in several]
    return _page(who, several, parts)


@router.post("/tasks/together/{duty}")
def hand_in_together(
    duty: str, who: MayHandIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    done = RedirectResponse("/tasks?said=submitted_all", status_code=303)
    with house.database.read() as session:
        if is_repeated(session, form):
            return done
        several = _several(session, who, duty)
    filled = _filled(several, form)
    if not filled:
        parts = [_again(who, one, form, []) for one in several]
        return _page(who, several, parts, wrong="还没有填；要交哪几项，就填哪几项")
    wrong = _submit(house, who, form, filled)
    if wrong:
        parts = [_again(who, one, form, wrong.get(one.found.line.id, [])) for one in several]
        return _page(who, several, parts, wrong="有几处要改，都改好再一起交；一项也还没有交")
    tell_later(later, house, who)
    return done


class SomeWrong(Exception):
    """Something is wrong with some of them: none is handed in. `found`: what, by the task's number."""

    def __init__(self, found: dict[int, list[str]]) -> None:
        super().__init__(found)
        self.found = found


def _submit(
    house: InHouse, who: Visitor, form: FormData, filled: Mapping[int, dict[str, Any]]
) -> dict[int, list[str]]:
    """Hand all in, or none; return what is wrong, by task."""
    try:
        with house.database.write() as session:
            if once(session, form, who):
                submit_all(session, who, filled)
    except SomeWrong as wrong:
        return wrong.found
    return {}


def submit_all(session: Session, who: Visitor, filled: Mapping[int, Mapping[str, Any]]) -> None:
    """Hand them in, by the task's number. Raises SomeWrong, and then the transaction is to end."""
    wrong: dict[int, list[str]] = {}
    for task_id, sent in filled.items():
        try:
            commands.submit(session, task_id, sent, by=who.person, now=who.now)
        except MoveRefused as refused:
            wrong[task_id] = str(refused).split("；")
    if wrong:
        raise SomeWrong(wrong)


def owed(session: Session, who: Visitor, duty: str) -> list[int]:
    """The tasks of the duty that are the visitor's move. Raises NotFound where there are none."""
    posts = who.posts | who.stands_in
    lines = queries.tasks(
        session, who.jurisdiction, who.on, posts=posts, open_only=True, obligation=duty
    )
    mine = [
        line.id
        for line in lines
        if line.state in OWING and (who.only is None or line.id in who.only)
    ]
    if not mine:
        raise NotFound
    return mine


def _several(session: Session, who: Visitor, duty: str) -> list[Opened]:
    """The first of them, as the page shows them. Raises NotFound."""
    return [open_task(session, who, task_id) for task_id in owed(session, who, duty)[:MOST]]


def _filled(several: list[Opened], form: FormData) -> dict[int, dict[str, Any]]:
    """What was sent for those tasks where anything was filled in."""
    sent = {one.found.line.id: boxes.read(one.duty, one.found.line.id, form) for one in several}
    return {task_id: values for task_id, values in sent.items() if any(values.values())}


def _blank(session: Session, who: Visitor, one: Opened) -> Part:
    task = queries.task(session, who.jurisdiction, one.found.line.id)
    last = desk.last_values(session, task) if task else {}
    return _part(who, one, boxes.blank(one.duty, one.found.line.id, last, choices_of(who, one)))


def _again(who: Visitor, one: Opened, form: FormData, wrong: list[str]) -> Part:
    task_id = one.found.line.id
    sent = boxes.read(one.duty, task_id, form)
    again = boxes.again(one.duty, task_id, sent, wrong, choices_of(who, one))
    rest = [said for said in wrong if not any(said.startswith(f"“{box.name}”") for box in again)]
    return _part(who, one, again, "；".join(rest))


def _part(who: Visitor, one: Opened, found: list[Box], wrong: str = "") -> Part:
    """Files are left to the task's own page."""
    shown = [box for box in found if box.type != FieldType.FILES]
    return Part(
        row(one.rules, one.found.line, who.on, near=one.knows_subject, mine=True), shown, wrong
    )


def _page(who: Visitor, several: list[Opened], parts: list[Part], wrong: str = "") -> Response:
    first = several[0]
    return page(
        "together.html",
        who,
        status=422 if wrong else 200,
        name=duty_name(first.duty),
        duty=first.duty,
        parts=parts,
        wrong=wrong,
    )
