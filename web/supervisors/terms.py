"""村（社区）、学期、停课和放假: what changes in a roster and a calendar besides who holds a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from obligations import amending
from obligations.amending import DAYS, CannotAmend, Folder
from obligations.calendars import TermSheet
from obligations.periods import label
from obligations.roster import GroupKind
from obligations.terms import school_year_id
from tasks import versions
from web.forms import Sent, text
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee, MaySupervise
from web.roles import Visitor
from web.supervisors.amending import Proposal, day_of, propose
from web.wording import full_day

router = APIRouter()

HERE = "/roster/terms"


@router.get("/roster/terms")
def the_terms(who: MayOversee, house: InHouse, said: str = "") -> Response:
    rules = who.jurisdiction
    with house.database.read() as session:
        folder = versions.folder(session, rules.id)
    days = [
        (kind, word, [(n, one) for n, one in enumerate(getattr(rules.calendar, kind))])
        for kind, word in DAYS.items()
    ]
    return page(
        "terms.html",
        who,
        said=said,
        villages=_villages(who),
        years=rules.calendar.school_years,
        year_text=label,
        term_text=_term_text,
        full_day=full_day,
        next_year=_next_year(who),
        missing=rules.school.missing_year(who.on),
        days=days,
        kinds=DAYS,
        today=who.on,
        files=[name for name in (folder.texts if folder else ()) if name.endswith(".yaml")],
        roster_file=folder.roster_file if folder else "",
    )


@router.post("/roster/terms/villages")
def add_village(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    name = text(form, "name", 40)

    def amend(folder: Folder) -> Mapping[str, str]:
        if not name:
            raise CannotAmend("请填村（社区）的名字")
        since = day_of(form, "since", "从哪天起", who.on)
        people = text(form, "head", 40), text(form, "contact", 40)
        return amending.add_village(folder, name, *people, since)

    return propose(house, who, form, Proposal(f"加上村（社区）{name}", HERE, amend))


@router.post("/roster/terms/villages/end")
def end_village(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    name = text(form, "name", 40)

    def amend(folder: Folder) -> Mapping[str, str]:
        return amending.end_village(folder, name, day_of(form, "last", "到哪天为止"))

    return propose(house, who, form, Proposal(f"村（社区）{name} 不再列入", HERE, amend))


@router.post("/roster/terms/years")
def set_terms(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    year = text(form, "year", 7)

    def amend(folder: Folder) -> Mapping[str, str]:
        terms = [
            (
                f"T{n}",
                day_of(form, f"first{n}", f"第{word}学期从"),
                day_of(form, f"last{n}", f"第{word}学期到"),
            )
            for n, word in ((1, "一"), (2, "二"))
        ]
        return amending.set_terms(folder, year, terms, provisional=bool(text(form, "provisional")))

    return propose(house, who, form, Proposal(f"{label(year)}的学期", HERE, amend))


@router.post("/roster/terms/days")
def add_days(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    kind, reason = text(form, "kind", 20), text(form, "reason", 60)

    def amend(folder: Folder) -> Mapping[str, str]:
        first = day_of(form, "first", "从")
        last = day_of(form, "last", "到", first)
        return amending.add_days(folder, kind, first, last, reason)

    title = f"{DAYS.get(kind, '日历')}：{reason}"
    return propose(house, who, form, Proposal(title, HERE, amend))


@router.post("/roster/terms/days/drop")
def drop_days(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    kind, place = text(form, "kind", 20), text(form, "place", 4)

    def amend(folder: Folder) -> Mapping[str, str]:
        return amending.drop_days(folder, kind, int(place) if place.isdecimal() else -1)

    return propose(house, who, form, Proposal(f"删去一条{DAYS.get(kind, '')}", HERE, amend))


def _villages(who: Visitor) -> list[tuple[str, str]]:
    """The villages with until when they are ones."""
    groups = who.jurisdiction.roster.groups.values()
    return [
        (one.name, f"到{full_day(one.to)}为止" if one.to else "")
        for group in groups
        if group.kind is GroupKind.VILLAGE
        for one in group.subjects
    ]


def _term_text(year: str, term: TermSheet) -> str:
    """`第一学期：2026年9月1日至2027年1月22日`."""
    name = label(f"{year}-{term.id}").partition("学年")[2] or term.id
    return f"{name}：{full_day(term.from_)}至{full_day(term.to)}"


def _next_year(who: Visitor) -> tuple[str, list[tuple[date | str, date | str]]]:
    """The school year that a form offers: the next one after those that are known."""
    known = [year.id for year in who.jurisdiction.calendar.school_years]
    year = int(max(known)[:4]) + 1 if known else who.on.year
    return school_year_id(year), [("", ""), ("", "")]
