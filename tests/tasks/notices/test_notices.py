"""督办单, 通报候选, 约谈建议: the machine drafts, a person signs, and a unit can object first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from obligations.ladder import RungKind
from runtime.database import Database
from tasks import journal, plans
from tasks.lifecycle import MoveRefused
from tasks.notices import commands, queries
from tasks.notices.kinds import State
from tasks.notices.tables import Notice
from tests.rounds.town import HERE, Town, from_month, morning, only

VISIT = "team-monthly-guidance"
SEAT = "羊角学校·法制副校长"  # held by 冉例公, a deputy leader
PLAIN = "羊角学校·法治辅导员"  # held by 苏例楷
OFFICE, LEADER = "平安办", "领导小组组长"


@pytest.fixture
def town(database: Database) -> Town:
    """Nobody has handed anything in; T+3 of the visits of September is 10 October."""
    made = Town(database)
    made.load(only([VISIT]))
    for day in ("09-01", "09-30", "10-10"):
        made.round(from_month(day))
    return made


def notices(town: Town, kind: RungKind, post: str = PLAIN) -> list[Notice]:
    with town.database.read() as session:
        found = select(Notice).where(Notice.kind == kind, Notice.post == post)
        return list(session.scalars(found.order_by(Notice.id)))


def one(town: Town, kind: RungKind, post: str = PLAIN) -> Notice:
    (found,) = notices(town, kind, post)
    return found


def do(town: Town, does: Callable[..., Notice], notice: Notice, day: str, **more: Any) -> Notice:
    with town.database.write() as session:
        return does(session, notice.id, now=morning(from_month(day)), **more)


def told(town: Town, kind: str) -> list[tuple[str, str]]:
    return [(n.post, n.reason) for n in town.nudges() if n.kind == kind]


def test_a_draft_is_there_once_at_three_days_late_and_nobody_is_told_of_it(town: Town) -> None:
    draft = one(town, RungKind.SUPERVISE)
    assert (draft.state, draft.number, draft.drafted_on) == ("draft", None, from_month("10-10"))
    # An external post is telephoned, never 督办'd.
    assert notices(town, RungKind.SUPERVISE, "安稳学校·法制副校长") == []
    town.round(from_month("10-10"))
    assert len(notices(town, RungKind.SUPERVISE)) == 1
    assert told(town, "issued") == []
    assert town.verify() == []


def test_a_supervision_gets_its_number_when_a_person_signs_and_its_receipt_is_kept(
    town: Town,
) -> None:
    draft = one(town, RungKind.SUPERVISE)
    signed = do(town, commands.issue, draft, "10-10", by=OFFICE)
    assert (signed.state, signed.year, signed.number) == ("issued", 2026, 1)
    assert told(town, "issued") == [(PLAIN, "督办〔2026〕1号，请签收")]
    received = do(town, commands.receive, draft, "10-12", by="苏例楷", reply="本周内补上")
    assert (received.state, received.received_by, received.reply) == (
        "received",
        "苏例楷",
        "本周内补上",
    )
    with pytest.raises(MoveRefused, match="已签收"):
        do(town, commands.issue, draft, "10-12", by=OFFICE)
    assert town.verify() == []


def test_the_machine_and_the_one_it_is_about_cannot_sign(town: Town) -> None:
    with pytest.raises(MoveRefused, match="由人签发"):
        do(town, commands.issue, one(town, RungKind.SUPERVISE), "10-10", by=journal.SYSTEM)
    mine = one(town, RungKind.SUPERVISE, SEAT)
    with pytest.raises(MoveRefused, match="不能办理对自己的督办单"):
        do(town, commands.issue, mine, "10-10", by="冉例公")
    assert one(town, RungKind.SUPERVISE, SEAT).number is None


def test_two_who_sign_at_once_get_two_numbers_without_a_gap(town: Town) -> None:
    with town.database.read() as session:
        drafts = session.scalars(select(Notice).where(Notice.kind == RungKind.SUPERVISE)).all()
    mine = [draft for draft in drafts if draft.post != OFFICE]
    assert len(mine) > 5
    with ThreadPoolExecutor(4) as pool:
        signed = pool.map(lambda n: do(town, commands.issue, n, "10-10", by=OFFICE), mine)
    assert sorted(n.number or 0 for n in signed) == list(range(1, len(mine) + 1))
    assert town.verify() == []


def test_a_refused_signature_takes_no_number(town: Town) -> None:
    first = one(town, RungKind.SUPERVISE)
    do(town, commands.issue, first, "10-10", by=OFFICE)
    with pytest.raises(MoveRefused):
        do(town, commands.issue, first, "10-10", by=OFFICE)
    second = do(town, commands.issue, one(town, RungKind.SUPERVISE, SEAT), "10-10", by=OFFICE)
    assert second.number == 2


def test_what_is_handed_in_before_anybody_signed_lapses(town: Town) -> None:
    town.submit(PLAIN, {"时间": "2026-09-29", "指导内容": "讲课"}, from_month("10-10"), VISIT)
    town.round(from_month("10-12"))
    lapsed = one(town, RungKind.SUPERVISE)
    assert (lapsed.state, lapsed.number) == ("lapsed", None)
    with pytest.raises(MoveRefused, match="自动失效"):
        do(town, commands.issue, lapsed, "10-12", by=OFFICE)


@pytest.fixture
def candidate(town: Town) -> Notice:
    """T+5 is 13 October; the office tells the unit on that day, so that it can object until the 16th."""
    town.round(from_month("10-13"))
    draft = one(town, RungKind.BULLETIN)
    assert draft.state == "draft"
    signed = do(town, commands.issue, draft, "10-13", by=OFFICE)
    assert signed.until == from_month("10-16")
    return signed


def test_nothing_is_published_before_the_days_for_an_objection_are_over(
    town: Town, candidate: Notice
) -> None:
    assert told(town, "candidate") == [(PLAIN, "拟通报〔2026〕1号，10月16日前可以提出异议")]
    with pytest.raises(MoveRefused, match="2026-10-16"):
        do(town, commands.decide, candidate, "10-16", by=OFFICE, publish=True)
    done = do(town, commands.decide, candidate, "10-19", by=OFFICE, publish=True)
    assert (done.state, done.decided_by) == ("published", OFFICE)


def test_an_objection_must_be_answered_before_anything_is_published(
    town: Town, candidate: Notice
) -> None:
    do(town, commands.object_, candidate, "10-16", by="苏例楷", reason="当天在外执勤")
    assert told(town, "objected") == [(OFFICE, "当天在外执勤")]
    with pytest.raises(MoveRefused, match="有异议，待答复"):
        do(town, commands.decide, candidate, "10-19", by=OFFICE, publish=True)
    answered = {"by": OFFICE, "upheld": False, "reason": "可以另约时间"}
    do(town, commands.answer, candidate, "10-19", **answered)
    assert told(town, "objection_answered") == [(PLAIN, "不采纳异议：可以另约时间")]
    assert do(town, commands.decide, candidate, "10-19", by=OFFICE, publish=True).state == (
        "published"
    )


def test_an_upheld_objection_ends_it(town: Town, candidate: Notice) -> None:
    do(town, commands.object_, candidate, "10-14", by="苏例楷", reason="当天在外执勤")
    answered = {"by": OFFICE, "upheld": True, "reason": "属实"}
    assert do(town, commands.answer, candidate, "10-15", **answered).state == "dropped"
    with pytest.raises(MoveRefused):
        do(town, commands.decide, candidate, "10-19", by=OFFICE, publish=True)
    assert town.verify() == []


def test_an_objection_comes_in_time_and_with_a_reason(town: Town, candidate: Notice) -> None:
    with pytest.raises(MoveRefused, match="理由"):
        do(town, commands.object_, candidate, "10-14", by="苏例楷", reason=" ")
    with pytest.raises(MoveRefused, match="2026-10-16"):
        do(town, commands.object_, candidate, "10-19", by="苏例楷", reason="晚了")


def test_a_talk_is_seen_and_sent_by_leaders_only(town: Town) -> None:
    town.round(from_month("10-20"))
    draft = one(town, RungKind.TALK)
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        on = from_month("10-20")
        seen = {
            reader: {n.kind for n in queries.notices(session, rules, on, for_leader=reader)}
            for reader in (False, True)
        }
        assert queries.notice(session, rules, draft.id, for_leader=False) is None
    assert RungKind.TALK not in seen[False]
    assert RungKind.TALK in seen[True]
    with pytest.raises(MoveRefused, match="领导小组"):
        do(town, commands.issue, draft, "10-20", by=OFFICE)
    assert do(town, commands.issue, draft, "10-20", by=LEADER).state == State.ISSUED
    assert told(town, "talk_asked") == [(PLAIN, "约谈〔2026〕1号，请签收")]


def test_what_was_signed_is_told_at_once_and_says_its_number(town: Town) -> None:
    do(town, commands.issue, one(town, RungKind.SUPERVISE), "10-12", by=OFFICE)
    town.round(from_month("10-12"))
    (body,) = town.heard(from_month("10-12"))["苏例楷"]
    assert f"【督办单】每月到校指导（9月）：{PLAIN}" in body
    assert "督办〔2026〕1号，请签收" in body


def test_numbers_begin_anew_each_year_and_for_each_kind(town: Town) -> None:
    do(town, commands.issue, one(town, RungKind.SUPERVISE), "10-12", by=OFFICE)
    town.round(from_month("10-13"))
    assert do(town, commands.issue, one(town, RungKind.BULLETIN), "10-13", by=OFFICE).number == 1
    with town.database.write() as session:
        late = one(town, RungKind.SUPERVISE, SEAT)
        new_year = morning(from_month("10-13").replace(year=2027))
        signed = commands.issue(session, late.id, by=OFFICE, now=new_year)
        assert (signed.year, signed.number) == (2027, 1)
