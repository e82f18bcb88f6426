"""The form of 交办: rows to fill in, as they are found and as they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from obligations.roster import HEAD
from tasks.tables import HandIn
from web import forms
from web.roles import Visitor

MOST_ROWS = 20
SPARE = 1  # an empty row below those that are filled
DAYS = 10  # working days that are proposed


@dataclass(frozen=True, slots=True)
class Order:
    """One row: what, by whom, with whom, until when; `n` is its place in the form."""

    n: int
    title: str
    lead: str
    support: tuple[str, ...]
    due: str
    wrong: str = ""


def proposed_day(who: Visitor) -> str:
    return who.jurisdiction.workdays.add(who.on, DAYS).isoformat()


def proposed(who: Visitor, titles: Sequence[str]) -> list[Order]:
    """A row for each line of what was decided, and an empty one."""
    rows = [*titles[: MOST_ROWS - SPARE], *[""] * SPARE]
    return [Order(n, title, "", (), proposed_day(who)) for n, title in enumerate(rows)]


def decided(field: str | None, handed_in: HandIn | None) -> list[str]:
    """The lines of the field that a meeting's hand-in holds."""
    text = str(handed_in.fields.get(field, "")) if field and handed_in else ""
    return [line.strip() for line in text.splitlines() if line.strip()]


def sent(form: FormData) -> list[Order]:
    """The rows as they were sent."""
    count = sum(1 for n in range(MOST_ROWS) if f"title-{n}" in form)
    return [
        Order(
            n=n,
            title=forms.text(form, f"title-{n}", 200),
            lead=forms.text(form, f"lead-{n}", 160),
            support=tuple(forms.texts(form, f"support-{n}")),
            due=forms.text(form, f"due-{n}", 10),
        )
        for n in range(count)
    ]


def filled(orders: Sequence[Order]) -> list[Order]:
    """The rows that say something."""
    return [order for order in orders if order.title]


def with_wrong(order: Order, wrong: str) -> Order:
    return replace(order, wrong=wrong)


def day_of(text: str) -> date | None:
    """A date as a form sends it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def posts(who: Visitor) -> list[tuple[str, list[str]]]:
    """Whom work can be given to, in groups: units, and posts of their own."""
    roster = who.jurisdiction.roster
    units = [unit.name for unit in roster.units]
    own = [post.name for post in roster.posts if not post.name.endswith(HEAD)]
    return [("单位", units), ("岗位", own)]


def page_values(who: Visitor) -> dict[str, Any]:
    """What the form needs besides its rows."""
    return {"posts": posts(who), "units": [unit.name for unit in who.jurisdiction.roster.units]}
