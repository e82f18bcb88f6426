"""交办: a leader or the office gives work to a post, out of a meeting, out of a check, or at any time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, BackgroundTasks
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from obligations.plan import Obligation
from obligations.wording import bracketed, period_text
from tasks import assigning, plans, queries
from tasks.lifecycle import MoveRefused
from tasks.tables import Task
from web import forms
from web.acting import once, tell_later
from web.errors import NotFound
from web.forms import Sent
from web.house import InHouse
from web.office import checking, orders
from web.office.checking import Missing
from web.office.orders import Order
from web.pages import page
from web.rights import MayAssign
from web.roles import Right, Visitor
from web.units.opening import open_task
from web.wording import Row, duty_name, row

router = APIRouter()


@dataclass(frozen=True, slots=True)
class From:
    """What the work comes from: a meeting or a check, or nothing but the one who assigns."""

    task: Task | None
    duty: Obligation | None
    words: str

    @property
    def path(self) -> str:
        return f"/assign?source={self.task.id}" if self.task else "/assign"


@router.get("/assign")
def ask(who: MayAssign, house: InHouse, source: int = 0, said: str = "") -> Response:
    with house.database.read() as session:
        comes = comes_from(session, who, source)
        rows = orders.proposed(who, undone(session, who, comes))
        return _show(session, who, comes, rows, said=said)


@router.post("/assign")
def assign(who: MayAssign, house: InHouse, form: Sent, later: BackgroundTasks) -> Response:
    number = forms.text(form, "source", 18)
    with house.database.read() as session:
        comes = comes_from(session, who, int(number) if number.isdecimal() else 0)
    rows = orders.sent(form)
    wrong: dict[int, str] = {}
    try:
        with house.database.write() as session:
            if once(session, form, who):
                _assign_all(session, who, comes, form, rows, wrong)
    except MoveRefused as refused:
        again = [orders.with_wrong(one, wrong.get(one.n, "")) for one in rows]
        with house.database.read() as session:
            said = "有几处要改，都改好再一起交办；一件也还没有交办" if wrong else str(refused)
            return _show(session, who, comes, again, status=422, wrong=said, form=form)
    tell_later(later, house, who)
    mark = "&" if comes.task else "?"
    return RedirectResponse(f"{comes.path}{mark}said=assigned", status_code=303)


def comes_from(session: Session, who: Visitor, number: int) -> From:
    """Raises NotFound where nothing can be assigned out of that task."""
    if not number:
        return From(None, None, "领导交办" if who.may(Right.LEAD) else "")
    opened = open_task(session, who, number)
    task, duty = queries.task(session, who.jurisdiction, number), opened.duty
    if task is None or not (duty.assigns or duty.checks):
        raise NotFound
    period = period_text(task.period, who.on)
    return From(task, duty, duty_name(duty) + bracketed([period] if period else []))


def undone(session: Session, who: Visitor, comes: From) -> list[str]:
    """The decisions that nobody has been given yet."""
    if comes.task is None or comes.duty is None:
        return []
    found = queries.detail(session, who.jurisdiction, comes.task.id, who.on)
    last = found.hand_ins[-1] if found and found.hand_ins else None
    given = assigning.titles_of(session, who.jurisdiction, comes.task.id)
    return [t for t in orders.decided(comes.duty.assigns, last) if t not in given]


def _assign_all(
    session: Session,
    who: Visitor,
    comes: From,
    form: FormData,
    rows: Sequence[Order],
    wrong: dict[int, str],
) -> None:
    """All of them, or none: raises MoveRefused, with what is wrong in which row."""
    given = [*orders.filled(rows), *_urged(session, who, comes, form)]
    if not given:
        raise MoveRefused("还没有写交办什么")
    for order in given:
        try:
            _assign(session, who, comes, order, forms.text(form, "words", 200))
        except MoveRefused as refused:
            if order.n < 0:
                raise
            wrong[order.n] = str(refused)
    if wrong:
        raise MoveRefused("有几处要改")


def _assign(session: Session, who: Visitor, comes: From, order: Order, words: str) -> None:
    due = orders.day_of(order.due)
    if due is None:
        raise MoveRefused("请写到期日")
    if not order.lead:
        raise MoveRefused("请选由谁承办")
    assigning.assign(
        session,
        who.jurisdiction,
        title=order.title,
        lead=order.lead,
        support=order.support,
        due=due,
        source=comes.words if comes.task else words,
        source_id=comes.task.id if comes.task else None,
        by=who.person,
        now=who.now,
    )


def _urged(session: Session, who: Visitor, comes: From, form: FormData) -> Iterator[Order]:
    """The posts that were ticked in a check, each with what it has not done now."""
    chosen = forms.texts(form, "urge")
    for one in missing_in(session, who, comes)[0]:
        if one.post in chosen:
            yield Order(-1, one.title, one.post, (), forms.text(form, "until", 10))


def missing_in(session: Session, who: Visitor, comes: From) -> tuple[list[Missing], list[str]]:
    """What the posts that a check is about have not done, and those that were urged out of it already."""
    if comes.task is None or comes.duty is None or not comes.duty.checks:
        return [], []
    return checking.missing(session, who, comes.duty, comes.task)


def _show(
    session: Session,
    who: Visitor,
    comes: From,
    rows: Sequence[Order],
    *,
    status: int = 200,
    said: str = "",
    wrong: str = "",
    form: FormData | None = None,
) -> Response:
    missing, urged = missing_in(session, who, comes)
    return page(
        "assign.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        source=comes.task.id if comes.task else 0,
        words=forms.text(form, "words", 200) if form else comes.words,
        is_check=bool(comes.duty and comes.duty.checks),
        missing=missing,
        urged=urged,
        chosen=forms.texts(form, "urge") if form else (),
        until=forms.text(form, "until", 10) if form else orders.proposed_day(who),
        rows=rows,
        given=_given(session, who, comes),
        longest=assigning.LONGEST,
        **orders.page_values(who),
    )


def _given(session: Session, who: Visitor, comes: From) -> list[Row]:
    """What was assigned before, from here or at all."""
    rules = who.jurisdiction
    found = assigning.assigned(session, rules, comes.task.id if comes.task else None, limit=50)
    lines = queries.lines_of(session, rules, found, who.on)
    return [
        row(plans.rules_for(session, rules, line.plan_version), line, who.on, near=True, mine=False)
        for line in lines
    ]
