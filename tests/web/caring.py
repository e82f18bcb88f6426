"""安稳镇's register behind the pages: whose it is, and what the tests about it need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from care.tables import CareCase, CareReading
from tasks import plans
from tasks.tables import Task
from tests.rounds.town import HERE
from tests.web.conftest import (
    JUSTICE,
    PASSWORD,
    Browser,
    Place,
)
from web import accounts

APPROVER = "吴例衡"  # 司法所·负责人
OTHER = "韦例晴"  # 竹坪村·联系人
#: What the demo's children are called, and how they are reached.
NAMES = ("例小溪", "例小山", "例小竹", "例小晨", "10000000001", "例奶奶")
FIELDS = ("称呼", "电话", "监护人", "需要的支持")
NEW = {
    "称呼": "例新来",
    "电话": "13900008888",
    "监护人": "例伯伯",
    "需要的支持": "书包",
    "contact": "竹坪村·联系人",
    "basis": "监护人同意",
    "basis_note": "同意书 9 号",
    "basis_on": "2026-09-07",
    "told_on": "2026-09-07",
    "under_14": "yes",
    "purpose": "每月关爱联系",
}


def browser(place: Place, person: str) -> Browser:
    """A device of that person, who may have no account yet."""
    with place.town.database.write() as session:
        if accounts.by_login(session, person) is None:
            rules = plans.current(session, HERE)
            accounts.add(session, rules, person, PASSWORD, now=place.now)
    return place.browser(person)


def cases(place: Place) -> Sequence[CareCase]:
    with place.town.database.read() as session:
        return session.scalars(select(CareCase).order_by(CareCase.code)).all()


def case(place: Place, code: str = "关爱-0001") -> CareCase:
    return next(one for one in cases(place) if one.code == code)


def path(place: Place, code: str = "关爱-0001") -> str:
    return f"/care/cases/{case(place, code).id}"


def readings(place: Place) -> list[tuple[str, str, str]]:
    with place.town.database.read() as session:
        rows = session.scalars(select(CareReading).order_by(CareReading.id))
        return [(row.by, row.fields, row.purpose) for row in rows]


def a_call(place: Place, by: str = "云溪村·联系人") -> Task:
    with place.town.database.read() as session:
        wanted = select(Task).where(Task.obligation == "care-contact", Task.post == by)
        return session.scalars(wanted.order_by(Task.id)).all()[0]


def read(
    who: Browser, at: str, purpose: str = "电话联系", names: Sequence[str] = ("称呼", "电话")
) -> Any:
    return who.fill(at, f"{at}/reveal", {"purpose": purpose, "field": list(names)})


# --- Who gets in ---


def registered(place: Place, **other: str) -> str:
    """Register one more; the address of its page."""
    who = browser(place, JUSTICE)
    answer = who.fill("/care/register", "/care/register", NEW | other)
    assert answer.status_code == 303, answer.text
    return path(place, cases(place)[-1].code)
