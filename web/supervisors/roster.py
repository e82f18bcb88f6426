"""岗位名册: who holds which post from when to when, deputies, vacancies; a handover in one form that
shows what moves; how each post wants to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from notifiers import contacts
from notifiers.contacts import Line
from notifiers.outbox import INBOX
from obligations import amending, few
from obligations.amending import Folder
from obligations.jurisdiction import Jurisdiction
from obligations.roster import HEAD, Post
from obligations.wording import day_text, period_text
from tasks import boards, queries, versions
from tasks.lights import Light
from tasks.queries import TaskLine
from web.acting import once
from web.errors import NotFound
from web.forms import Sent, text
from web.house import House, InHouse
from web.pages import page
from web.rights import MayOversee, MaySupervise
from web.roles import Visitor
from web.supervisors.amending import Proposal, day_of, propose
from web.supervisors.cells import counts_children
from web.wording import full_day, line_name

router = APIRouter()

CLOSED = frozenset({Light.DONE, Light.DONE_LATE, Light.WAIVED, Light.CANCELLED})
MOST_MOVED = 60  # open tasks that a handover lists one by one


@dataclass(frozen=True, slots=True)
class Held:
    """One post as the list shows it. `how`: bad where nobody answers, note for a mailbox, else well."""

    post: str
    who: str
    deputy: str
    since: str
    how: str
    state: str
    open: int
    is_external: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A unit with its posts."""

    name: str
    posts: tuple[Held, ...]


@router.get("/roster")
def the_roster(who: MayOversee, house: InHouse, said: str = "") -> Response:
    rules = who.jurisdiction
    with house.database.read() as session:
        counts = _counts(session, rules, who.on)
        folder = versions.folder(session, rules.id)
    held = [_held(rules, post, who.on, counts[post.name]) for post in rules.roster.all_posts()]
    return page(
        "roster.html",
        who,
        said=said,
        vacant=[one for one in held if one.how == "bad"],
        parts=_parts(rules, held),
        printed=rules.roster.printed,
        roster_file=folder.roster_file if folder else "",
    )


@router.get("/roster/export/{file}")
def export(file: str, who: MaySupervise, house: InHouse) -> Response:
    """One file of the plan folder as it is in force."""
    with house.database.read() as session:
        folder = versions.folder(session, who.jurisdiction.id)
    if folder is None or file not in folder.texts:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{who.jurisdiction.id}-{file}"'}
    return Response(folder.texts[file], media_type="application/yaml", headers=headers)


@router.get("/roster/posts/{name}")
def one_post(name: str, who: MayOversee, house: InHouse, said: str = "") -> Response:
    return _show(who, house, name, said=said)


def _show(
    who: Visitor, house: House, name: str, *, contact: Line | None = None, **more: Any
) -> Response:
    """`contact`: as it was just filled in; `more`: what was `said`, or what is `wrong`, and the status."""
    post = _post(who, name)
    with house.database.read() as session:
        lines = _open(session, who, name)
        told = {line.name: line for line in contacts.listing(session, who.jurisdiction.id)}
    return page(
        "post.html",
        who,
        **{"wrong": "", **more},
        post=_held(who.jurisdiction, post, who.on, len(_listed(who, lines))),
        unit=post.unit or "",
        spans=[_span(one.person, one.deputy, one.from_, one.to, who.on) for one in post.holders],
        work=_work(who, lines),
        contact=contact or told.get(name, Line(name)),
        tags=sorted({INBOX, *(tag for channel in house.channels for tag in channel.tags)}),
        today=who.on,
    )


@router.post("/roster/posts/{name}/hand-over")
def hand_over(name: str, who: MaySupervise, house: InHouse, form: Sent) -> Response:
    _post(who, name)
    person, deputy = text(form, "person", 60), text(form, "deputy", 60)

    def amend(folder: Folder) -> Mapping[str, str]:
        since = day_of(form, "since", "从哪天起", who.on)
        return amending.hand_over(folder, name, person, deputy, since)

    def also(session: Session) -> list[str]:
        return _work(who, _open(session, who, name))

    beside = f"，B 岗 {deputy}" if person and deputy else ""
    title = f"{name}：由 {person} 任职{beside}" if person else f"{name}：没有人任职"
    return propose(house, who, form, Proposal(title, f"/roster/posts/{name}", amend, also))


@router.post("/roster/posts/{name}/away")
def away(name: str, who: MaySupervise, house: InHouse, form: Sent) -> Response:
    held = who.jurisdiction.roster.holder(_post(who, name).name, who.on)
    person = held.person if held else ""

    def amend(folder: Folder) -> Mapping[str, str]:
        first, last = day_of(form, "first", "从"), day_of(form, "last", "到")
        return amending.away(folder, person, first, last)

    title = f"{person} 外出，期间由 B 岗办理"
    return propose(house, who, form, Proposal(title, f"/roster/posts/{name}", amend))


@router.post("/roster/posts/{name}/contact")
def contact(name: str, who: MaySupervise, house: InHouse, form: Sent) -> Response:
    """How this post wants to be told. It is no part of the roster: it takes effect at once."""
    _post(who, name)
    line = _contact(name, form)
    if wrong := faults_of(house, who, line):
        return _show(who, house, name, contact=line, wrong=wrong, status=422)
    with house.database.write() as session:
        if once(session, form, who):
            kept = [c for c in contacts.listing(session, who.jurisdiction.id) if c.name != name]
            contacts.replace_all(
                session, who.jurisdiction.id, [*kept, line], by=who.person, now=who.now
            )
    return RedirectResponse(f"/roster/posts/{name}?said=contact", status_code=303)


def _contact(name: str, form: FormData) -> Line:
    return Line(
        name,
        address=text(form, "address", 60),
        channel=text(form, "channel", 60),
        fallback=text(form, "fallback", 60),
        quiet_from=text(form, "quiet_from", 5),
        quiet_to=text(form, "quiet_to", 5),
    )


def faults_of(house: House, who: Visitor, line: Line) -> str:
    """What is wrong with a contact, in one line; empty where nothing is."""
    channels, jurisdiction = house.channels, who.jurisdiction.id
    found = contacts.faults(line, lambda tag: bool(channels.of(jurisdiction, [tag])))
    return "；".join(wrong for _, wrong in found)


def _post(who: Visitor, name: str) -> Post:
    found = who.jurisdiction.roster.by_name.get(name)
    if found is None:
        raise NotFound
    return found


def _open(session: Session, who: Visitor, name: str) -> list[TaskLine]:
    return queries.tasks(session, who.jurisdiction, who.on, posts=[name], open_only=True)


def _listed(who: Visitor, lines: list[TaskLine]) -> list[TaskLine]:
    """Without the tasks about children: these are not told one by one."""
    duties = who.jurisdiction.plan.by_id
    told = (line for line in lines if line.obligation in duties)
    return [x for x in told if not counts_children(who.jurisdiction, duties[x.obligation])]


def _work(who: Visitor, lines: list[TaskLine]) -> list[str]:
    """The open work in words."""
    listed, on = _listed(who, lines), who.on
    told = [
        f"{line_name(who.jurisdiction.obligation(line.obligation), line)} · "
        f"{period_text(line.period, on)} · {day_text(line.due, on)}到期"
        for line in listed[:MOST_MOVED]
    ]
    more, hidden = len(listed) - MOST_MOVED, len(lines) - len(listed)
    return [
        *told,
        *([f"另有 {more} 件"] if more > 0 else []),
        *([f"关于孩子的任务 {few.told(hidden)} 件"] if hidden else []),
    ]


def _counts(session: Session, rules: Jurisdiction, on: date) -> Counter[str]:
    """How many open tasks each post answers for; those about children are not counted."""
    counts: Counter[str] = Counter()
    for tally in boards.tallies(session, rules, on, boards.Which()):
        duty = rules.plan.by_id.get(tally.duty)
        if duty and tally.light not in CLOSED and not counts_children(rules, duty):
            counts[tally.post] += tally.count
    return counts


def _held(rules: Jurisdiction, post: Post, on: date, count: int) -> Held:
    found, held = rules.roster.recipient(post.name, on), rules.roster.holder(post.name, on)
    how, state = "well", "在任"
    if found is None:
        how, state = "bad", "空缺"
    elif found.is_mailbox:
        how, state = "note", "没有写明任职的人，发到单位信箱"
    elif held and found.name != held.person:
        how, state = "busy", f"外出，由 {found.name} 代办"
    return Held(
        post=post.name,
        who=held.person if held else "",
        deputy=held.deputy or "" if held else "",
        since=f"{held.from_} 起" if held and held.from_ else "",
        how=how,
        state=state,
        open=count,
        is_external=post.external,
    )


def _span(person: str, deputy: str | None, first: date | None, last: date | None, on: date) -> str:
    """`褚例宁，2026年9月1日起`; without dates the name alone."""
    begins = f"{full_day(first)}起" if first else ""
    ends = f"{'将' if last >= on else ''}到{full_day(last)}为止" if last else ""
    return "，".join(filter(None, (person, begins, ends, f"B 岗 {deputy}" if deputy else "")))


def _parts(rules: Jurisdiction, held: list[Held]) -> list[Part]:
    """By unit, in the order of the roster; posts of no unit of their own come first, by their names."""
    own = {unit.name: [unit.name, unit.name + HEAD] for unit in rules.roster.units}
    by_name = {one.post: one for one in held}
    units = [Part(name, tuple(by_name[post] for post in posts)) for name, posts in own.items()]
    in_units = {post for posts in own.values() for post in posts}
    others = tuple(one for one in held if one.post not in in_units)
    return [Part("领导小组、工作团和联系人", others), *units] if others else units
