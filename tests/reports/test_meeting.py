"""联席会议材料, 信息报送, 学年梳理总结 and what is drafted from them, over a term that was played."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from obligations.jurisdiction import Jurisdiction
from obligations.roster import Roster
from obligations.sensitive import names_a_case, sensitive_terms
from reports import drafts, drawing, meeting, papers
from reports.catalogue import INFORMATION, MEETING, SUMMARY
from reports.figures import Standing
from reports.kinds import Signed
from runtime.database import Database
from tasks import commands
from tasks.lifecycle import State
from tasks.tables import HandIn, Task
from tests.reports.played import END
from tests.rounds.town import morning

QUARTER = "2026-Q4"
SEAT = "杨地湾学校·法制副校长"
#: How a task of the quarter stands, told directly in SQL; none of the term was excused and left undone.
COUNTS = """
    SELECT sum(state = 'done' AND submitted_on <= due),
           sum(state = 'done' AND submitted_on > due AND excuse.task_id IS NULL),
           sum(state IN ('pending', 'returned') AND due < :on AND excuse.task_id IS NULL),
           sum(state = 'submitted'),
           sum(state NOT IN ('waived', 'cancelled'))
    FROM task LEFT JOIN excuse ON excuse.task_id = task.id
    WHERE due BETWEEN :first AND :last AND obligation <> 'care-contact'
"""


def _counted(database: Database, first: str, last: str) -> tuple[int, ...]:
    with database.read() as session:
        values = {"first": first, "last": last, "on": END.isoformat()}
        return tuple(session.execute(text(COUNTS), values).one())


def test_every_figure_of_the_pack_is_a_count_made_directly(
    term_read: Database, rules: Jurisdiction
) -> None:
    with term_read.read() as session:
        found = drawing.draft(session, rules, MEETING, QUARTER, END).said
    whole = found.figures.whole
    stands = (Standing.ON_TIME, Standing.DONE_LATE, Standing.OVERDUE, Standing.WAITING)
    expected = _counted(term_read, "2026-10-01", "2026-12-31")
    assert (*(whole.count(one) for one in stands), whole.total) == expected
    assert expected[-1] > 250
    assert sum(one.tally.total for one in found.figures.parts) == whole.total
    on_paper = papers.meeting_values(found, Signed())["whole"]
    assert f"应办 {expected[-1]} 项，其中按时办结 {expected[0]} 项" in on_paper


def test_a_late_task_is_told_with_whose_move_it_is_and_a_done_one_is_not(
    term_read: Database, rules: Jurisdiction
) -> None:
    with term_read.read() as session:
        found = drawing.draft(session, rules, MEETING, QUARTER, END).said
        late = {one.id: session.get_one(Task, one.id) for one in found.late}
    assert late
    assert not any(rules.roster.is_external(one.mover) for one in found.late)
    overdue = "state IN ('pending', 'returned') AND due < :on AND due <= '2026-12-31'"
    with term_read.read() as session:
        count = f"SELECT count(*) FROM task WHERE obligation <> 'care-contact' AND {overdue}"
        whole = session.execute(text(count), {"on": END.isoformat()}).scalar_one()
    assert len(found.late) + found.elsewhere == whole
    for one in found.late:
        assert State(late[one.id].state) in (State.PENDING, State.RETURNED)
        assert one.mover == late[one.id].post


def test_what_waits_for_an_answer_is_put_before_the_meeting_until_it_is_answered(
    term: Database, rules: Jurisdiction
) -> None:
    with term.read() as session:
        task = session.scalars(
            select(Task).where(Task.state == "pending", Task.obligation == "team-annual-summary")
        ).first()
    assert task is not None
    with term.write() as session:
        commands.ask_waiver(session, task.id, by=task.post, now=morning(END), reason="没有这类情况")
    assert ("不适用申请", task.id) in _asked(term, rules)
    with term.write() as session:
        commands.waive(session, task.id, by="平安办", now=morning(END), reason="同意")
    assert ("不适用申请", task.id) not in _asked(term, rules)


def _asked(database: Database, rules: Jurisdiction) -> set[tuple[str, int]]:
    with database.read() as session:
        return {(one.kind, one.task) for one in meeting.decisions(session, rules, END)}


def test_a_vacant_post_is_put_before_the_meeting(term_read: Database, rules: Jurisdiction) -> None:
    sheet = rules.roster.model_dump(by_alias=True)
    sheet["posts"] = [{**post, "holders": []} for post in sheet["posts"]]
    vacant = replace(rules, roster=Roster.model_validate(sheet))
    with term_read.read() as session:
        found = [
            one.what for one in meeting.decisions(session, vacant, END) if one.kind == "岗位空缺"
        ]
    assert SEAT in found


def test_the_pack_names_no_child_and_no_sensitive_category(
    term: Database, rules: Jurisdiction
) -> None:
    """Whatever a unit typed as its reason."""
    with term.write() as session:
        task = session.scalars(select(Task).where(Task.state == "pending", Task.due > END)).first()
        assert task is not None
        commands.ask_waiver(
            session, task.id, by=task.post, now=morning(END), reason="留守儿童关爱-0007转学"
        )
    with term.read() as session:
        found = drawing.draft(session, rules, MEETING, QUARTER, END).said
    decided = [f"{one.what}{one.why}" for one in found.decisions]
    late = [f"{one.name}{one.about}" for one in found.late]
    assert [one for one in (*decided, *late) if sensitive_terms(one)] == []
    assert not any(names_a_case(one) for one in (*decided, *late))


def test_the_months_text_says_the_months_figures(term_read: Database, rules: Jurisdiction) -> None:
    with term_read.read() as session:
        found = drawing.draft(session, rules, INFORMATION, "2026-11", END).said
    expected = _counted(term_read, "2026-11-01", "2026-11-30")
    assert f"应办 {expected[-1]} 项" in found.text
    assert f"{expected[2]} 项逾期未办" in found.text or not expected[2]
    assert sensitive_terms(found.text) == ()
    assert len(found.text) < 1_000


def test_a_summary_tells_the_dates_and_topics_that_were_handed_in_and_nothing_sensitive(
    term_read: Database, rules: Jurisdiction
) -> None:
    with term_read.read() as session:
        found = drawing.draft(session, rules, SUMMARY, "2026-27", END, SEAT).said
        rows = (
            session.execute(
                select(HandIn.fields)
                .join(Task, (Task.id == HandIn.task_id) & (Task.version == HandIn.version))
                .where(Task.post == SEAT, Task.obligation == "team-quarterly-lecture")
            )
            .scalars()
            .all()
        )
    [lectures] = [one for one in found.chapters if one.duty == "team-quarterly-lecture"]
    assert [deed.day for deed in lectures.deeds] == sorted(
        date.fromisoformat(fields["时间"]) for fields in rows
    )
    assert all(f"主题：{fields['主题']}" in found.text for fields in rows)


def test_a_summary_leaves_out_sensitive_duties(term_read: Database, rules: Jurisdiction) -> None:
    with term_read.read() as session:
        found = drawing.draft(session, rules, SUMMARY, "2026-27", END, "派出所").said
        done = session.scalars(select(Task.obligation).where(Task.post == "派出所")).all()
    assert "graded-treatment" in done
    assert not any(rules.plan.by_id[one.duty].sensitive for one in found.chapters)


def test_a_posts_summary_is_its_own(term_read: Database, rules: Jurisdiction) -> None:
    with term_read.read() as session:
        found = drawing.draft(session, rules, SUMMARY, "2026-27", END, SEAT).said
        posts = {session.get_one(Task, d.task).post for c in found.chapters for d in c.deeds}
    assert posts == {SEAT}


@pytest.mark.parametrize(
    ("duty", "field", "says"),
    [
        ("information-report", "信息", "应办"),
        ("quarterly-joint-meeting", "会议纪要", "二、研究事项"),
        ("supervision-bulletin", "通报", "通报如下"),
        ("team-annual-summary", "总结", "每月到校指导"),
        ("annual-assessment", "考核结果", "得分"),
        ("goals-review", "指标对比", "防欺凌"),
    ],
)
def test_the_system_drafts_what_the_notice_asks_to_be_written(
    term_read: Database, rules: Jurisdiction, duty: str, field: str, says: str
) -> None:
    with term_read.read() as session:
        task = session.scalars(select(Task).where(Task.obligation == duty)).first()
        task = task or Task(obligation=duty, period="2026", subject="安稳镇", post="平安办")
        found = drafts.drafted(session, rules, rules.obligation(duty), task, END)
    assert list(found) == [field]
    assert says in found[field]
    assert re.search(r"\d", found[field]) or duty == "goals-review"


def test_a_duty_that_names_no_draft_has_none(term_read: Database, rules: Jurisdiction) -> None:
    with term_read.read() as session:
        task = session.scalars(select(Task).where(Task.obligation == "team-supervision")).first()
        assert task is not None
        assert drafts.drafted(session, rules, rules.obligation("team-supervision"), task, END) == {}
