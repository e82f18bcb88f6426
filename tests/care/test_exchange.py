"""What one unit notifies another of is a reference and a need; it goes nowhere unapproved, and it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from care import exchange, exchange_queries, forgetting, zone
from care.exchange_queries import Seen
from care.keys import Keyring
from care.lifecycle import CareRefused
from care.notification import OPEN, Notification, State, Step, after
from care.tables import CareExchange
from notifiers.tables import Message
from runtime.database import Database
from tasks.lifecycle import State as TaskState
from tasks.tables import JournalRow
from tests.care.room import DUTIES, KEEPER, START, Room
from tests.rounds.town import only

POLICE, POLICE_HEAD = "钱例川", "赵例山"
OFFICE, OFFICE_HEAD = "褚例宁", "陈例安"
SCHOOL = "尤例学"  # 杨地湾学校's 承办岗
STRANGER = "张例育"  # 安稳学校's
NEED = "心理疏导"
UNTIL = date(2026, 10, 9)
OPENED = ("platform-update", "information-circulation", "measures-on-notified")


class Post(Room):
    """The town with the duty that notifications open."""

    def load(
        self, on: date = START, remark: str = "", files: Mapping[str, str] | None = None
    ) -> None:
        super().load(on, remark, files or only((*DUTIES, *OPENED)))

    def ask(self, by: str = POLICE, on: date = START, **other: Any) -> str:
        return str(self.do(exchange.ask, on, note(**other), by=by).reference)

    def sent(self) -> str:
        """Asked and approved."""
        reference = self.ask()
        self.do(exchange.approve, START, reference, by=POLICE_HEAD)
        return reference

    def row(self, reference: str) -> CareExchange:
        with self.database.read() as session:
            found = select(CareExchange).where(CareExchange.reference == reference)
            return session.scalars(found).one()

    def seen(self, person: str, on: date = START) -> list[Seen]:
        with self.database.read() as session:
            return exchange_queries.seen(session, self.rules(session), person, on)


def note(**other: Any) -> Notification:
    given: dict[str, Any] = {
        "sender": "派出所",
        "receiver": "杨地湾学校",
        "need": NEED,
        "purpose": "落实教育帮扶措施",
        "law": "预防未成年人犯罪法",
        "article": "第三十一条",
        "expires_on": UNTIL,
    }
    return Notification(**given | other)


@pytest.fixture
def post(database: Database, tmp_path: Path) -> Post:
    made = Post(database, Keyring(tmp_path / "keys.sqlite"))
    made.load()
    return made


@pytest.fixture
def lite(sqlite_database: Database, tmp_path: Path) -> Post:
    made = Post(sqlite_database, Keyring(tmp_path / "keys.sqlite"))
    made.load()
    return made


def test_a_notification_is_approved_received_acted_on_and_answered(post: Post) -> None:
    reference = post.ask()
    assert [task.post for task in post.tasks("assigned-work")] == ["派出所·负责人"]
    assert post.seen(SCHOOL) == []
    post.do(exchange.approve, START, reference, by=POLICE_HEAD)
    approval = post.tasks("assigned-work")[0]
    assert approval.state in (TaskState.SUBMITTED, TaskState.DONE)
    (work,) = post.tasks("measures-on-notified")
    assert (work.post, work.cause) == ("杨地湾学校", reference)
    post.do(exchange.receive, START, reference, by=SCHOOL)
    post.do(exchange.answer, START, reference, "已落实措施", by=SCHOOL)
    (line,) = post.seen(POLICE)
    assert (line.state, line.answer, line.task_id) == (State.ANSWERED, "已落实措施", None)
    assert post.seen(SCHOOL)[0].task_id == work.id


def test_nobody_approves_what_he_asked_for(lite: Post) -> None:
    reference = lite.ask()
    for person in (POLICE, SCHOOL, STRANGER, OFFICE):
        with pytest.raises(CareRefused, match="不由您办理"):
            lite.do(exchange.approve, START, reference, by=person)
    # 团委's 承办岗 and head are one person: the next one up approves.
    other = lite.ask(by="韩例青", sender="团委")
    assert lite.row(other).approver == "平安办"
    with pytest.raises(CareRefused, match="不由您办理"):
        lite.do(exchange.approve, START, other, by="韩例青")
    lite.do(exchange.approve, START, other, by=OFFICE)


def test_only_the_receiver_confirms_and_answers(lite: Post) -> None:
    waiting, sent = lite.ask(), lite.sent()
    for person in (POLICE, POLICE_HEAD, STRANGER, OFFICE):
        with pytest.raises(CareRefused, match="不由您办理"):
            lite.do(exchange.receive, START, sent, by=person)
    with pytest.raises(CareRefused, match="没有这件通报"):
        lite.do(exchange.receive, START, waiting, by=SCHOOL)
    with pytest.raises(CareRefused, match="“待签收”，不能答复；可以：签收"):
        lite.do(exchange.answer, START, sent, "已落实措施", by=SCHOOL)
    assert lite.seen(STRANGER) == lite.seen(OFFICE) == []


def test_what_is_not_approved_is_never_seen_by_the_receiver(lite: Post) -> None:
    refused, lapsed = lite.ask(), lite.ask()
    lite.do(exchange.refuse, START, refused, by=POLICE_HEAD)
    lite.round(date(2026, 10, 12))
    assert lite.row(lapsed).state == State.EXPIRED
    assert lite.seen(SCHOOL, date(2026, 10, 12)) == []
    assert lite.tasks("measures-on-notified") == []


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"sender": "司法所"}, "只能以本单位的名义发出通报"),
        ({"sender": "公安"}, "只能以本单位的名义发出通报"),
        ({"receiver": "派出所"}, "请选择接收单位"),
        ({"receiver": "小明家"}, "请选择接收单位"),
        ({"need": "小明"}, "请选择需要"),
        ({"purpose": ""}, "请选择目的"),
        ({"law": "别的法"}, "请选择依据的法律"),
        ({"article": "小明的事"}, "法律条款应写成"),
        ({"expires_on": START}, "有效期应在明天到 90 天以内"),
        ({"expires_on": START + timedelta(91)}, "有效期应在明天到 90 天以内"),
    ],
)
def test_there_is_no_field_that_could_hold_a_person(
    lite: Post, other: dict[str, Any], says: str
) -> None:
    with pytest.raises(CareRefused, match=says) as refused:
        lite.ask(**other)
    assert "小明" not in str(refused.value)


def test_for_an_agency_outside_the_office_sends_and_its_head_approves(lite: Post) -> None:
    reference = lite.ask(by=OFFICE, sender="民政")
    assert lite.row(reference).approver == "平安办·负责人"
    lite.do(exchange.approve, START, reference, by=OFFICE_HEAD)
    assert lite.seen(SCHOOL)[0].sender == "民政"


def test_one_that_has_lapsed_is_closed_by_the_round_and_its_work_called_off(post: Post) -> None:
    reference = post.sent()
    post.round(UNTIL)
    assert post.row(reference).state == State.SENT
    post.round(date(2026, 10, 12))
    row = post.row(reference)
    assert (row.state, row.closed_at is not None) == (State.EXPIRED, True)
    assert [task.state for task in post.tasks("measures-on-notified")] == [TaskState.CANCELLED]
    with pytest.raises(CareRefused, match="“已到期”"):
        post.do(exchange.receive, date(2026, 10, 12), reference, by=SCHOOL)


def test_past_its_day_nobody_acts_on_it_though_no_round_has_been(lite: Post) -> None:
    reference, day = lite.ask(), date(2026, 10, 12)
    with pytest.raises(CareRefused, match="2026-10-09 已到期"):
        lite.do(exchange.approve, day, reference, by=POLICE_HEAD)
    assert not lite.seen(POLICE_HEAD, day)[0].waits


def test_one_with_too_few_days_left_for_the_receiver_is_not_approved(lite: Post) -> None:
    reference = lite.ask(expires_on=date(2026, 9, 10))
    with pytest.raises(CareRefused, match="有效期已经不够"):
        lite.do(exchange.approve, START, reference, by=POLICE_HEAD)
    assert lite.row(reference).state == State.ASKED


def test_while_the_room_is_sealed_nothing_is_exchanged(lite: Post) -> None:
    lite.open()
    reference = lite.sent()
    lite.do(zone.seal, START, by=KEEPER, why="演练")
    with pytest.raises(CareRefused, match="已封存"):
        lite.do(exchange.receive, START, reference, by=SCHOOL)
    with pytest.raises(CareRefused, match="已封存"):
        lite.ask()


def test_no_message_and_no_journal_row_says_what_is_needed(lite: Post) -> None:
    reference = lite.sent()
    lite.do(exchange.receive, START, reference, by=SCHOOL)
    lite.round(date(2026, 9, 2))
    with lite.database.read() as session:
        bodies = [message.body for message in session.scalars(select(Message))]
        rows = [str(row.data) for row in session.scalars(select(JournalRow))]
    assert any("信息交换待批准" in body for body in bodies)
    assert any(reference in row for row in rows)
    assert not [text for text in (*bodies, *rows) if NEED in text or "犯罪" in text]


def told(post: Post, person: str) -> list[str]:
    """The lines about the exchange in what the person was told."""
    with post.database.read() as session:
        theirs = select(Message.body).where(Message.recipient == person)
        lines = [line for body in session.scalars(theirs) for line in body.splitlines()]
    return [line.partition(". ")[2] for line in lines if "【信息交换】" in line]


def test_the_sender_hears_in_the_next_digest_how_it_ended_and_no_word_more(post: Post) -> None:
    answered, refused, lapsed = post.sent(), post.ask(), post.ask()
    post.do(exchange.receive, START, answered, by=SCHOOL)
    post.round(date(2026, 9, 2))
    assert told(post, POLICE) == []
    post.do(exchange.answer, date(2026, 9, 3), answered, "已落实措施", by=SCHOOL)
    post.do(exchange.refuse, date(2026, 9, 3), refused, by=POLICE_HEAD)
    post.round(date(2026, 9, 3))
    said = "【信息交换】您发出的通报有 1 件有了结果，请登录后查看。说明："
    assert sorted(told(post, POLICE)) == [f"{said}已答复", f"{said}未批准"]
    post.round(date(2026, 10, 12))
    assert told(post, POLICE)[2:] == [f"{said}已到期"]
    assert lapsed
    for other in (POLICE_HEAD, SCHOOL, OFFICE):
        assert told(post, other) == []


def test_a_closed_notification_takes_no_further_step() -> None:
    for state in set(State) - OPEN:
        for step in Step:
            with pytest.raises(CareRefused, match="不能"):
                after(state, step)


def test_what_is_older_than_three_years_is_forgotten_and_no_sooner(post: Post) -> None:
    closed, open_ = post.sent(), post.ask()
    post.do(exchange.receive, START, closed, by=SCHOOL)
    post.do(exchange.answer, START, closed, "已落实措施", by=SCHOOL)
    assert post.do(forgetting.forget, date(2029, 8, 31)) == 0
    assert post.do(forgetting.forget, date(2029, 9, 30)) == 1
    assert [line.reference for line in post.seen(POLICE)] == [open_]
