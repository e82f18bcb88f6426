"""What is done with a case: approving, reviewing, changing, ending, and requests about its data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from care import moving, register, requests
from care.checks import IDENTITY
from care.lifecycle import CareRefused
from care.queries import CaseLine, Sight
from web import forms
from web.acting import once, tell_later
from web.caring import case, door
from web.errors import NotFound
from web.forms import Sent, TaskId
from web.house import House, InHouse
from web.rights import SignedIn
from web.roles import Visitor

router = APIRouter()

Command = Callable[[Session, CaseLine], object]


@router.post("/care/cases/{case_id}/approve")
def approve(case_id: str, who: SignedIn, house: InHouse, form: Sent) -> Response:
    def command(session: Session, line: CaseLine) -> None:
        register.approve(session, who.jurisdiction, line.code, by=who.person, now=who.now)

    _act(house, who, form, case_id, command, Sight.APPROVER)
    return RedirectResponse("/care?said=care_approved", status_code=303)


@router.post("/care/cases/{case_id}/refuse")
def refuse(case_id: str, who: SignedIn, house: InHouse, form: Sent) -> Response:
    def command(session: Session, line: CaseLine) -> None:
        register.refuse(
            session, door.keyring(house), who.jurisdiction, line.code, by=who.person, now=who.now
        )

    _act(house, who, form, case_id, command, Sight.APPROVER)
    return RedirectResponse("/care?said=care_refused", status_code=303)


@router.post("/care/cases/{case_id}/review")
def review(
    case_id: str, who: SignedIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    result = forms.text(form, "need", 10)

    def command(session: Session, line: CaseLine) -> object:
        rules, by, now = who.jurisdiction, who.person, who.now
        if result == "yes":
            return register.review(session, rules, line.code, needed=True, by=by, now=now)
        if result == "no":
            return moving.rest(session, rules, line.code, by=by, now=now)
        raise CareRefused("请选择继续联系，还是暂不联系")

    return _answer(house, who, form, case_id, command, later, "care_reviewed")


@router.post("/care/cases/{case_id}/contact")
def contact(
    case_id: str, who: SignedIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    post = forms.text(form, "contact", 160)

    def command(session: Session, line: CaseLine) -> object:
        return moving.change_contact(
            session, who.jurisdiction, line.code, post, by=who.person, now=who.now
        )

    return _answer(house, who, form, case_id, command, later, "care_moved")


@router.post("/care/cases/{case_id}/exit")
def leave(
    case_id: str, who: SignedIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    reason = forms.text(form, "reason", 40)

    def command(session: Session, line: CaseLine) -> object:
        return moving.end(
            session, who.jurisdiction, line.code, reason=reason, by=who.person, now=who.now
        )

    return _answer(house, who, form, case_id, command, later, "care_left")


@router.post("/care/cases/{case_id}/correct")
def correct(case_id: str, who: SignedIn, house: InHouse, form: Sent) -> Response:
    sent = {name: forms.text(form, name, 200) for name in IDENTITY}

    def command(session: Session, line: CaseLine) -> None:
        keyring = door.keyring(house)
        register.correct(
            session, keyring, who.jurisdiction, line.code, sent, by=who.person, now=who.now
        )

    try:
        _act(house, who, form, case_id, command, Sight.KEEPER)
    except door.REFUSALS as refused:
        with house.database.read() as session:
            line, sight = door.opened(session, who, case_id)
            said = case.said_of(refused)
            return case.show(session, who, line, sight, wrong=said, correction=sent, status=422)
    return _done(case_id, "care_corrected")


@router.post("/care/cases/{case_id}/requests")
def ask(
    case_id: str, who: SignedIn, house: InHouse, form: Sent, later: BackgroundTasks
) -> Response:
    kind, day = forms.text(form, "kind", 20), _day(forms.text(form, "received", 10))

    def command(session: Session, line: CaseLine) -> object:
        if day is None:
            raise CareRefused("请写收到申请的日期")
        return requests.ask(
            session, who.jurisdiction, line.code, kind, day, by=who.person, now=who.now
        )

    return _answer(house, who, form, case_id, command, later, "care_asked")


@router.post("/care/cases/{case_id}/requests/{number:int}")
def answer(
    case_id: str,
    number: TaskId,
    who: SignedIn,
    house: InHouse,
    form: Sent,
    later: BackgroundTasks,
) -> Response:
    said = forms.text(form, "answer", 40)

    def command(session: Session, line: CaseLine) -> object:
        request = requests.of(session, line.id, number)
        return requests.answer(session, who.jurisdiction, request, said, by=who.person, now=who.now)

    return _answer(house, who, form, case_id, command, later, "care_answered")


def _act(
    house: House, who: Visitor, form: Sent, case_id: str, command: Command, needed: Sight
) -> None:
    """One command on a case, in one transaction. Raises NotFound for whoever may not give it."""
    with house.database.write() as session:
        line, sight = door.opened(session, who, case_id)
        if sight is not needed:
            raise NotFound
        if once(session, form, who):
            command(session, line)


def _answer(
    house: House,
    who: Visitor,
    form: Sent,
    case_id: str,
    command: Command,
    later: BackgroundTasks,
    said: str,
) -> Response:
    """A step of the case post: refused on the case's own page, or done, and then people are told."""
    try:
        _act(house, who, form, case_id, command, Sight.KEEPER)
    except door.REFUSALS as refused:
        with house.database.read() as session:
            line, sight = door.opened(session, who, case_id)
            words = case.said_of(refused)
            return case.show(session, who, line, sight, wrong=words, status=422)
    tell_later(later, house, who)
    return _done(case_id, said)


def _done(case_id: str, said: str) -> Response:
    return RedirectResponse(f"/care/cases/{case_id}?said={said}", status_code=303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
