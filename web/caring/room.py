"""关爱登记: what each of those who may enter finds on the first page. Only codes."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from care import queries, zone
from care.lifecycle import CareRefused, State
from tasks.lifecycle import MoveRefused
from web import forms
from web.acting import once
from web.caring import door, wording
from web.caring.door import Standing
from web.caring.wording import Said
from web.forms import Sent
from web.house import InHouse
from web.pages import page
from web.rights import SignedIn
from web.roles import Visitor

router = APIRouter()

#: The groups of the list, in order.
_GROUPS = (
    ("待批准", {State.ASKED}),
    ("在册", {State.ACTIVE}),
    ("暂不联系", {State.RESTING}),
    ("已退出、未批准", {State.REFUSED, State.EXITED}),
)


@router.get("/care")
def the_room(who: SignedIn, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        return show(session, who, said=said)


def show(
    session: Session, who: Visitor, *, said: str = "", wrong: str = "", status: int = 200
) -> Response:
    """The first page, as every way to it shows it."""
    standing = door.entered(session, who)
    if locked := door.sealed(session, who):
        return door.locked_page(who, locked, said=said, wrong=wrong, status=status)
    rules, person, on = who.jurisdiction, who.person, who.on
    lines = queries.cases(session, rules, person, on)
    mine = standing.keeps or standing.approves
    return page(
        "caring/room.html",
        who,
        said=said,
        wrong=wrong,
        status=status,
        standing=standing,
        is_open=door.is_open(session, who),
        groups=_groups(standing, [wording.said(line, on) for line in lines]),
        waiting=[wording.said(x, on) for x in queries.to_approve(session, rules, person, on)],
        counts=queries.counts(session, rules, on) if mine else None,
    )


def _groups(standing: Standing, lines: Sequence[Said]) -> list[tuple[str, list[Said]]]:
    if not standing.keeps:
        return [("由您联系的", list(lines))] if lines else []
    found = [(name, [one for one in lines if one.line.state in states]) for name, states in _GROUPS]
    return [(name, ones) for name, ones in found if ones]


@router.post("/care/open")
def open_room(who: SignedIn, house: InHouse, form: Sent) -> Response:
    door.check_keeper(who)
    try:
        with house.database.write() as session:
            if once(session, form, who):
                _open(session, who, forms.text(form, "assessment", 200))
    except MoveRefused as refused:
        with house.database.read() as session:
            return show(session, who, wrong=str(refused), status=422)
    return RedirectResponse("/care?said=care_opened", status_code=303)


def _open(session: Session, who: Visitor, assessment: str) -> None:
    if not assessment:
        raise CareRefused("请写明影响评估存在哪里、由谁签")
    zone.open_zone(session, who.jurisdiction, assessment=assessment, by=who.person, now=who.now)
