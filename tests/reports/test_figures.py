"""The figures of a span: each task stands in one way, every figure keeps its tasks, and SQL counts the same."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from obligations.periods import Every
from obligations.sensitive import counts_children
from reports import figures, spans
from reports.figures import COUNTED, LATE, Item, Standing, standing
from reports.spans import UnknownPeriodError
from runtime.database import Database
from tasks import plans
from tasks.lifecycle import State
from tasks.tables import Task
from tests.plans.folders import DEMO, jurisdiction
from tests.reports import autumn
from tests.rounds.town import HERE, Town, from_month

RULES = jurisdiction(HERE, DEMO)
DUE, ON = date(2026, 9, 30), date(2026, 10, 13)
CASES = "care-contact"  # its tasks are about single children
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


def items(town: Town, first: date = FIRST, last: date = LAST, on: date = autumn.ON) -> list[Item]:
    with town.database.read() as session:
        return figures.items(session, plans.current(session, HERE), first, last, on)


def visit(town: Town, seat: str) -> Item:
    (found,) = (i for i in items(town) if i.duty == autumn.VISIT and i.subject == seat)
    return found


@pytest.mark.parametrize(
    ("state", "submitted", "paused", "excused", "expected"),
    [
        (State.DONE, "09-30", False, False, Standing.ON_TIME),
        (State.DONE, "10-01", False, False, Standing.DONE_LATE),
        (State.DONE, "10-01", False, True, Standing.NO_FAULT),
        (State.DONE, "09-30", False, True, Standing.ON_TIME),
        (State.PENDING, None, False, False, Standing.OVERDUE),
        (State.RETURNED, "09-30", False, False, Standing.OVERDUE),
        (State.PENDING, None, False, True, Standing.NO_FAULT),
        (State.PENDING, None, True, False, Standing.PAUSED),
        (State.SUBMITTED, "10-01", False, False, Standing.WAITING),
        (State.WAIVED, None, False, False, Standing.WAIVED),
        (State.CANCELLED, None, False, True, Standing.CANCELLED),
    ],
)
def test_a_task_stands_as_the_table_says(
    state: State, submitted: str | None, *, paused: bool, excused: bool, expected: Standing
) -> None:
    day = from_month(submitted) if submitted else None
    assert standing(state, DUE, day, ON, paused=paused, excused=excused) is expected


def test_on_its_due_date_a_task_is_not_late_yet() -> None:
    found = standing(State.PENDING, DUE, None, DUE, paused=False, excused=False)
    assert found is Standing.OPEN


@given(
    st.sampled_from(State),
    st.dates(FIRST, ON),
    st.none() | st.dates(FIRST, ON),
    st.booleans(),
    st.booleans(),
)
def test_an_excuse_takes_nothing_out_of_sight_and_only_lateness_out_of_blame(
    state: State, due: date, submitted: date | None, paused: bool, excused: bool
) -> None:
    blamed = standing(state, due, submitted, ON, paused=paused, excused=False)
    found = standing(state, due, submitted, ON, paused=paused, excused=excused)
    assert (found in COUNTED) == (blamed in COUNTED)
    assert found == (Standing.NO_FAULT if excused and blamed in LATE else blamed)


def test_each_visit_stands_as_it_was_played(town: Town) -> None:
    expected = {
        autumn.IN_TIME: Standing.ON_TIME,
        autumn.TOO_LATE: Standing.DONE_LATE,
        autumn.WAITING: Standing.WAITING,
        autumn.EXCUSED: Standing.NO_FAULT,
        autumn.WAIVED: Standing.WAIVED,
        autumn.OWED: Standing.OVERDUE,
    }
    assert {seat: visit(town, seat).standing for seat in expected} == expected
    assert (visit(town, autumn.WAITING).mover, visit(town, autumn.IN_TIME).mover) == ("平安办", "")


def test_every_figure_is_the_number_of_its_tasks_and_no_task_is_counted_twice(town: Town) -> None:
    found = items(town)
    for tallies in (figures.by_unit(found), figures.by_duty(found), figures.by_part(found)):
        ids = [one for tally in tallies.values() for those in tally.ids.values() for one in those]
        assert sorted(ids) == sorted(item.id for item in found)
        assert sum(t.total for t in tallies.values()) == figures.whole(found).total
    whole = figures.whole(found)
    assert whole.of(Standing.OVERDUE) == tuple(
        sorted(i.id for i in found if i.standing is Standing.OVERDUE)
    )
    assert whole.count(*LATE) == whole.late


def test_what_was_nobodys_fault_is_in_the_total_and_not_in_the_rate(town: Town) -> None:
    seats = (autumn.IN_TIME, autumn.TOO_LATE, autumn.EXCUSED, autumn.WAIVED)
    tally = figures.whole(visit(town, seat) for seat in seats)
    assert (tally.total, tally.done, tally.late, tally.punctual) == (3, 2, 1, 0.5)


def test_a_task_belongs_to_the_span_in_which_it_is_due_now(town: Town) -> None:
    """The quarters of a year add up to the year."""
    year = items(town, date(2026, 1, 1), date(2026, 12, 31))
    parts = items(town) + items(town, date(2026, 10, 1), date(2026, 12, 31))
    assert sorted(i.id for i in parts) == sorted(i.id for i in year)
    assert len(parts) > len(items(town)) > 100


def test_children_are_not_counted_and_sensitive_subjects_not_named(town: Town) -> None:
    before = len(items(town))
    copied = Task(**{c.key: getattr(town.tasks()[0], c.key) for c in Task.__table__.columns})
    copied.id, copied.obligation, copied.subject, copied.due = 9_999, CASES, "AW-901", LAST
    with town.database.write() as session:
        session.add(copied)
    found = items(town)
    assert len(found) == before
    assert "AW-901" not in str(found)
    hidden = {item.duty for item in found if not item.about and item.subject != "安稳镇"}
    assert "monthly-screening" in hidden
    assert visit(town, autumn.OWED).about == autumn.OWED


def test_sql_counts_the_same_over_a_whole_term(term_read: Database) -> None:
    first, last, on = date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 22)
    with term_read.read() as session:
        rules = plans.current(session, HERE)
        tally = figures.whole(figures.items(session, rules, first, last, on))
        cases = ", ".join(f"'{d.id}'" for d in rules.plan.obligations if counts_children(rules, d))
        rows = session.execute(
            text(
                "SELECT CASE"
                " WHEN t.state = 'waived' THEN 'waived' WHEN t.state = 'cancelled' THEN 'cancelled'"
                " WHEN t.state = 'submitted' THEN 'waiting'"
                " WHEN t.state = 'done' AND t.submitted_on <= t.due THEN 'on-time'"
                " WHEN t.state <> 'done' AND t.paused_from IS NOT NULL THEN 'paused'"
                " WHEN t.state <> 'done' AND t.due >= :on THEN 'open'"
                " WHEN EXISTS (SELECT 1 FROM excuse e WHERE e.task_id = t.id) THEN 'no-fault'"
                " WHEN t.state = 'done' THEN 'done-late' ELSE 'overdue' END AS stands, count(*)"
                " FROM task t WHERE t.due BETWEEN :first AND :last"
                f" AND t.obligation NOT IN ({cases}) GROUP BY 1"
            ),
            {"on": on, "first": first, "last": last},
        )
        counted = dict(rows.tuples().all())
    assert counted == {stands.value: len(ids) for stands, ids in tally.ids.items()}
    assert {"on-time", "done-late", "overdue", "no-fault"} <= set(counted)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-09", "2026-09-01", "2026-09-30"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026-27-T1", "2026-09-01", "2027-01-22"),
    ],
)
def test_a_span_is_named_by_the_id_of_its_period(period: str, first: str, last: str) -> None:
    found = spans.span(RULES, period)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "period", ["", "第三季度", "2026-Q5", "2026-13", "0000", "9999-Q1", "once"]
)
def test_a_period_that_is_none_is_refused_with_what_would_be_right(period: str) -> None:
    with pytest.raises(UnknownPeriodError, match="2026-Q4"):
        spans.span(RULES, period)


def test_between_two_terms_the_last_one_holds() -> None:
    assert spans.holding(RULES, Every.TERM, date(2027, 2, 10)).id == "2026-27-T1"
    assert spans.holding(RULES, Every.QUARTER, date(2026, 10, 1)).id == "2026-Q4"
