"""An invented district of any size: its plan, roster and calendar as texts, and what is made of them."""

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
#: The first day of the month whose tasks are opened.
FIRST = date(2026, 9, 1)

_ZONE = ZoneInfo("Asia/Shanghai")
_ROSTER = "roster.yaml"
_GROUP = "places"
_SENTENCE = "每月巡查一次"
_PLAN = """\
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
    each: {_GROUP}
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


def texts(jurisdiction: str, *, places: int, units: int, duties: int = 1) -> dict[str, str]:
    """The files of a district with so many places, shared out among so many units, each with a head and
    a handler of its own. Of the monthly duties only DUTY has the ladder of the house; the others say
    once that they are new."""
    others = [_OBLIGATION.format(id=f"duty-{n:02}") + _SILENT for n in range(1, duties)]
    posts = [
        f"  - {{name: {unit(n)}, head: 负责人{n}, handler: 承办人{n}}}\n" for n in range(units)
    ]
    subjects = [f"{{name: 点位{n:04}, post: {unit(n % units)}}}" for n in range(places)]
    group = (
        f"groups:\n  {_GROUP}: {{kind: other, label: 点位, subjects: [{', '.join(subjects)}]}}\n"
    )
    return {
        "plan.yaml": _PLAN + "".join([_OBLIGATION.format(id=DUTY), *others]),
        _ROSTER: _ROSTER_HEAD.format(id=jurisdiction) + "".join(posts) + group,
        "calendar.yaml": "published: CN\n",
        "notice.txt": f"{_SENTENCE}。\n",
    }


def load(database: Database, files: dict[str, str]) -> Jurisdiction:
    """Load a district's files as on the morning of FIRST; return it as the database knows it."""
    with database.write() as session:
        plans.load_plan(session, files, _ROSTER, now=morning(FIRST), by="benchmarks")
        (jurisdiction,) = plans.jurisdiction_ids(session)[-1:]
        return plans.current(session, jurisdiction)


def with_places(jurisdiction: Jurisdiction, count: int) -> Jurisdiction:
    """The district with so many places, shared out among its units: what loading would make of it,
    without reading megabytes of YAML first."""
    roster = jurisdiction.roster
    group = roster.groups[_GROUP]
    posts = [subject.post for subject in group.subjects]
    many = tuple(
        Subject.model_construct(name=f"点位{n:06}", post=posts[n % len(posts)], from_=None, to=None)
        for n in range(count)
    )
    larger = Group.model_construct(kind=group.kind, label=group.label, subjects=many)
    return replace(jurisdiction, roster=roster.model_copy(update={"groups": {_GROUP: larger}}))


def morning(day: date) -> datetime:
    """08:30 of that day in the district."""
    return as_of(day, _ZONE)


def unit(number: int) -> str:
    return f"单位{number:04}"
