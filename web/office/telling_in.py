"""外部通报: an agency outside notifies one unit; the office opens that unit's task. Numbers only, no words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, BackgroundTasks
from starlette.responses import RedirectResponse, Response

from obligations.plan import Obligation
from tasks import telling_in
from tasks.lifecycle import MoveRefused
from web.acting import once, tell_later
from web.errors import NotFound
from web.forms import Sent, text
from web.house import InHouse
from web.pages import page
from web.rights import MaySupervise
from web.roles import Visitor
from web.wording import duty_name

router = APIRouter()

_FIELDS = ("duty", "unit", "told_by", "count", "reference")


@router.get("/told")
def ask(who: MaySupervise, said: str = "") -> Response:
    return _show(who, _duties(who), {}, said=said)


@router.post("/told")
def tell(who: MaySupervise, house: InHouse, form: Sent, later: BackgroundTasks) -> Response:
    duties = _duties(who)
    sent = {name: text(form, name, 160) for name in _FIELDS}
    duty = next((one for one in duties if one.id == sent["duty"]), duties[0])
    try:
        with house.database.write() as session:
            if once(session, form, who):
                telling_in.open_for(
                    session,
                    who.jurisdiction,
                    duty.id,
                    sent["unit"],
                    told_by=sent["told_by"],
                    count=int(sent["count"]) if sent["count"].isdecimal() else 0,
                    reference=sent["reference"],
                    by=who.person,
                    now=who.now,
                )
    except MoveRefused as refused:
        return _show(who, duties, sent, status=422, wrong=str(refused))
    tell_later(later, house, who)
    return RedirectResponse("/told?said=told", status_code=303)


def _duties(who: Visitor) -> tuple[Obligation, ...]:
    """Raises NotFound where the plan lets nobody outside open anything."""
    found = telling_in.duties_told(who.jurisdiction)
    if not found:
        raise NotFound
    return found


def _show(
    who: Visitor,
    duties: Sequence[Obligation],
    sent: Mapping[str, str],
    *,
    status: int = 200,
    said: str = "",
    wrong: str = "",
) -> Response:
    rules = who.jurisdiction
    shown = [
        (duty.id, duty_name(duty), duty.told_by, [s.name for s in rules.subjects(duty)])
        for duty in duties
    ]
    return page(
        "told.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        duties=shown,
        sent={name: sent.get(name, "") for name in _FIELDS},
    )
