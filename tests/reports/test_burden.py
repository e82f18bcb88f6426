"""负担表: what a plan asks of each unit, what was really handed in, and which duties could be merged."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, text

from obligations.jurisdiction import Jurisdiction
from reports import burden
from reports.handed import handed_in
from runtime.database import Database
from tasks.links import Feed
from tasks.tables import HandIn, Task
from tests.plans.folders import DEMO, jurisdiction
from tests.reports.played import END, FIRST

ANWEN = jurisdiction("anwen", DEMO)
YEAR = (date(2026, 9, 1), date(2027, 8, 31))


def _of(duty: str) -> list[burden.Load]:
    return [one for one in burden.estimate(ANWEN, *YEAR) if one.duty == duty]


def test_the_estimate_counts_every_turn_of_every_subject() -> None:
    """41 weeks of 4 schools at a minute each, counted by hand in tests/plans/test_year.py."""
    lessons = _of("weekly-law-lesson")
    assert sum(one.times for one in lessons) == 41 * 4
    assert sum(one.minutes for one in lessons) == 41 * 4 * 1
    assert {one.unit for one in lessons} == {"杨地湾学校", "羊角学校", "安稳学校", "松藻学校"}


def test_what_always_follows_is_counted_with_its_parent_and_what_sometimes_follows_is_not() -> None:
    """12 seats lecture in 4 quarters: each is handed over and forwarded. Files that were added to a monthly visit
    are handed over only sometimes."""
    assert sum(one.times for one in _of("lecture-materials-handover")) == 12 * 4
    assert {one.unit for one in _of("lecture-materials-forward")} == {"平安办"}
    assert sum(one.files for one in _of("lecture-materials-handover")) == 12 * 4 * 2
    assert _of("measures-on-notified") == []


def test_duties_about_single_children_are_in_no_estimate() -> None:
    assert _of("care-contact") == []


def test_the_costliest_come_first_and_add_up() -> None:
    loads = burden.estimate(ANWEN, *YEAR)
    duties, units = burden.by_duty(ANWEN, loads), burden.by_unit(ANWEN, loads)
    assert duties[0].name == "每月到校指导"
    assert [one.minutes for one in duties] == sorted((o.minutes for o in duties), reverse=True)
    assert sum(one.minutes for one in duties) == sum(one.minutes for one in units)
    assert [one.key for one in units][:3] == ["派出所", "教育督导责任区", "司法所"]


def test_two_duties_can_merge_only_where_one_form_could_serve_both() -> None:
    pairs = burden.could_merge(ANWEN, burden.estimate(ANWEN, *YEAR))
    assert pairs
    for pair in pairs:
        assert pair.first.lead[0] == pair.second.lead[0]
        assert pair.first.each == pair.second.each
        assert pair.first.cadence == pair.second.cadence
        assert {pair.first.sensitive, pair.second.sensitive} == {False}
    assert pairs[0].minutes == 40
    assert "都由平安办承办" in burden.pair_words(pairs[0])


def test_the_plan_check_ends_with_five_lines() -> None:
    lines = burden.lines(ANWEN, date(2026, 9, 8))
    assert len(lines) == 5
    assert "每月到校指导" in lines[2]


def test_what_was_handed_in_is_a_count_made_directly(
    term_read: Database, rules: Jurisdiction
) -> None:
    query = """
        SELECT count(*), count(DISTINCT task.id) FROM hand_in JOIN task ON task.id = hand_in.task_id
        WHERE task.obligation = 'hotline-12355' AND task.post = '松藻学校'
    """
    with term_read.read() as session:
        found = handed_in(session, rules, FIRST, END)
        [versions, tasks] = session.execute(text(query)).one()
    mine = [one for one in found if (one.duty, one.unit) == ("hotline-12355", "松藻学校")]
    assert sum(one.times for one in mine) == versions >= tasks > 3
    assert {one.month.day for one in mine} == {1}


def test_a_hand_in_that_was_returned_counts_each_time(
    term_read: Database, rules: Jurisdiction
) -> None:
    with term_read.read() as session:
        found = handed_in(session, rules, FIRST, END)
        again = session.scalars(select(HandIn.task_id).where(HandIn.version == 2)).first()
        task = session.get_one(Task, again)
        versions = session.execute(
            text(
                "SELECT count(*) FROM hand_in JOIN task ON task.id = task_id WHERE obligation = :o"
            ),
            {"o": task.obligation},
        ).scalar_one()
    assert sum(one.times for one in found if one.duty == task.obligation) == versions


def test_what_the_system_handed_in_by_itself_costs_nobody_anything(
    term: Database, rules: Jurisdiction
) -> None:
    with term.read() as session:
        before = sum(one.times for one in handed_in(session, rules, FIRST, END))
    with term.write() as session:
        first, second = session.scalars(select(HandIn).order_by(HandIn.id).limit(2))
        session.add(
            Feed(
                task_id=first.task_id, version=first.version, field="时间", source_id=second.task_id,
                source_version=second.version, by_itself=True,
            )
        )  # fmt: skip
    with term.read() as session:
        assert sum(one.times for one in handed_in(session, rules, FIRST, END)) == before - 1
