"""Every kind of report is frozen the same way, and its Word file, its text and its differences come from what was kept."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from reports import drafts, drawing, frozen, frozen_queries, goals
from reports.catalogue import KINDS
from reports.drawing import Drawn
from reports.figures import Standing
from reports.kinds import ReportKind
from reports.spans import UnknownPeriodError
from reports.states import State
from reports.tables import Report
from runtime.database import Database
from tasks import plans
from tasks.lifecycle import MoveRefused
from tasks.tables import Task
from tests.reports import autumn
from tests.reports.autumn import IN_TIME, LEADER, OFFICE, ON, OWED, VALUES, VISIT
from tests.rounds.town import HERE, Town, from_month, morning

#: What each kind is frozen of.
PERIODS = {
    ReportKind.BULLETIN: "2026-Q3",
    ReportKind.MEETING: "2026-Q3",
    ReportKind.INFORMATION: "2026-09",
    ReportKind.ASSESSMENT: "2026",
    ReportKind.SUMMARY: "2026-27",
    ReportKind.GOALS: "2026",
}
EVERY = pytest.mark.parametrize("kind", ReportKind)
LATER = from_month("10-14")


def freeze(town: Town, kind: ReportKind, *, post: str = "", by: str = OFFICE) -> Report:
    subject = post or (IN_TIME if kind.is_of_a_post else "")
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        return drawing.freeze(
            session, rules, KINDS[kind], PERIODS[kind], by=by, now=morning(ON), subject=subject
        )  # fmt: skip


def read(town: Town, report: Report, on: date = ON) -> Drawn[object]:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        kept = frozen_queries.report_of(session, rules, report.id)
        assert kept is not None
        return drawing.of_report(session, rules, kept, on)


def word(town: Town, found: Drawn[object], form: str = "document") -> str:
    """All that the Word file says."""
    with town.database.read() as session:
        made = drawing.render(found, plans.current(session, HERE), form)
    document = Document(io.BytesIO(made))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def move(town: Town) -> None:
    """Something of what each kind tells: a visit is made, another is reopened, a figure is set."""
    town.accept(town.submit(OWED, VALUES, LATER, VISIT), LATER)
    autumn.do(town, IN_TIME, "reopen", "10-14", by=OFFICE, reason="日期要核对")
    with town.database.write() as session:
        goals.set_figure(session, HERE, "accidents", 2026, "7", by=OFFICE, now=morning(LATER))


@EVERY
def test_what_was_frozen_stays_and_what_moved_since_is_a_difference(
    town: Town, kind: ReportKind
) -> None:
    report = freeze(town, kind)
    before = read(town, report)
    assert before.moved == 0
    assert frozen.is_untouched(report)
    move(town)
    after = read(town, report, LATER)
    assert after.said == before.said
    assert after.moved > 0
    assert frozen.is_untouched(report)


@EVERY
def test_the_word_file_of_a_frozen_report_says_what_was_frozen_and_names_its_hash(
    town: Town, kind: ReportKind
) -> None:
    report = freeze(town, kind)
    before = word(town, read(town, report))
    move(town)
    assert word(town, read(town, report, LATER)) == before
    assert report.hash[:16] in before


@EVERY
def test_a_draft_bears_no_hash_and_its_word_file_can_be_made(town: Town, kind: ReportKind) -> None:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        drawn = drawing.draft(session, rules, KINDS[kind], PERIODS[kind], ON, IN_TIME)
    assert drawn.signed.hash == drawn.signed.frozen == ""
    for form in drawn.kind.forms():
        assert "校验值 " not in word(town, drawn, form).replace("校验值 （未冻结）", "")


@EVERY
def test_what_is_kept_is_the_same_after_it_was_stored_and_read(
    town: Town, kind: ReportKind
) -> None:
    report = freeze(town, kind)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        stored = session.get_one(Report, report.id)
        assert frozen.is_untouched(stored)
        today = drawing.draft(session, rules, KINDS[kind], PERIODS[kind], ON, IN_TIME)
    assert read(town, report).said == today.said


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if not kind.goes_out])
def test_only_a_bulletin_is_announced_and_the_others_can_be_dropped(
    town: Town, kind: ReportKind
) -> None:
    report = freeze(town, kind)
    with town.database.write() as session, pytest.raises(MoveRefused, match="不公示"):
        frozen.announce(session, report.id, by=OFFICE, now=morning(ON))
    with town.database.write() as session:
        left = frozen.drop(session, report.id, by=OFFICE, now=morning(ON), reason="重来")
        assert (left.state, left.reason) == (State.DROPPED, "重来")


def test_the_meetings_pack_says_which_request_was_answered_since(town: Town) -> None:
    autumn.do(town, OWED, "ask_waiver", "10-13", by=OWED, reason="没有这类情况")
    report = freeze(town, ReportKind.MEETING)
    assert read(town, report).gone == ()
    autumn.do(town, OWED, "waive", "10-14", by=OFFICE, reason="同意")
    after = read(town, report, LATER)
    (gone,) = after.gone
    assert gone.startswith("不适用申请：每月到校指导")
    stood = {one.id: (one.before, one.after) for one in after.changes}
    assert stood[town.task(OWED, VISIT).id] == (Standing.OVERDUE, Standing.WAIVED)


def test_the_goals_show_the_figure_that_was_set_since_and_a_small_one_is_not_told(
    town: Town,
) -> None:
    bullying(town, "1")
    report = freeze(town, ReportKind.GOALS)
    bullying(town, "5")
    after = read(town, report)
    assert [line.rpartition(" ")[2] for line in (*after.gone, *after.come)] == ["<3", "5"]
    assert "2026年 <3" in word(town, after)


def bullying(town: Town, value: str) -> None:
    with town.database.write() as session:
        goals.set_figure(session, HERE, "bullying", 2026, value, by=OFFICE, now=morning(ON))


def test_a_year_is_asked_of_an_assessment_and_a_post_of_a_summary(town: Town) -> None:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        for kind, period, says in (
            (ReportKind.ASSESSMENT, "2026-Q3", "按年"),
            (ReportKind.GOALS, "2026-09", "按年"),
            (ReportKind.SUMMARY, "2026-27", "写明岗位"),
        ):
            with pytest.raises(UnknownPeriodError, match=says):
                drawing.draft(session, rules, KINDS[kind], period, ON)


# --- The task and the report lead to one another ---


def of_duty(town: Town, duty: str, period: str, subject: str = "") -> Task:
    """The task of that duty, or one like it where none has opened yet."""
    found = [t for t in town.tasks() if (t.obligation, t.period) == (duty, period)]
    mine = [one for one in found if subject in ("", one.subject)]
    return mine[0] if mine else Task(obligation=duty, period=period, subject=subject, post=OFFICE)


@pytest.mark.parametrize(
    ("kind", "duty", "subject"),
    [
        (ReportKind.BULLETIN, "supervision-bulletin", ""),
        (ReportKind.MEETING, "quarterly-joint-meeting", ""),
        (ReportKind.INFORMATION, "information-report", ""),
        (ReportKind.ASSESSMENT, "annual-assessment", "云溪村"),
        (ReportKind.SUMMARY, "team-annual-summary", IN_TIME),
        (ReportKind.GOALS, "goals-review", ""),
    ],
)
def test_what_is_handed_in_is_drawn_from_the_frozen_report_and_names_it(
    town: Town, kind: ReportKind, duty: str, subject: str
) -> None:
    task = of_duty(town, duty, PERIODS[kind], subject)
    report = freeze(town, kind, post=task.post if kind.is_of_a_post else "")
    move(town)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        (text,) = drafts.drafted(session, rules, rules.obligation(duty), task, LATER).values()
        kept = drafts.kept_for(session, rules, rules.obligation(duty), task)
        drawn = read(town, report, LATER)
        fills = drawn.kind.fills(drawn.said, task.subject)
    assert text.endswith(f"（据冻结的第 {report.id} 号稿，校验值 {report.hash[:16]}）")
    assert text.startswith(fills[:100])
    assert [one.id for one in kept] == [report.id]


def test_a_report_lists_the_tasks_that_ask_for_it(town: Town) -> None:
    report = freeze(town, ReportKind.BULLETIN)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        found = drafts.tasks_for(session, rules, report, ON)
    asking = of_duty(town, "supervision-bulletin", "2026-Q3")
    assert [line.id for line in found] == [asking.id]


def test_a_dropped_report_is_not_cited_and_the_signed_one_is_before_the_newest(town: Town) -> None:
    first, second = (freeze(town, ReportKind.BULLETIN) for _ in range(2))
    task = of_duty(town, "supervision-bulletin", "2026-Q3")
    assert cited(town, task) == f"第 {second.id} 号稿"
    with town.database.write() as session:
        frozen.announce(session, first.id, by=OFFICE, now=morning(ON))
        frozen.publish(session, first.id, by=LEADER, now=morning(from_month("10-19")))
    assert cited(town, task) == "通报〔2026〕1号"
    third = freeze(town, ReportKind.MEETING)
    with town.database.write() as session:
        frozen.drop(session, third.id, by=OFFICE, now=morning(ON), reason="重来")
    meeting = of_duty(town, "quarterly-joint-meeting", "2026-Q3")
    assert cited(town, meeting) == ""


def cited(town: Town, task: Task) -> str:
    """Which report the draft of that hand-in names."""
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        duty = rules.obligation(task.obligation)
        (text,) = drafts.drafted(session, rules, duty, task, ON).values()
    return (
        text.rpartition("（据")[2].partition("，校验值")[0].removeprefix("冻结的")
        if "（据" in text
        else ""
    )


def test_a_posts_summary_is_not_anothers(town: Town) -> None:
    mine, other = (freeze(town, ReportKind.SUMMARY, post=post) for post in (IN_TIME, OWED))
    task = of_duty(town, "team-annual-summary", "2026-27", OWED)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        duty = rules.obligation("team-annual-summary")
        kept = drafts.kept_for(session, rules, duty, Task(period=task.period, post=OWED))
    assert [one.id for one in kept] == [other.id]
    assert mine.subject == IN_TIME


@EVERY
def test_a_report_is_frozen_and_read_on_both_databases(
    database: Database, kind: ReportKind
) -> None:
    town = Town(database)
    town.load()
    town.round(from_month("09-01"))
    report = freeze(town, kind)
    assert read(town, report).moved == 0
    assert town.verify() == []
