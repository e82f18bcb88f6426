"""/api/v1/tasks/together: several tasks of one duty handed in at once, a school's weekly lessons of a month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session

from tasks import queries
from tasks.lifecycle import MoveRefused
from web.acting import tell_later
from web.api import types
from web.api.bearing import HandsIn
from web.api.office_types import TogetherBody
from web.api.tasks import task_of
from web.house import InHouse
from web.roles import Visitor
from web.units.together import SomeWrong, owed, submit_all

router = APIRouter(prefix="/api/v1/tasks", tags=["moves"])


@router.post("/together/{duty}")
def hand_in_together(
    duty: str, body: TogetherBody, who: HandsIn, house: InHouse, later: BackgroundTasks
) -> list[types.Task]:
    """All of them, or none: 409 says what is wrong with which."""
    values = {one.task: one.values for one in body.hand_ins}
    if len(values) < len(body.hand_ins):
        raise MoveRefused("同一项任务写了两次，请每项只写一次")
    with house.database.write() as session:
        _hand_in(session, who, duty, values)
        several = [queries.task(session, who.jurisdiction, number) for number in values]
        found = [one for one in several if one]
        lines = queries.lines_of(session, who.jurisdiction, found, who.on)
        answer = [task_of(session, who, line) for line in lines]
    tell_later(later, house, who)
    return answer


def _hand_in(
    session: Session, who: Visitor, duty: str, values: Mapping[int, Mapping[str, Any]]
) -> None:
    """Raises NotFound where the caller owes nothing of the duty, MoveRefused."""
    mine = owed(session, who, duty)
    if strange := [number for number in values if number not in mine]:
        raise MoveRefused(
            f"任务 {_numbers(strange)} 不能在这里交；现在可以一起交的是：{_numbers(mine)}"
        )
    try:
        submit_all(session, who, values)
    except SomeWrong as wrong:
        said = (f"任务 {number}：{'；'.join(found)}" for number, found in wrong.found.items())
        raise MoveRefused("；".join(said)) from None


def _numbers(several: list[int]) -> str:
    return "、".join(map(str, several))
