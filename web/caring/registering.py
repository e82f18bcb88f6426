"""登记: the form of a new case. What was typed stands again in the one answer that refuses it, nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from care import register
from care.checks import IDENTITY
from care.lifecycle import PURPOSES, Basis, CareRefused
from care.register import Application
from web import forms
from web.acting import once
from web.caring import case, door
from web.caring.contacts import contact_posts
from web.forms import Sent
from web.house import House, InHouse
from web.pages import page
from web.rights import SignedIn
from web.roles import Visitor

router = APIRouter()

_TEXTS = (
    "contact",
    "basis",
    "basis_on",
    "basis_note",
    "purpose",
    "told_on",
    "agency",
    "agency_ref",
)


@router.get("/care/register")
def ask(who: SignedIn, house: InHouse) -> Response:
    door.check_keeper(who)
    return _show(house, who, {})


@router.post("/care/register")
def send(who: SignedIn, house: InHouse, form: Sent) -> Response:
    door.check_keeper(who)
    values = _values(form)
    try:
        application = _application(values)
        with house.database.write() as session:
            if once(session, form, who):
                register.register(
                    session,
                    door.keyring(house),
                    who.jurisdiction,
                    application,
                    by=who.person,
                    now=who.now,
                )
    except door.REFUSALS as refused:
        return _show(house, who, values, case.said_of(refused).split("；"))
    return RedirectResponse("/care?said=care_registered", status_code=303)


def _values(form: FormData) -> dict[str, str]:
    names = (*_TEXTS, "under_14", *IDENTITY)
    return {name: forms.text(form, name, 300) for name in names}


def _application(values: Mapping[str, str]) -> Application:
    """Raises CareRefused with what stands in the way of reading it at all."""
    basis = next((one for one in Basis if one.label == values["basis"]), None)
    days = {name: _day(values[name]) for name in ("basis_on", "told_on")}
    wrong = [] if basis else [f"请选择依据：{'、'.join(one.label for one in Basis)}"]
    wrong += ["请写依据的日期"] if days["basis_on"] is None else []
    wrong += ["请写告知监护人的日期"] if days["told_on"] is None else []
    if wrong or not basis or not days["basis_on"] or not days["told_on"]:
        raise CareRefused("；".join(wrong))
    return Application(
        contact=values["contact"],
        basis=basis,
        basis_on=days["basis_on"],
        basis_note=values["basis_note"],
        purpose=values["purpose"],
        under_14=values["under_14"] == "yes",
        told_on=days["told_on"],
        identity={name: values[name] for name in IDENTITY},
        agency=values["agency"],
        agency_ref=values["agency_ref"],
    )


def _show(
    house: House, who: Visitor, values: Mapping[str, str], wrong: list[str] | None = None
) -> Response:
    with house.database.read() as session:
        if locked := door.sealed(session, who):
            return door.locked_page(who, locked)
    found = wrong or []
    return page(
        "caring/register.html",
        who,
        status=422 if found else 200,
        values=dict.fromkeys((*_TEXTS, "under_14", *IDENTITY), "") | {**values},
        wrong=[said for said in found if not said.startswith("“")],
        beside={name: _beside(name, found) for name in IDENTITY},
        limits=IDENTITY,
        bases=[one.label for one in Basis],
        purposes=PURPOSES,
        contacts=contact_posts(who.jurisdiction),
    )


def _beside(name: str, wrong: list[str]) -> str:
    """What is wrong with one field, without repeating its name."""
    mine = (said.removeprefix(f"“{name}”") for said in wrong if said.startswith(f"“{name}”"))
    return "；".join(mine)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
