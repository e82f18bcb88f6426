"""From a form of the roster to a new version: first what it would change, then, confirmed, the loading."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from obligations.amending import CannotAmend, Folder
from obligations.faults import PlanError
from tasks import journal, plans, versions
from tasks.lifecycle import MoveRefused
from web.acting import once
from web.caring import appointing
from web.forms import text
from web.house import House
from web.pages import page
from web.roles import Visitor

Amend = Callable[[Folder], Mapping[str, str]]
MOST_LINES = 100  # of what changes; the rest is counted


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as a form asks for it. `title` says it in words; `back` is the page it came from;
    `also` tells what else goes with it (the open work that a successor takes over)."""

    title: str
    back: str
    amend: Amend
    also: Callable[[Session], list[str]] = lambda _: []


def propose(house: House, who: Visitor, form: FormData, proposal: Proposal) -> Response:
    """Show what would change; with `confirm` in the form, do it. Faults are shown, all at once."""
    confirmed = bool(text(form, "confirm"))
    try:
        if confirmed:
            _load(house, who, form, proposal.amend)
            return RedirectResponse(f"{proposal.back}?said=amended", status_code=303)
        with house.database.read() as session:
            folder = _folder(session, who)
            texts = proposal.amend(folder)
            appointing.check(session, who, texts, folder.roster_file)
            lines = plans.preview(session, texts, folder.roster_file, now=who.now)
            also = proposal.also(session)
    except (CannotAmend, MoveRefused) as wrong:
        return _show(who, form, proposal, wrong=[str(wrong)])
    except PlanError as error:
        return _show(who, form, proposal, wrong=[str(fault) for fault in error.faults])
    return _show(who, form, proposal, lines=lines, also=also)


def _load(house: House, who: Visitor, form: FormData, amend: Amend) -> None:
    with house.database.write() as session:
        if once(session, form, who):
            journal.lock(session, who.jurisdiction.id)
            folder = _folder(session, who)
            texts = amend(folder)
            appointing.check(session, who, texts, folder.roster_file)
            plans.load_plan(session, texts, folder.roster_file, now=who.now, by=who.person)


def _folder(session: Session, who: Visitor) -> Folder:
    found = versions.folder(session, who.jurisdiction.id)
    assert found is not None  # noqa: S101  # the version in force is there
    return found


def _show(
    who: Visitor,
    form: FormData,
    proposal: Proposal,
    *,
    lines: list[str] | None = None,
    also: list[str] | None = None,
    wrong: list[str] | None = None,
) -> Response:
    lines, also = lines or [], also or []
    kept = {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and name not in ("csrf", "once", "confirm")
    }
    return page(
        "amend.html",
        who,
        status=422 if wrong else 200,
        title=proposal.title,
        back=proposal.back,
        kept=kept,
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        also=also,
        wrong=wrong or [],
    )


def day_of(form: FormData, name: str, called: str, default: date | None = None) -> date:
    """The date in a field; `default` where it is empty. Raises CannotAmend."""
    written = text(form, name, 10)
    if not written and default:
        return default
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CannotAmend(f"“{called}”请填日期，如 2026-10-01；读到 {written!r}") from None
