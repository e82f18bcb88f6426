"""The review queue: accept or return, one by one or several at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.wording import time_left
from tasks import commands, phrases, plans, queries, reviews, tallying
from tasks.evidence import records
from tasks.lifecycle import MoveRefused
from tasks.reviews import ToReview
from web.acting import once, tell_later
from web.errors import NotAllowed
from web.forms import Sent, text, texts
from web.house import InHouse
from web.pages import page
from web.rights import MayReview
from web.roles import Right, Visitor
from web.supervisors.requests import requests_for
from web.units import counting
from web.wording import Row, moment, row, value_text

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Card:
    """One hand-in to review. `seen` is its version: another one that came since is not accepted unseen."""

    row: Row
    post: str
    by: str
    values: tuple[tuple[str, str], ...]
    files: tuple[tuple[int, str], ...]
    left: str
    is_late: bool  #: the reviewer is
    note: str
    seen: int
    takes_words: (
        bool  #: may be returned in words of one's own; not where they could tell of a child
    )


@router.get("/review")
def the_queue(who: MayReview, house: InHouse, said: str = "") -> Response:
    return show(who, house, said=said)


def show(
    who: Visitor, house: InHouse, *, status: int = 200, said: str = "", wrong: str = ""
) -> Response:
    """The page of what waits for this visitor."""
    with house.database.read() as session:
        queue = reviews.to_review(session, who.jurisdiction, who.on, desks(who))
        cards = [_card(session, who.jurisdiction, waiting, who.on) for waiting in queue.waiting]
        asked = requests_for(session, who)
    return page(
        "review.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        cards=cards,
        total=queue.total,
        requests=asked,
        phrases=phrases.RETURNED,
        oversees=who.may(Right.OVERSEE),
    )


def desks(who: Visitor) -> frozenset[str]:
    """The posts that this visitor decides for: his own, those he stands in for, his unit's."""
    roster = who.jurisdiction.roster
    unit = {post for post in roster.by_name if roster.head_of(post) in who.posts}
    return who.posts | who.stands_in | unit


@router.post("/review")
def decide(who: MayReview, house: InHouse, form: Sent, later: BackgroundTasks) -> Response:
    """Accept (`accept`: a number, or `all` that are ticked) or return (`return`: a number, with a
    phrase or with words of one's own)."""
    try:
        with house.database.write() as session:
            said = _decide(session, who, form) if once(session, form, who) else "reviewed"
    except MoveRefused as refused:
        return show(who, house, status=422, wrong=str(refused))
    tell_later(later, house, who)
    return RedirectResponse(f"/review?said={said}", status_code=303)


def _decide(session: Session, who: Visitor, form: Sent) -> str:
    if back := text(form, "return", 20):
        task_id = _checked(session, who, back)
        reason = _reason(session, who, task_id, form)
        commands.return_(session, task_id, by=who.person, now=who.now, reason=reason)
        return "returned"
    chosen = texts(form, "ticked") if text(form, "accept", 20) == "all" else texts(form, "accept")
    if not chosen:
        raise MoveRefused("还没有选中任何一项")
    for one in dict.fromkeys(chosen):
        commands.accept(session, _checked(session, who, one), by=who.person, now=who.now)
    return "accepted" if len(chosen) == 1 else "accepted_all"


def _reason(session: Session, who: Visitor, task_id: int, form: Sent) -> str:
    """A phrase, or words of one's own where the duty is not sensitive. Raises MoveRefused."""
    phrase, own = text(form, "phrase", 200), text(form, "reason", 400)
    if phrase in phrases.RETURNED:
        return phrase
    task = queries.task(session, who.jurisdiction, task_id)
    if task:
        phrases.check(plans.duty_of(session, who.jurisdiction, task), own, phrases.RETURNED)
    return own


def _checked(session: Session, who: Visitor, named: str) -> int:
    """The task of `17.2`, number 17 as its second hand-in: it is this visitor's to review, and he has
    seen that hand-in. Raises NotAllowed, MoveRefused."""
    number, _, version = named.partition(".")
    if not (number.isdecimal() and version.isdecimal()):
        raise MoveRefused("读不懂选中的是哪一项，请刷新后重试")
    rules = plans.held(session, who.jurisdiction.id)
    task = queries.task(session, rules, int(number))
    if task is None or reviews.reviewer_of(session, rules, task, who.on) not in desks(who):
        raise NotAllowed("这一项不由您审核")
    if task.version != int(version):
        raise MoveRefused("单位刚才又交了一次，请看过新的内容再定")
    return task.id


def _card(session: Session, rules: Jurisdiction, waiting: ToReview, on: date) -> Card:
    line, hand_in = waiting.line, waiting.hand_in
    own = plans.rules_for(session, rules, line.plan_version)
    duty = own.obligation(line.obligation)
    told = hand_in.recorded_for
    files = records.named(session, records.ids_in(duty, hand_in.fields))
    values = values_of(duty, hand_in.fields.items(), on)
    if duty.tally and (task := queries.task(session, rules, line.id)):
        values = counting.told_beside(duty.tally, values, tallying.before(session, task))
    return Card(
        row=row(own, line, on, near=False, mine=True),
        post="" if line.post == line.subject else line.post,
        by=f"{moment(hand_in.at, rules, on)} {hand_in.by}{f'代 {told} 录入' if told else '提交'}",
        values=tuple(values),
        files=tuple((one.id, one.name) for one in files),
        left=time_left(rules, waiting.due, on),
        is_late=waiting.due < on,
        note="逾期提交" if line.late else "",
        seen=hand_in.version,
        takes_words=not duty.sensitive,
    )


def values_of(
    duty: Obligation, fields: Iterable[tuple[str, object]], on: date
) -> Iterable[tuple[str, str]]:
    """What was handed in as it is shown outside the unit; files are shown as such."""
    kinds = duty.hand_in
    for name, value in fields:
        if name not in kinds or kinds[name].type is not FieldType.FILES:
            yield name, value_text(kinds.get(name), value, on, hides_few=duty.sensitive)
