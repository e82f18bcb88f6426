"""One case: by code; its identity only for a purpose, by POST, and every opening leaves its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from care import identity, queries
from care.checks import IDENTITY
from care.lifecycle import EXIT_REASONS, READABLE, READING_PURPOSES, REGISTERED
from care.queries import CaseLine, Sight
from care.requests import ANSWERS, KINDS
from web import forms
from web.caring import door, wording
from web.caring.contacts import contact_posts
from web.errors import NotFound
from web.forms import Sent
from web.house import InHouse
from web.pages import page
from web.rights import SignedIn
from web.roles import Visitor
from web.wording import day_text

router = APIRouter()

NOTE = "备注"
#: What is ticked at first: what a call needs.
FIRST = ("称呼", "电话", NOTE)


@router.get("/care/cases/{case_id}")
def one_case(case_id: str, who: SignedIn, house: InHouse, said: str = "") -> Response:
    with house.database.read() as session:
        line, sight = door.opened(session, who, case_id)
        return show(session, who, line, sight, said=said)


@router.post("/care/cases/{case_id}/reveal")
def reveal(case_id: str, who: SignedIn, house: InHouse, form: Sent) -> Response:
    """The identity stands in this answer and nowhere else: no address bears it, nothing keeps it."""
    purpose, names = forms.text(form, "purpose", 40), forms.texts(form, "field")
    with house.database.read() as session:
        line, sight = door.opened(session, who, case_id)
    if sight is Sight.APPROVER:
        raise NotFound
    try:
        with house.database.write() as session:
            reading = identity.reveal(
                session,
                door.keyring(house),
                who.jurisdiction,
                line.code,
                names or FIRST,
                purpose=purpose,
                by=who.person,
                now=who.now,
            )
        found = reading.opened()  # its line is written down by now, whatever comes of it
    except door.REFUSALS as refused:
        with house.database.read() as session:
            return show(session, who, line, sight, wrong=said_of(refused), status=422)
    with house.database.read() as session:
        return show(
            session,
            who,
            line,
            sight,
            revealed=found,
            sees_all={*IDENTITY} <= {*names},
            purpose=purpose,
        )


def said_of(refused: Exception) -> str:
    """The words of a refusal; a KeyError's own text would be quoted."""
    return str(refused.args[0]) if refused.args else ""


def show(  # noqa: PLR0913  # one page, each part of its answer by its name
    session: Session,
    who: Visitor,
    line: CaseLine,
    sight: Sight,
    *,
    revealed: Mapping[str, str] | None = None,
    sees_all: bool = False,
    purpose: str = "",
    correction: Mapping[str, str] | None = None,
    wrong: str = "",
    said: str = "",
    status: int = 200,
) -> Response:
    """The page of a case. `revealed`: what was opened for this answer, `sees_all` when that is everything;
    `correction`: what was refused."""
    if locked := door.sealed(session, who):
        return door.locked_page(who, locked, wrong=wrong, status=status)
    keeps = sight is Sight.KEEPER
    values = revealed or {}
    return page(
        "caring/case.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        case=wording.said(line, who.on),
        keeps=keeps,
        approves=sight is Sight.APPROVER,
        may_read=sight is not Sight.APPROVER and line.state in READABLE,
        registered=line.state in REGISTERED,
        changes=keeps and line.state in READABLE,
        purposes=READING_PURPOSES,
        purpose=purpose,
        fields=(*IDENTITY, NOTE),
        first=FIRST,
        revealed=_in_order(values) if revealed is not None else None,
        correction=correction or (_whole(values) if keeps and sees_all else None),
        limits=IDENTITY,
        exit_reasons=EXIT_REASONS,
        contacts=contact_posts(who.jurisdiction) if keeps else (),
        requests=_requests(session, who, line) if keeps else (),
        kinds=KINDS,
        answers=ANSWERS,
        today=who.on.isoformat(),
        dates={
            "依据": day_text(line.basis_on, who.on),
            "告知": day_text(line.told_on, who.on),
            "退出": day_text(line.exited_on, who.on) if line.exited_on else "",
            "销毁": day_text(line.destroy_on, who.on) if line.destroy_on else "",
        },
    )


def _in_order(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The fields in the order of the form; a line about a call without the call's reference."""
    mine = [(name, values[name]) for name in IDENTITY if name in values]
    return [*mine, *((NOTE, text) for name, text in values.items() if name not in IDENTITY)]


def _whole(values: Mapping[str, str]) -> Mapping[str, str]:
    """What the form of a correction begins with: only whoever sees all of it can put it right."""
    return {name: values.get(name, "") for name in IDENTITY}


def _requests(session: Session, who: Visitor, line: CaseLine) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "received": day_text(one.received_on, who.on),
            "until": day_text(one.answer_by, who.on),
            "is_late": not one.answer and one.answer_by < who.on,
            "answer": one.answer,
            "task": one.task_id,
        }
        for one in queries.requests(session, line.id)
    ]
