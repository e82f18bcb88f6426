"""Contacts come in and go out as one sheet, choose the channel, and keep the hours of quiet."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from notifiers import contact_sheet, contacts, telling
from notifiers.channels.channel import Channels
from notifiers.channels.file import load
from notifiers.contact_sheet import COLUMNS, SheetFaults
from notifiers.contacts import Line
from notifiers.delivery import deliver
from runtime.database import Database
from tasks import journal
from tasks.tables import JournalRow
from tests.notifiers.receivers import Answer, Robot
from tests.notifiers.town import (
    NOW,
    SEAT,
    SHANGHAI,
    TODAY,
    anwen,
    deliveries,
    messages,
    nudge,
    owe,
    settle,
)


@pytest.fixture
def channels(tmp_path: Path) -> Channels:
    file = tmp_path / "channels.yaml"
    file.write_text(
        "urls:\n"
        "  - wecombot://one:\n      tag: 学校群\n"
        "  - wecombot://two:\n      tag: 派出所\n"
        "  - wecombot://three:\n      tag: 备用群\n"
    )
    return load(file)


def book(*rows: tuple[object, ...], head: tuple[str, ...] = COLUMNS) -> bytes:
    made = Workbook()
    sheet = made.active
    for row in (head, *rows):
        sheet.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def faults(content: bytes, channels: Channels) -> list[str]:
    with pytest.raises(SheetFaults) as error:
        contact_sheet.read(content, anwen(), channels)
    return list(error.value.faults)


def test_what_went_out_comes_in_unchanged(channels: Channels) -> None:
    lines = [
        Line(SEAT, "13800000000", "学校群", "备用群", "12:00", "14:00"),
        Line("平安办", channel="站内信"),
    ]
    sheet = contact_sheet.write(anwen(), lines, TODAY)
    found = contact_sheet.read(sheet, anwen(), channels)
    assert {line for line in found if line != Line(line.name)} == set(lines)
    assert {line.name for line in found} == set(anwen().roster.by_name)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    sheet = contact_sheet.write(anwen(), [Line("平安办", '=HYPERLINK("http://x","y")')], TODAY)
    cells = [cell for row in load_workbook(io.BytesIO(sheet)).worksheets[0] for cell in row]
    (told,) = [cell for cell in cells if str(cell.value).startswith("=")]
    assert told.data_type == "s" or told.quotePrefix
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_every_fault_names_its_cell_and_all_come_at_once(channels: Channels) -> None:
    content = book(
        ("平安力", "", "", "", "", "", ""),
        ("平安办", "", "=1+1", "没有的", "", "", ""),
        ("派出所", "", "", "", "备用群", "25:00", "14:00"),
        ("平安办", "", "", "站内信", "备用群", "12:00", ""),
        ("", "", "138", "", "", "", ""),
        ("司法所", "", "", "学校群", "学校群", "12:00", "12:00"),
    )
    assert faults(content, channels) == [
        "A2：名册里没有 '平安力'，是不是 '平安办'？",
        "C3：不能写公式，请填文字",
        "D3：channels.yaml 里没有标签 '没有的'；只用站内信的写“站内信”",
        "E4：写了备用渠道，首选渠道也要写",
        "F4：读到 '25:00'，应为时间，如 08:30",
        "A5：'平安办' 重复了，A3 已经有",
        "E5：站内信总是有的，不用和别的渠道搭配",
        "G5：免打扰要写起止两个时间",
        "A6：没有写岗位、单位或姓名",
        "E7：备用渠道与首选渠道相同",
        "G7：免打扰的起止时间相同",
    ]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_in_one_line(content: bytes, channels: Channels) -> None:
    (fault,) = faults(content, channels)
    assert "不是 Excel 文件" in fault


def test_another_sheet_is_known_by_its_heading(channels: Channels) -> None:
    content = book(("平安办",), head=("单位", *COLUMNS[1:]))
    assert faults(content, channels) == ["A1：表头读到 '单位'，应为 '岗位、单位或姓名'"]


def test_times_and_numbers_are_read_as_excel_keeps_them(channels: Channels) -> None:
    noon = datetime(2026, 1, 1, 12, 0).time()  # noqa: DTZ001 -- a cell has no zone
    (line,) = contact_sheet.read(
        book(("平安办", "", 13800000000.0, "", "", noon, "14:00")), anwen(), channels
    )
    assert line == Line("平安办", "13800000000", quiet_from="12:00", quiet_to="14:00")


def put(database: Database, *lines: Line) -> None:
    settle(database)
    with database.write() as session:
        contacts.replace_all(session, "anwen", lines, by="褚例宁", now=NOW)


def tell(database: Database, now: datetime = NOW) -> None:
    with database.write() as session:
        nudge(session, owe(session))
        telling.compose(session, anwen(), now)


def test_the_preferred_channel_is_tried_first_and_the_fallback_is_next(
    database: Database, channels: Channels
) -> None:
    put(database, Line(SEAT, channel="学校群", fallback="备用群"))
    tell(database)
    (message,) = messages(database)
    names = [channel.name for channel in channels.of("anwen", message.tags)]
    assert names == ["企业微信（第 1 项）", "企业微信（第 3 项）"]


def test_a_persons_own_contact_comes_before_that_of_his_post(
    database: Database, channels: Channels
) -> None:
    put(database, Line(SEAT, channel="学校群"), Line("窦例毅", channel="备用群"))
    tell(database)
    (message,) = messages(database)
    assert [c.name for c in channels.of("anwen", message.tags)] == ["企业微信（第 3 项）"]


def test_whoever_wants_the_inbox_only_gets_nothing_else(
    database: Database, channels: Channels
) -> None:
    put(database, Line("窦例毅", channel="站内信"))
    tell(database)
    (message,) = messages(database)
    assert channels.of("anwen", message.tags) == ()


def test_in_the_hours_of_quiet_a_message_waits_for_their_end(database: Database) -> None:
    put(database, Line("窦例毅", quiet_from="12:00", quiet_to="14:00"))
    noon = datetime(2026, 9, 23, 12, 30, tzinfo=SHANGHAI)
    tell(database, noon)
    (delivery,) = deliveries(database)
    assert delivery.next_at == datetime(2026, 9, 23, 14, 0, tzinfo=SHANGHAI)
    assert deliver(database, Channels(), noon + timedelta(minutes=80)).sent == 0
    assert deliver(database, Channels(), noon + timedelta(minutes=91)).sent == 1


@pytest.mark.parametrize("name", ["窦例毅", SEAT])
def test_another_try_waits_for_the_end_of_quiet_too_and_is_not_counted(
    database: Database, robot: Robot, channels: Channels, name: str
) -> None:
    """It fails a minute before noon; the next try would be at noon."""
    put(database, Line(name, channel="学校群", quiet_from="12:00", quiet_to="14:00"))
    tell(database)
    robot.answers.append(Answer(status=500))
    noon, two = (NOW.replace(hour=hour, minute=0) for hour in (12, 14))
    deliver(database, channels, noon - timedelta(minutes=1))
    for later in (noon, noon + timedelta(minutes=30)):
        assert deliver(database, channels, later).waiting == 1
    assert len(robot.requests) == 1
    (delivery,) = deliveries(database)
    assert (delivery.attempts, delivery.next_at) == (1, two)
    assert delivery.reason == "企业微信出错（500）"
    assert deliver(database, channels, two).sent == 1


def test_whoever_is_not_to_be_disturbed_holds_up_nobody_else(
    database: Database, robot: Robot, channels: Channels
) -> None:
    put(database, Line("窦例毅", channel="学校群", quiet_from="12:00", quiet_to="14:00"))
    other = "羊角学校·法制副校长"
    with database.write() as session:
        for seat in (SEAT, other):
            nudge(session, owe(session, seat))
        telling.compose(session, anwen(), NOW)
    done = deliver(database, channels, NOW.replace(hour=12, minute=30), limit=1)
    assert (done.sent, done.waiting) == (1, 1)


def test_quiet_over_midnight_ends_on_the_next_morning() -> None:
    known = contacts.Contacts({"甲": Line("甲", quiet_from="22:00", quiet_to="09:00")}, SHANGHAI)
    evening = datetime(2026, 9, 23, 23, 0, tzinfo=SHANGHAI)
    morning = datetime(2026, 9, 24, 8, 30, tzinfo=SHANGHAI)
    nine = datetime(2026, 9, 24, 9, 0, tzinfo=SHANGHAI)
    assert [known.not_before(["甲"], at) for at in (evening, morning, nine)] == [nine] * 3


def test_a_change_of_contacts_is_in_the_journal_without_their_numbers(database: Database) -> None:
    put(database, Line("平安办", "13800000000"))
    with database.write() as session:
        again = [Line("平安办", "13800000000"), Line("派出所")]
        assert not contacts.replace_all(session, "anwen", again, by="某人", now=NOW)
        rows = [row.data for row in session.scalars(select(JournalRow))]
        assert journal.verify(session, "anwen") == []
    assert len(rows) == 1
    assert "13800000000" not in rows[0]
