"""/api/v1/roster: who holds which post, and its changes: a handover, an absence, villages, terms, days. Each
change is a new version; with `dry_run` it only tells what it would change. 409 where it makes no sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter

from obligations import amending
from obligations.amending import CannotAmend, Folder
from tasks import plans, versions
from web.api import types
from web.api.bearing import Oversees, Supervises
from web.api.office_types import (
    AwayBody,
    DaysBody,
    DropDaysBody,
    TermsBody,
    VillageBody,
    VillageEndBody,
)
from web.caring import appointing
from web.errors import NotFound
from web.house import House, InHouse
from web.roles import Visitor

router = APIRouter(prefix="/api/v1/roster", tags=["roster"])


@router.get("")
def roster(who: Oversees) -> list[types.Holding]:
    """Who holds which post today; `told`: whom its messages go to."""
    known = who.jurisdiction.roster
    answer = []
    for post in known.all_posts():
        held, told = known.holder(post.name, who.on), known.recipient(post.name, who.on)
        answer.append(
            types.Holding(
                post=post.name,
                person=held.person if held else None,
                deputy=held.deputy if held else None,
                told=told.name if told else None,
                external=post.external,
            )
        )
    return answer


@router.post("/{post}/hand-over")
def hand_over(
    post: str, body: types.HandOverBody, who: Supervises, house: InHouse
) -> types.Changed:
    _check(who, post)
    return _amend(
        house,
        who,
        lambda folder: amending.hand_over(folder, post, body.person, body.deputy, body.since),
        dry_run=body.dry_run,
    )


@router.post("/{post}/away")
def away(post: str, body: AwayBody, who: Supervises, house: InHouse) -> types.Changed:
    """The holder is away; his B岗 is told meanwhile."""
    _check(who, post)
    held = who.jurisdiction.roster.holder(post, who.on)
    if held is None:
        raise CannotAmend(f"“{post}”现在没有人任职")
    return _amend(
        house,
        who,
        lambda folder: amending.away(folder, held.person, body.first, body.last),
        dry_run=body.dry_run,
    )


@router.post("/villages")
def add_village(body: VillageBody, who: Supervises, house: InHouse) -> types.Changed:
    return _amend(
        house,
        who,
        lambda folder: amending.add_village(folder, body.name, body.head, body.contact, body.since),
        dry_run=body.dry_run,
    )


@router.post("/villages/end")
def end_village(body: VillageEndBody, who: Supervises, house: InHouse) -> types.Changed:
    return _amend(
        house,
        who,
        lambda folder: amending.end_village(folder, body.name, body.last),
        dry_run=body.dry_run,
    )


@router.post("/terms")
def set_terms(body: TermsBody, who: Supervises, house: InHouse) -> types.Changed:
    terms = [(f"T{n}", term.first, term.last) for n, term in enumerate(body.terms, 1)]
    return _amend(
        house,
        who,
        lambda folder: amending.set_terms(folder, body.year, terms, provisional=body.provisional),
        dry_run=body.dry_run,
    )


@router.post("/days")
def add_days(body: DaysBody, who: Supervises, house: InHouse) -> types.Changed:
    """`kind`: `suspensions` 停课, `rest` 放假 or `work` 调休上班."""
    return _amend(
        house,
        who,
        lambda folder: amending.add_days(folder, body.kind, body.first, body.last, body.reason),
        dry_run=body.dry_run,
    )


@router.post("/days/drop")
def drop_days(body: DropDaysBody, who: Supervises, house: InHouse) -> types.Changed:
    """Without the entry at `place`, as /terms tells it."""
    return _amend(
        house,
        who,
        lambda folder: amending.drop_days(folder, body.kind, body.place),
        dry_run=body.dry_run,
    )


def _check(who: Visitor, post: str) -> None:
    if post not in who.jurisdiction.roster.by_name:
        raise NotFound


def _amend(
    house: House, who: Visitor, amend: Callable[[Folder], Mapping[str, str]], *, dry_run: bool
) -> types.Changed:
    with house.database.write() as session:
        rules = plans.held(session, who.jurisdiction.id)
        folder = versions.folder(session, rules.id)
        if folder is None:
            raise NotFound
        texts = amend(folder)
        appointing.check(session, who, texts, folder.roster_file)
        lines = plans.preview(session, texts, folder.roster_file, now=who.now)
        number = versions.history(session, rules.id, 1)[0].number
        if not dry_run:
            number = plans.load_plan(session, texts, folder.roster_file, now=who.now, by=who.person)
    return types.Changed(version=number, lines=lines)
