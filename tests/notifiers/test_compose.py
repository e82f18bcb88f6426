"""Who gets a message, what becomes of what is not told, and when nothing goes out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from notifiers import telling
from notifiers.channels.channel import Channels
from notifiers.delivery import deliver
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from runtime.database import Database
from tasks.lifecycle import State
from tasks.occasions import Occasion
from tasks.tables import Extension, Nudge
from tests.notifiers.town import (
    NOW,
    SEAT,
    SHANGHAI,
    deliveries,
    messages,
    nudge,
    outcomes,
    owe,
    settle,
    without,
)

SEATS = ("杨地湾学校·法制副校长", "羊角学校·法制副校长")


@pytest.fixture
def anwen(database: Database) -> Jurisdiction:
    return settle(database)


def compose(
    database: Database,
    anwen: Jurisdiction,
    now: datetime = NOW,
    *,
    at_once_only: bool = False,
    inbox_only: bool = False,
) -> list[str]:
    with database.write() as session:
        made = telling.compose(
            session, anwen, now, at_once_only=at_once_only, inbox_only=inbox_only
        )
    return list(made)


def test_each_person_gets_one_message(database: Database, anwen: Jurisdiction) -> None:
    with database.write() as session:
        for seat in SEATS:
            for duty in ("team-monthly-guidance", "team-quarterly-lecture"):
                nudge(session, owe(session, seat, duty=duty))
    assert len(compose(database, anwen)) == 2
    assert [(m.recipient, m.subject) for m in messages(database)] == [
        ("冉例公", "今日 2 项临期"),
        ("窦例毅", "今日 2 项临期"),
    ]


def test_a_person_with_two_posts_is_one_person(database: Database, anwen: Jurisdiction) -> None:
    """冉例公 is a deputy leader and holds a seat."""
    with database.write() as session:
        nudge(session, owe(session, "羊角学校·法制副校长"))
        late = owe(
            session, "安稳镇", duty="venue-inspection", post="文化服务中心", due=date(2026, 9, 18)
        )
        nudge(session, late, RungKind.SUPERVISE, post="领导小组副组长·政法")
    compose(database, anwen)
    (message,) = messages(database)
    assert message.recipient == "冉例公"
    assert message.posts == ["领导小组副组长·政法", "羊角学校·法制副校长"]
    assert message.body.count("\n") == 2


def test_a_task_told_to_two_posts_of_one_person_is_one_line(
    database: Database, anwen: Jurisdiction
) -> None:
    """陈例安 heads 平安办 and lectures at a school: his own lateness reaches him twice."""
    with database.write() as session:
        task = owe(session, "杨地湾学校·法治讲师", due=date(2026, 9, 21))
        nudge(session, task, RungKind.URGE)
        nudge(session, task, RungKind.URGE, post="平安办·负责人")
    compose(database, anwen)
    (message,) = messages(database)
    assert message.subject == "今日 1 项逾期"
    assert message.body.count("\n") == 1


def test_composing_again_tells_nothing_twice(database: Database, anwen: Jurisdiction) -> None:
    with database.write() as session:
        nudge(session, owe(session))
    assert len(compose(database, anwen)) == 1
    assert compose(database, anwen) == []


def test_two_rounds_at_once_tell_each_person_once(database: Database, anwen: Jurisdiction) -> None:
    with database.write() as session:
        for seat in anwen.roster.groups["team seats"].subjects:
            nudge(session, owe(session, seat.name))
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: compose(database, anwen), range(2)))
    assert sorted(map(len, made)) == [0, 12]
    assert len(messages(database)) == 12


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.SUBMITTED, "已提交，无需再催"),
        (State.DONE, "任务已结束"),
        (State.WAIVED, "任务已结束"),
        (State.CANCELLED, "任务已结束"),
    ],
)
def test_nobody_is_chased_for_what_is_handed_in_or_over(
    database: Database, anwen: Jurisdiction, state: State, reason: str
) -> None:
    with database.write() as session:
        nudge(session, owe(session, state=state))
    assert compose(database, anwen) == []
    assert outcomes(database) == [("suppressed", reason)]


def test_a_review_is_told_while_it_waits_and_not_after(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        nudge(
            session,
            owe(session, state=State.SUBMITTED),
            RungKind.OPENED,
            post="平安办",
            clock="review",
        )
        done = owe(session, SEATS[1], state=State.SUBMITTED)
        nudge(session, done, RungKind.REMINDER, post="平安办", clock="review")
        done.state = State.RETURNED.value
    compose(database, anwen)
    (message,) = messages(database)
    assert message.recipient == "褚例宁"
    assert f"{SEAT}的提交待您审核" in message.body
    assert outcomes(database)[1] == ("suppressed", "已审核，无需再催")


def test_a_cancelled_task_is_still_told_to_be_over(database: Database, anwen: Jurisdiction) -> None:
    with database.write() as session:
        nudge(session, owe(session, state=State.CANCELLED), Occasion.CANCELLED, clock="event")
    compose(database, anwen)
    (message,) = messages(database)
    assert "【已撤销】" in message.body


def test_an_extension_that_was_answered_meanwhile_is_not_asked_for(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        for seat, answer in zip(SEATS, ("", "granted"), strict=True):
            task = owe(session, seat)
            session.add(
                Extension(
                    task_id=task.id, until=date(2026, 10, 12), reason="出差",
                    asked_at=NOW, asked_by=seat, answer=answer,
                )
            )  # fmt: skip
            nudge(session, task, Occasion.ASKED, post="平安办", clock="event")
    compose(database, anwen)
    (message,) = messages(database)
    assert SEATS[0] in message.body
    assert outcomes(database)[1] == ("suppressed", "延期申请已答复")


def test_a_paused_task_and_a_moved_date_are_not_chased(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        paused, moved = owe(session), owe(session, SEATS[1])
        nudge(session, paused)
        nudge(session, moved)
        paused.paused_from, moved.due = NOW.date(), date(2026, 10, 12)
    assert compose(database, anwen) == []
    assert [reason for _, reason in outcomes(database)] == ["任务已暂缓", "期限已调整"]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 9, 23, 8, 29, tzinfo=SHANGHAI),
        datetime(2026, 9, 23, 18, 0, tzinfo=SHANGHAI),
        datetime(2026, 9, 25, 10, 0, tzinfo=SHANGHAI),  # Mid-Autumn Festival
        datetime(2026, 9, 26, 10, 0, tzinfo=SHANGHAI),  # a Saturday
    ],
)
def test_outside_working_hours_it_waits_and_is_merged(
    database: Database, anwen: Jurisdiction, moment: datetime
) -> None:
    with database.write() as session:
        nudge(session, owe(session))
    assert compose(database, anwen, moment) == []
    assert outcomes(database) == [("", "")]
    with database.write() as session:
        nudge(session, owe(session, duty="team-quarterly-lecture"))
    compose(database, anwen, datetime(2026, 9, 28, 8, 30, tzinfo=SHANGHAI))
    (message,) = messages(database)
    assert message.subject == "今日 2 项临期"


def test_at_once_goes_a_supervision_and_what_somebody_waits_for(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        late = owe(session, due=date(2026, 9, 18))
        nudge(session, late, RungKind.SUPERVISE)
        nudge(session, late, RungKind.URGE, post="派出所·负责人")
        nudge(
            session, owe(session, SEATS[1]), Occasion.RETURNED, clock="event", reason="照片看不清"
        )
    compose(database, anwen, at_once_only=True)
    assert [(m.recipient, m.kind, m.subject) for m in messages(database)] == [
        ("冉例公", "at_once", "退回补正 1 项"),
        ("窦例毅", "at_once", "督办 1 项"),
    ]
    compose(database, anwen)
    assert {m.recipient for m in messages(database)} == {"冉例公", "窦例毅", "赵例山"}


def test_a_round_as_of_another_day_reaches_the_inbox_only(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        nudge(session, owe(session))
    compose(database, anwen, datetime(2026, 10, 3, 8, 30, tzinfo=SHANGHAI), inbox_only=True)
    assert outcomes(database) == [("sent", "站内信")]
    (delivery,) = deliveries(database)
    assert (delivery.channel, delivery.state) == ("站内信", "sent")
    assert deliver(database, Channels(), NOW).sent == 0


def test_a_vacant_post_is_answered_for_by_the_next_above(database: Database) -> None:
    anwen = without(settle(database), "文化服务中心")
    with database.write() as session:
        nudge(session, owe(session, "安稳镇", duty="venue-inspection", post="文化服务中心"))
        telling.compose(session, anwen, NOW)
    (message,) = messages(database)
    assert message.recipient == "蒋例歌"  # the unit's head
    assert message.body.endswith("文化服务中心负责，还有 4 个工作日（9月30日，岗位空缺）")


def test_where_nobody_is_above_either_it_has_failed(database: Database) -> None:
    anwen = settle(database)
    everybody = without(anwen, *anwen.roster.by_name)
    with database.write() as session:
        nudge(session, owe(session))
        assert telling.compose(session, everybody, NOW) == ()
    assert outcomes(database) == [("failed", "岗位空缺，上级也无人可告知")]


def test_a_post_that_is_gone_falls_to_the_supervising_post(
    database: Database, anwen: Jurisdiction
) -> None:
    with database.write() as session:
        nudge(session, owe(session), post="撤销了的岗位")
    compose(database, anwen)
    (message,) = messages(database)
    assert message.recipient == "褚例宁"


def test_the_same_nudges_make_the_same_message_id(database: Database, anwen: Jurisdiction) -> None:
    with database.write() as session:
        nudge(session, owe(session))
    with database.write() as session:
        first = telling.compose(session, anwen, NOW)
        session.rollback()
    with database.write() as session:
        assert telling.compose(session, anwen, NOW + timedelta(hours=1)) == first
        told = session.scalars(select(Nudge.message_id)).all()
    assert tuple(told) == first
