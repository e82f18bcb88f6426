"""年终考核: what it counts, what it never counts, and that it is the same however it is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select, text

from obligations.judging import Assessment, Weights
from obligations.jurisdiction import Jurisdiction
from reports import figures
from reports.assessment import Assessed, assess
from reports.figures import Standing
from runtime.database import Database
from tasks.tables import HandIn, Task
from tests.reports.played import END

YEAR = 2026


def _assessed(database: Database, rules: Jurisdiction) -> dict[str, Assessed]:
    with database.read() as session:
        return {one.name: one for one in assess(session, rules, YEAR, END)}


def test_every_unit_and_every_village_is_there_in_the_order_of_the_roster(
    term_read: Database, rules: Jurisdiction
) -> None:
    found = list(_assessed(term_read, rules).values())
    assert [one.name for one in found if one.is_village] == ["云溪村", "竹坪村", "晨光社区"]
    assert [one.name for one in found][3:6] == ["派出所", "教育督导责任区", "司法所"]
    assert len(found) == 3 + 14


def test_the_counts_are_those_of_the_items_behind_them(
    term_read: Database, rules: Jurisdiction
) -> None:
    """The database counts as reports.figures does, one by one."""
    with term_read.read() as session:
        items = figures.items(session, rules, date(YEAR, 1, 1), date(YEAR, 12, 31), END)
    units = figures.by_unit(items)
    for one in _assessed(term_read, rules).values():
        if not one.is_village:
            expected = units[one.name].ids if one.name in units else {}
            assert one.counts == {stands: len(ids) for stands, ids in expected.items()}
    villages = figures.tallied(items, lambda item: item.subject)
    assert _assessed(term_read, rules)["云溪村"].total == villages["云溪村"].total > 0


def test_every_figure_is_a_count_made_directly(term_read: Database, rules: Jurisdiction) -> None:
    query = """
        SELECT
          sum(state = 'done' AND submitted_on <= due),
          sum(state = 'done' AND submitted_on > due AND excuse.task_id IS NULL),
          sum(state IN ('pending', 'returned') AND due < :on AND excuse.task_id IS NULL),
          sum(excuse.task_id IS NOT NULL)
        FROM task LEFT JOIN excuse ON excuse.task_id = task.id
        WHERE due BETWEEN '2026-01-01' AND '2026-12-31' AND post LIKE '杨地湾学校'
    """
    with term_read.read() as session:
        counted = session.execute(text(query), {"on": END.isoformat()}).one()
    one = _assessed(term_read, rules)["杨地湾学校"]
    stands = (Standing.ON_TIME, Standing.DONE_LATE, Standing.OVERDUE, Standing.NO_FAULT)
    assert tuple(one.count(each) for each in stands) == tuple(counted)
    assert counted[0] > 20


def test_the_score_is_the_two_shares_by_their_weights() -> None:
    one = Assessed("某村", True, {Standing.ON_TIME: 6, Standing.DONE_LATE: 2, Standing.OVERDUE: 2})
    assert one.score(Weights(done=60, on_time=40)) == 60 * 0.8 + 40 * 0.6
    assert one.score(Weights(done=100, on_time=0)) == 80


def test_no_fault_waived_waiting_and_not_yet_due_change_no_score() -> None:
    plain = {Standing.ON_TIME: 3, Standing.OVERDUE: 1}
    more = dict.fromkeys(
        (Standing.NO_FAULT, Standing.WAIVED, Standing.WAITING, Standing.OPEN, Standing.PAUSED), 5
    )
    weights = Weights(done=60, on_time=40)
    assert Assessed("", False, plain | more).score(weights) == Assessed("", False, plain).score(
        weights
    )
    assert Assessed("", False, more).score(weights) is None


def test_what_was_handed_in_changes_no_score(term: Database, rules: Jurisdiction) -> None:
    """Not how many children or incidents were counted, not how much was written."""
    before = _assessed(term, rules)
    with term.write() as session:
        for hand_in in session.scalars(select(HandIn)):
            hand_in.fields = dict.fromkeys(hand_in.fields, 999)
            hand_in.by = "别人"
    assert _assessed(term, rules) == before


def test_how_often_somebody_handed_in_changes_no_score(term: Database, rules: Jurisdiction) -> None:
    before = _assessed(term, rules)
    with term.write() as session:
        for task in session.scalars(select(Task).where(Task.closed_on.is_not(None))):
            task.version, task.attempt = task.version + 3, task.attempt + 3
    assert _assessed(term, rules) == before


def test_a_plan_ranks_only_if_it_says_so(term_read: Database, rules: Jurisdiction) -> None:
    ranking = rules.plan.model_copy(update={"assessment": Assessment(ranked=True)})
    ranked = list(_assessed(term_read, replace(rules, plan=ranking)).values())
    scores = [one.score(Weights(done=60, on_time=40)) or 0 for one in ranked]
    assert scores == sorted(scores, reverse=True)
    plain = [
        one.score(Weights(done=60, on_time=40)) for one in _assessed(term_read, rules).values()
    ]
    assert plain != sorted((one or 0 for one in plain), reverse=True)


def test_a_duty_that_the_plan_leaves_out_is_not_counted(
    term_read: Database, rules: Jurisdiction
) -> None:
    leaving = Assessment(leave_out=("weekly-law-lesson",))
    without = replace(rules, plan=rules.plan.model_copy(update={"assessment": leaving}))
    before, after = _assessed(term_read, rules), _assessed(term_read, without)
    assert after["杨地湾学校"].total == before["杨地湾学校"].total - _lessons(term_read)


def _lessons(database: Database) -> int:
    count = (
        "SELECT count(*) FROM task WHERE obligation = 'weekly-law-lesson' AND post = '杨地湾学校'"
    )
    due = " AND due <= '2026-12-31' AND state NOT IN ('waived', 'cancelled')"
    with database.read() as session:
        return int(session.execute(text(count + due)).scalar_one())


def test_duties_about_single_children_are_in_no_count(term: Database, rules: Jurisdiction) -> None:
    before = _assessed(term, rules)
    with term.write() as session:
        one = session.scalars(
            select(Task).where(Task.post == "派出所", Task.state == "done")
        ).first()
        assert one is not None
        one.obligation, one.cause = "care-contact", "某件"
    after = _assessed(term, rules)
    assert after["派出所"].total == before["派出所"].total - 1
