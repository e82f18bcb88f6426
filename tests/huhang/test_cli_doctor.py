from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from huhang.doctor import examine
from rounds.health import Finding
from runtime import clock
from runtime.database import Database
from tests.huhang.conftest import Huhang

#: 1 September 2026, 10:00 in the plan's zone; the round of that day is done.
ROUND_DAY = datetime(2026, 9, 1, 2, tzinfo=UTC)
NEXT_DAY = datetime(2026, 9, 2, 2, tzinfo=UTC)

Examine = Callable[[datetime], tuple[Finding, ...]]


@pytest.fixture
def file(opened_demo: Path, data: Path) -> Path:
    """The database of a copy of the demo, which a test may damage."""
    shutil.copytree(opened_demo, data)
    return data / "huhang.sqlite"


@pytest.fixture
def problems(file: Path) -> Iterator[Examine]:
    """The problems that are found at a moment."""
    database = Database(f"sqlite:///{file}")
    yield lambda now: tuple(f for f in examine(database, file.parent, now) if f.level == "problem")
    database.dispose()


def test_a_sound_installation_has_no_problems_after_its_round(problems: Examine) -> None:
    assert problems(ROUND_DAY) == ()


def test_a_working_day_without_a_round_is_a_problem_from_ten_o_clock(problems: Examine) -> None:
    assert problems(NEXT_DAY.replace(hour=1, minute=59)) == ()
    [found] = problems(NEXT_DAY)
    assert found.check == "round"
    assert "上一次是 2026-09-01" in found.says
    assert "huhang round" in found.do


def test_a_day_of_rest_needs_no_round(problems: Examine, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE round SET day = '2026-09-04'")
    saturday = datetime(2026, 9, 5, 4, tzinfo=UTC)
    assert problems(saturday) == ()


def test_several_days_without_a_round_are_a_problem_at_any_hour(problems: Examine) -> None:
    early_on_friday = datetime(2026, 9, 3, 17, tzinfo=UTC)
    assert [found.check for found in problems(early_on_friday)] == ["round"]


def test_a_duty_that_failed_in_the_last_round_is_named(problems: Examine, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("""UPDATE round SET failed = '["team-monthly-guidance"]'""")
    [found] = problems(ROUND_DAY)
    assert "team-monthly-guidance" in found.says


def test_a_post_that_nobody_holds_is_a_problem_while_it_has_open_tasks(
    problems: Examine, file: Path
) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE task SET post = '撤掉的岗位' WHERE id <= 2")
    [found] = problems(ROUND_DAY)
    assert found.check == "post"
    assert "“撤掉的岗位”空缺，还有任务没有办结" in found.says


def test_a_message_that_did_not_arrive_is_a_problem_for_a_week(
    problems: Examine, file: Path
) -> None:
    with sqlite3.connect(file) as database:
        database.execute(
            "UPDATE delivery SET state = 'failed', reason = '地址不存在',"
            " ended_at = '2026-09-01 00:30:00.000000' WHERE id = 1"
        )
    [found] = problems(ROUND_DAY)
    assert found.check == "delivery"
    assert "1 条消息没有送达" in found.says
    assert "地址不存在" in found.says
    assert "delivery" not in {f.check for f in problems(datetime(2026, 9, 9, tzinfo=UTC))}


def test_a_message_that_arrived_by_its_second_channel_is_no_problem(
    problems: Examine, file: Path
) -> None:
    with sqlite3.connect(file) as database:
        database.execute(
            "INSERT INTO delivery (message_id, number, channel, state, attempts, next_at, claim,"
            " ended_at, reason) SELECT message_id, 2, '电子邮件', 'sent', 1, next_at, '', ended_at,"
            " '' FROM delivery WHERE id = 1"
        )
        database.execute(
            "UPDATE delivery SET state = 'failed', ended_at = '2026-09-01 00:30:00.000000'"
            " WHERE id = 1"
        )
    assert problems(ROUND_DAY) == ()


def test_a_message_that_waits_for_more_than_a_day_is_a_problem(
    problems: Examine, file: Path
) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE delivery SET state = 'waiting' WHERE id = 1")
    assert problems(ROUND_DAY) == ()
    assert "outbox" in {found.check for found in problems(NEXT_DAY)}


def test_a_changed_journal_is_a_problem(problems: Examine, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE journal SET actor = '别人' WHERE seq = 3")
    [found] = problems(ROUND_DAY)
    assert found.check == "journal"
    assert "第 3 条被改过" in found.says


def test_a_due_date_in_a_guessed_year_is_a_note_and_no_problem(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    [note] = examine(database, file.parent, ROUND_DAY)
    database.dispose()
    assert (note.level, note.check) == ("note", "calendar")
    assert "2027" in note.says


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_a_full_disk_is_a_problem(problems: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 10**12, 10**6))
    [found] = problems(ROUND_DAY)
    assert found.check == "space"


def test_a_database_of_a_newer_program_is_a_problem(problems: Examine, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    [found] = problems(ROUND_DAY)
    assert "比程序新" in found.says


def test_a_file_that_is_no_database_is_a_problem(problems: Examine, file: Path) -> None:
    file.write_bytes(b"no database at all " * 100)
    [found] = problems(ROUND_DAY)
    assert found.check == "database"


def test_a_database_that_does_not_answer_is_a_problem_told_without_its_password(
    tmp_path: Path,
) -> None:
    database = Database("postgresql://clerk:secret@127.0.0.1:1/huhang")
    [found] = examine(database, tmp_path, ROUND_DAY)
    assert found.check == "database"
    assert "secret" not in found.says


def test_doctor_on_a_fresh_data_folder_says_how_to_begin(huhang: Huhang, data: Path) -> None:
    answer = huhang("doctor", "--json")
    assert answer.code == 1
    assert not answer.json["ok"]
    [finding] = answer.json["findings"]
    assert "huhang plan load" in finding["do"]
    assert not data.exists()


def test_doctor_answers_with_one_line_a_finding_and_exit_code_0_when_all_is_well(
    demo: Huhang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: ROUND_DAY)
    answer = demo("doctor")
    assert (answer.code, answer.err) == (0, "")
    note, end = answer.out.splitlines()
    assert note.startswith("留意　安稳镇（演示）有任务按暂定的 2027 年日历")
    assert end == "没有问题"


def test_a_round_of_a_day_to_come_is_a_problem_for_no_round_comes_before_it(
    problems: Examine, file: Path
) -> None:
    with sqlite3.connect(file) as database:
        database.execute("UPDATE round SET day = '2027-09-01'")
    [found] = problems(ROUND_DAY)
    assert found.check == "round"
    assert "记的是 2027-09-01，比今天 2026-09-01 晚" in found.says
    assert "备份" in found.do
