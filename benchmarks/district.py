"""An invented district, of any size: its plan, roster and calendar as texts, and jurisdictions made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from zoneinfo import ZoneInfo

from obligations.jurisdiction import Jurisdiction
from obligations.roster import Group, Subject
from runtime.clock import as_of
from runtime.database import Database
from tasks import plans

#: The duty that is opened and chased; the others are only there.
DUTY = "patrol"
#: The day on which the measured month opens.
FIRST = date(2026, 9, 1)

_ROSTER = "roster.yaml"
_ZONE = ZoneInfo("Asia/Shanghai")
_SENTENCE = "每月巡查一次"
_PLAN = f"""\
id: bench
title: 测速区巡查方案
zone: Asia/Shanghai
effective_from: 2018-01-01
review_by: 2029-01-01
obligations:
"""
_OBLIGATION = f"""\
  - id: {{id}}
    name: 巡查{{id}}
    clause: 一
    quote: {_SENTENCE}
    lead: subject
    each: places
    every: monthly
    basis: text
    hand_in: {{{{次数: count}}}}
    review: 综合办
"""
_SILENT = "    ladder: [{at: open, kind: opened, to: [post]}]\n"
_ROSTER_HEAD = """\
jurisdiction: {id}
name: 测速区{id}
supervisor: 综合办
deputy_leaders: 副区长
leader: 区长
posts:
  - {{name: 区长, holders: 甲一}}
  - {{name: 副区长, holders: 乙二}}
units:
  - {{name: 综合办, head: 丙三, handler: 丁四}}
"""


def texts(jurisdiction: str, *, places: int, duties: int = 1) -> dict[str, str]:
    """The files of a district with so many places, each a unit with two holders of its own, and so
    many monthly duties. Only DUTY has the ladder of the house; the others say that they are new."""
    others = [_OBLIGATION.format(id=f"duty-{n:02}") + _SILENT for n in range(1, duties)]
    units = [f"  - {{name: {_place(n)}, head: 负责人{n}, handler: 承办人{n}}}\n" for n in range(places)]
    names = ", ".join(_place(n) for n in range(places))
    groups = f"groups:\n  places: {{kind: unit, label: 点位, subjects: [{names}]}}\n"
    return {
        "plan.yaml": _PLAN + "".join([_OBLIGATION.format(id=DUTY), *others]),
        _ROSTER: _ROSTER_HEAD.format(id=jurisdiction) + "".join(units) + groups,
        "calendar.yaml": "published: CN\n",
        "notice.txt": f"{_SENTENCE}。\n",
    }


def load(database: Database, jurisdiction: str, *, places: int, duties: int = 1) -> Jurisdiction:
    """Load such a district into the database as of FIRST; return it as the database knows it."""
    files, now = texts(jurisdiction, places=places, duties=duties), morning(FIRST)
    with database.write() as session:
        plans.load_plan(session, files, _ROSTER, now=now, by="benchmarks")
        return plans.current(session, jurisdiction)


def with_subjects(jurisdiction: Jurisdiction, count: int) -> Jurisdiction:
    """The district with so many subjects, shared out among the places it has. As loading would make it,
    without reading megabytes of YAML."""
    roster = jurisdiction.roster
    names = [subject.name for subject in roster.groups["places"].subjects]
    many = tuple(
        Subject.model_construct(
            name=f"{names[n % len(names)]}·{n:06}", post=names[n % len(names)], from_=None, to=None
        )
        for n in range(count)
    )
    group = Group.model_construct(
        kind=roster.groups["places"].kind, label="点位", subjects=many
    )
    return replace(jurisdiction, roster=roster.model_copy(update={"groups": {"places": group}}))


def morning(day: date) -> datetime:
    """08:30 of that day in the district's zone."""
    return as_of(day, _ZONE)


def _place(number: int) -> str:
    return f"点位{number:04}"
