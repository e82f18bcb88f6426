"""A frozen bulletin: it stands still, differences show, and it is signed after everybody could object."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from reports import drawing, frozen, frozen_queries, keeping, states
from reports.bulletin import Bulletin
from reports.catalogue import BULLETIN
from reports.drawing import Drawn
from reports.figures import Standing
from reports.states import State, Step
from reports.tables import Objection, Report
from runtime.database import Database
from tasks import journal, plans
from tasks.lifecycle import MoveRefused
from tasks.tables import JournalRow
from tests.reports import autumn
from tests.reports.autumn import HEAD, LEADER, OFFICE, ON, VALUES, VISIT
from tests.rounds.town import HERE, Town, from_month, morning

QUARTER = "2026-Q3"
#: Frozen and announced on 13 October: objections until the 16th, so that the 19th is the day to sign.
SIGNING = "10-19"


def freeze(town: Town, day: str = "10-13", by: str = OFFICE) -> Report:
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        now = morning(from_month(day))
        return drawing.freeze(session, rules, BULLETIN, QUARTER, by=by, now=now)


def do(town: Town, step: Callable[..., Any], number: int, day: str, **more: Any) -> Any:
    with town.database.write() as session:
        return step(session, number, now=morning(from_month(day)), **more)


def read(town: Town, report: Report, on: date = ON) -> Drawn[Bulletin]:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        found = frozen_queries.report_of(session, rules, report.id)
        assert found is not None
        return drawing.of_report(session, rules, found, on)


@pytest.fixture
def announced(town: Town) -> Report:
    report = freeze(town)
    found: Report = do(town, frozen.announce, report.id, "10-13", by=OFFICE)
    return found


def objected(town: Town, report: Report, day: str = "10-16") -> Objection:
    found: Objection = do(
        town, frozen.object_, report.id, day, post=autumn.OWED, by="某人", reason="当天停课"
    )
    return found


def test_a_frozen_report_stays_as_it_was_and_what_moved_since_is_a_difference(town: Town) -> None:
    report = freeze(town)
    before = read(town, report)
    assert before.changes == ()
    town.submit(autumn.OWED, VALUES, from_month("10-14"), VISIT)
    after = read(town, report, from_month("10-14"))
    assert after.said == before.said
    (change,) = [one for one in after.changes if one.id == town.task(autumn.OWED, VISIT).id]
    assert (change.before, change.after) == (Standing.OVERDUE, Standing.WAITING)


def test_an_excuse_given_afterwards_shows_as_a_difference(town: Town) -> None:
    report = freeze(town)
    autumn.do(town, autumn.OWED, "excuse", "10-14", by=OFFICE, reason="停课")
    (change,) = read(town, report, from_month("10-14")).changes
    assert (change.before, change.after) == (Standing.OVERDUE, Standing.NO_FAULT)


def test_the_hash_is_of_every_item_and_every_figure(town: Town) -> None:
    report = freeze(town)
    assert frozen.is_untouched(report)
    changed = json.loads(json.dumps(report.items))
    changed[3]["due"] = "2026-09-29"
    counted = report.figures | {"apart": report.figures["apart"] + 1}
    said = (
        keeping.digest(report.kind, QUARTER, report.figures, changed),
        keeping.digest(report.kind, QUARTER, counted, report.items),
        keeping.digest(report.kind, "2026-Q4", report.figures, report.items),
    )
    assert len({report.hash, *said}) == 4


def test_an_item_is_restored_as_it_was_kept(town: Town) -> None:
    report = freeze(town)
    assert [keeping.kept(keeping.restored(item)) for item in report.items] == report.items


def test_the_hash_is_the_same_on_both_databases_after_it_was_stored(database: Database) -> None:
    town = Town(database)
    town.load()
    town.round(from_month("09-01"))
    report = freeze(town, "09-02")
    with database.read() as session:
        found = session.get_one(Report, report.id)
        assert frozen.is_untouched(found)
        assert len(found.items) > 50
    assert town.verify() == []


def test_freezing_again_when_nothing_moved_gives_the_same_hash(town: Town) -> None:
    assert freeze(town).hash == freeze(town).hash


def test_a_report_changed_behind_our_back_cannot_be_signed(town: Town, announced: Report) -> None:
    items = [item | {"standing": "on-time"} for item in announced.items]
    with town.database.write() as session:
        session.execute(update(Report).where(Report.id == announced.id).values(items=items))
    with pytest.raises(MoveRefused, match="校验值不符"):
        do(town, frozen.publish, announced.id, SIGNING, by=LEADER)


def test_whoever_is_late_in_it_is_told_once_until_when_he_can_object(
    town: Town, announced: Report
) -> None:
    assert announced.until == from_month("10-16")
    visits = {task.id for task in town.tasks() if task.obligation == VISIT}
    told = [
        (n.post, n.reason) for n in town.nudges() if n.kind == "candidate" and n.task_id in visits
    ]
    assert len(told) == len(set(told))
    assert (autumn.OWED, "列入本期通报公示稿，10月16日前可以提出异议") in told
    assert (autumn.TOO_LATE, "列入本期通报公示稿，10月16日前可以提出异议") in told
    posts = {post for post, _ in told}
    assert not posts & {autumn.EXCUSED, autumn.IN_TIME, autumn.WAITING, "安稳学校·法制副校长"}


def test_it_is_signed_after_the_days_for_objections_and_then_has_a_number(
    town: Town, announced: Report
) -> None:
    with pytest.raises(MoveRefused, match="2026-10-16"):
        do(town, frozen.publish, announced.id, "10-16", by=LEADER)
    signed = do(town, frozen.publish, announced.id, SIGNING, by=LEADER)
    assert frozen_queries.number_text(signed) == "通报〔2026〕1号"
    said = read(town, signed, from_month(SIGNING)).signed
    assert (said.number, said.day, said.signer) == ("通报〔2026〕1号", "2026年10月19日", LEADER)
    assert "收到异议 0 条" in said.announced
    assert town.verify() == []


@pytest.mark.parametrize("by", [OFFICE, "派出所", ""])
def test_only_a_leader_signs(town: Town, announced: Report, by: str) -> None:
    with pytest.raises(MoveRefused):
        do(town, frozen.publish, announced.id, SIGNING, by=by)
    assert do(town, frozen.publish, announced.id, SIGNING, by=HEAD).state == State.PUBLISHED


def test_the_machine_freezes_and_signs_nothing(town: Town, announced: Report) -> None:
    with pytest.raises(MoveRefused, match="由人办理"):
        freeze(town, by=journal.SYSTEM)
    with pytest.raises(MoveRefused, match="由人办理"):
        do(town, frozen.publish, announced.id, SIGNING, by=journal.SYSTEM)


def test_an_objection_must_be_answered_and_both_are_shown(town: Town, announced: Report) -> None:
    objection = objected(town, announced)
    with pytest.raises(MoveRefused, match="没有答复"):
        do(town, frozen.publish, announced.id, SIGNING, by=LEADER)
    answer = {"by": OFFICE, "upheld": False, "reason": "可以另约时间"}
    do(town, frozen.answer, objection.id, SIGNING, **answer)
    with pytest.raises(MoveRefused, match="已经答复过"):
        do(town, frozen.answer, objection.id, SIGNING, **answer)
    signed = do(town, frozen.publish, announced.id, SIGNING, by=LEADER)
    (said,) = read(town, signed, from_month(SIGNING)).signed.objections
    assert (said.who, said.text, said.answer) == (autumn.OWED, "当天停课", "可以另约时间")
    told = [(n.kind, n.post) for n in town.nudges() if n.kind in ("objected", "objection_answered")]
    assert told == [("objected", OFFICE), ("objection_answered", autumn.OWED)]


def test_an_upheld_objection_means_a_new_report(town: Town, announced: Report) -> None:
    objection = objected(town, announced)
    answer = {"by": OFFICE, "upheld": True, "reason": "属实"}
    do(town, frozen.answer, objection.id, SIGNING, **answer)
    with pytest.raises(MoveRefused, match="重新冻结"):
        do(town, frozen.publish, announced.id, SIGNING, by=LEADER)
    dropped = do(town, frozen.drop, announced.id, SIGNING, by=OFFICE, reason="更正后重来")
    assert (dropped.state, dropped.reason) == (State.DROPPED, "更正后重来")
    assert freeze(town, SIGNING).state == State.DRAFT


def test_an_objection_comes_in_time_with_a_reason_and_is_not_answered_by_whoever_made_it(
    town: Town, announced: Report
) -> None:
    with pytest.raises(MoveRefused, match="2026-10-16"):
        objected(town, announced, "10-19")
    with pytest.raises(MoveRefused, match="理由"):
        do(town, frozen.object_, announced.id, "10-14", post=OFFICE, by=OFFICE, reason="")
    mine = do(town, frozen.object_, announced.id, "10-14", post=OFFICE, by=OFFICE, reason="不对")
    with pytest.raises(MoveRefused, match="自己提出的异议"):
        do(town, frozen.answer, mine.id, "10-14", by=OFFICE, upheld=False, reason="不")


def test_a_quarter_is_told_once_and_the_next_signature_takes_the_next_number(
    town: Town, announced: Report
) -> None:
    second = freeze(town)
    do(town, frozen.announce, second.id, "10-13", by=OFFICE)
    do(town, frozen.publish, announced.id, SIGNING, by=LEADER)
    with pytest.raises(MoveRefused, match="已经签发过"):
        do(town, frozen.publish, second.id, SIGNING, by=LEADER)


def test_every_step_is_journalled_with_the_hash(town: Town, announced: Report) -> None:
    objection = objected(town, announced)
    do(town, frozen.answer, objection.id, "10-16", by=OFFICE, upheld=False, reason="可以另约")
    do(town, frozen.publish, announced.id, SIGNING, by=LEADER)
    with town.database.read() as session:
        rows = session.scalars(
            select(JournalRow).where(JournalRow.verb.like("report %")).order_by(JournalRow.seq)
        ).all()
    verbs = ["report freeze", *(f"report {s}" for s in ("announce", "object", "answer", "publish"))]
    assert [row.verb for row in rows] == verbs
    assert {json.loads(row.data)["hash"] for row in rows} == {announced.hash}


@pytest.mark.parametrize("state", State)
def test_a_step_that_the_table_does_not_have_is_refused_and_says_what_can_be_done(
    state: State,
) -> None:
    for step in Step:
        if (state, step) in states.TABLE:
            assert states.after(state, step) is states.TABLE[state, step]
        else:
            with pytest.raises(MoveRefused, match=f"“{state.label}”，不能{step.label}；可以："):
                states.after(state, step)
