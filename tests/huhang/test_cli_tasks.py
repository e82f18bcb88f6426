from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.huhang.conftest import ANWEN, FIRST, VISIT, Huhang

FIELDS = ("--field", "时间=2026-09-15", "--field", "指导内容=法治课")
ON = ("--as-of", "2026-09-28")


@pytest.mark.parametrize(
    "command",
    [
        ("tasks",),
        ("task", "show", "1"),
        ("task", "submit", "1"),
        ("inbox", "平安办"),
        ("journal",),
        ("journal", "verify"),
        ("round",),
        ("run", VISIT),
        ("deploy",),
    ],
)
def test_before_a_plan_is_loaded_a_command_says_how_to_load_one_and_creates_nothing(
    huhang: Huhang, command: tuple[str, ...]
) -> None:
    answer = huhang(*command)
    assert (answer.code, answer.out) == (1, "")
    assert answer.complaint.startswith("还没有载入方案，请先 huhang plan load")


def test_a_listing_on_a_misspelt_data_folder_leaves_no_files(huhang: Huhang, data: Path) -> None:
    huhang("tasks")
    huhang("doctor")
    assert not data.exists()


def test_a_round_opens_what_is_owed_and_a_second_one_finds_nothing_to_do(demo: Huhang) -> None:
    rows = demo("tasks", "--as-of", FIRST, "--json").json
    visits = [row for row in rows if row["obligation"] == VISIT]
    assert [(row["state"], row["due"], row["late"]) for row in visits] == [
        ("pending", "2026-09-30", False)
    ] * 12
    again = demo("round", "--as-of", FIRST, "--json").json
    assert (again["day"], again["told"]["messages"], again["failed"]) == (FIRST, 0, {})
    assert not any(run["opened"] for run in again["runs"])


def test_a_round_for_a_day_before_the_last_one_is_refused(demo: Huhang) -> None:
    for command in (("round",), ("run", VISIT), ("tasks",), ("task", "withdraw", 1)):
        answer = demo(*command, "--as-of", "2026-08-31")
        assert answer.code == 1
        assert "2026-09-01" in answer.complaint


def test_tasks_can_be_narrowed_to_a_post_a_state_and_to_what_is_late(demo: Huhang) -> None:
    asked = ("tasks", "--as-of", "2026-10-09", "--json")
    everything = demo(*asked).json
    office = demo(*asked, "--post", "平安办").json
    assert 0 < len(office) < len(everything)
    assert {row["post"] for row in office} == {"平安办"}
    late = demo(*asked, "--late").json
    assert {row["due"] for row in late} == {"2026-09-30"} | {row["due"] for row in late}
    assert all(row["late"] and row["due"] < "2026-10-09" for row in late)
    assert len(late) == sum(row["late"] for row in everything) > 12
    assert demo(*asked, "--state", "done").json == []


def test_a_person_stands_for_the_posts_that_he_holds(demo: Huhang) -> None:
    office = demo("inbox", "平安办", "--json").json
    [person] = {message["recipient"] for message in office}
    assert demo("inbox", person, "--json").json == office
    mine = demo("tasks", "--as-of", FIRST, "--post", person, "--json").json
    assert "平安办" in {row["post"] for row in mine}


def test_the_listing_for_readers_is_chinese_and_never_cut(demo: Huhang) -> None:
    lines = demo("tasks", *ON, "--post", "杨地湾学校·法制副校长").out.splitlines()
    assert lines[0].split() == ["编号", "职责", "周期", "对象", "岗位", "状态", "到期", "轮到"]
    [line] = [line for line in lines if "每月到校指导" in line]
    assert "待办（临期）" in line
    assert line.endswith("杨地湾学校·法制副校长")


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (("task", "show", 9999), 1, "没有任务 9999"),
        (("task", "submit", 9999), 1, "没有任务 9999"),
        (("task", "submit", "x"), 2, "ID 应为整数"),
        (("task", "submit", 0), 2, "ID 应为 1 或更大的整数"),
        (("task", "submit", 1, "--field", "时间"), 2, "应写成 --field 名称=值"),
        (("task", "submit", 1, "--json-fields", "{"), 2, "不是有效的 JSON"),
        (("task", "submit", 1, "--json-fields", "[]"), 2, "应为一个对象"),
        (("task", "submit", 1, "--field", "天气=晴"), 1, "没有“天气”这一项"),
        (("task", "return", 1), 2, "缺少选项 --reason"),
        (("task", "accept", 1), 1, "任务现在是“待办”，不能审核通过"),
        (("task", "extend", 1), 2, "--until D（申请）、--grant（同意）、--refuse"),
        (("task", "extend", 1, "--until", "2026-10-12", "--grant"), 2, "之一"),
        (("task", "reassign", 1, "--to", "无此岗位"), 1, "名册里没有岗位“无此岗位”"),
        (("tasks", "--state", "open"), 2, "--state 读到 'open'，应为 'pending'"),
        (("tasks", "--post", "无此岗位"), 2, "名册里没有 '无此岗位'"),
        (("tasks", "--jurisdiction", "elsewhere"), 2, "没有辖区 'elsewhere'，有："),
        (("run", "no-such-duty"), 2, "方案里没有职责 'no-such-duty'"),
        (("inbox", "无此人"), 2, "名册里没有 '无此人'"),
        (("journal", "x"), 2, "应为任务编号或 verify"),
        (("journal", "9999"), 1, "没有任务 9999"),
    ],
)
def test_bad_input_is_one_clear_line_and_changes_nothing(
    demo: Huhang, command: tuple[object, ...], code: int, says: str
) -> None:
    before = demo("journal", "--json").json
    answer = demo(*command)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.complaint
    assert demo("journal", "--json").json == before


def test_a_unit_hands_in_and_the_reviewer_accepts_without_naming_anybody(
    demo: Huhang, visit: int
) -> None:
    handed_in = demo("task", "submit", visit, *FIELDS, *ON, "--json").json
    assert (handed_in["state"], handed_in["whose_move"]) == ("submitted", "平安办")
    done = demo("task", "accept", visit, *ON, "--json").json
    assert (done["state"], done["whose_move"], done["late"]) == ("done", "", False)
    actors = [(row["verb"], row["actor"]) for row in demo("journal", visit, "--json").json[1:]]
    assert actors == [("submit", handed_in["post"]), ("accept", "平安办")]


def test_fields_can_be_given_as_json(demo: Huhang, visit: int) -> None:
    fields = '{"时间": "2026-09-15", "指导内容": "法治课"}'
    answer = demo("task", "submit", visit, "--json-fields", fields, *ON)
    assert answer.code == 0
    assert "待审核" in answer.out
    [hand_in] = demo("task", "show", visit, "--json").json["hand_ins"]
    assert hand_in["fields"] == {"时间": "2026-09-15", "指导内容": "法治课"}


def test_nobody_reviews_his_own_hand_in(demo: Huhang, visit: int) -> None:
    post = demo("task", "submit", visit, *FIELDS, *ON, "--json").json["post"]
    answer = demo("task", "accept", visit, *ON, "--by", post)
    assert answer.code == 1
    assert "不能对自己的任务" in answer.complaint


def test_a_move_by_a_name_that_the_roster_does_not_know_is_refused(
    demo: Huhang, visit: int
) -> None:
    answer = demo("task", "submit", visit, *FIELDS, *ON, "--by", "没人")
    assert (answer.code, "没人" in answer.complaint) == (2, True)
    assert demo("task", "show", visit, "--json").json["state"] == "pending"


def test_what_was_told_by_telephone_is_recorded_for_the_unit(demo: Huhang, visit: int) -> None:
    post = demo("task", "show", visit, "--json").json["post"]
    demo("task", "submit", visit, *FIELDS, *ON, "--for", post)
    [hand_in] = demo("task", "show", visit, "--json").json["hand_ins"]
    assert (hand_in["by"], hand_in["recorded_for"]) == ("平安办", post)


def test_a_return_tells_the_unit_at_once_with_the_reason(demo: Huhang, visit: int) -> None:
    post = demo("task", "submit", visit, *FIELDS, *ON, "--json").json["post"]
    told = len(demo("inbox", post, *ON, "--json").json)
    returned = demo("task", "return", visit, "--reason", "请写明班级", *ON, "--json").json
    assert (returned["state"], returned["whose_move"]) == ("returned", post)
    newest, *older = demo("inbox", post, *ON, "--json").json
    assert len(older) == told
    assert newest["kind"] == "at_once"
    assert "请写明班级" in newest["body"]


def test_an_extension_is_asked_for_and_granted_by_somebody_else(demo: Huhang, visit: int) -> None:
    asked = demo("task", "extend", visit, "--until", "2026-10-12", "--reason", "出差", *ON)
    assert asked.code == 0
    granted = demo("task", "extend", visit, "--grant", *ON, "--json").json
    assert (granted["due"], granted["original_due"], granted["extended"]) == (
        "2026-10-12", "2026-09-30", True
    )  # fmt: skip


def test_every_other_move_is_there(demo: Huhang, visit: int) -> None:
    def state(*arguments: object) -> tuple[str, bool]:
        answer = demo("task", *arguments, *ON, "--json")
        assert answer.code == 0, answer.err
        return answer.json["state"], answer.json["paused"]

    because = ("--reason", "原因")
    assert state("extend", visit, "--until", "2026-10-12", *because) == ("pending", False)
    assert state("extend", visit, "--refuse", *because) == ("pending", False)
    assert state("pause", visit, *because) == ("pending", True)
    assert state("resume", visit) == ("pending", False)
    assert state("submit", visit, *FIELDS) == ("submitted", False)
    assert state("withdraw", visit) == ("pending", False)
    assert state("reassign", visit, "--to", "司法所") == ("pending", False)
    assert state("waive", visit, *because) == ("waived", False)
    assert state("reopen", visit, *because) == ("pending", False)
    assert state("cancel", visit, *because) == ("cancelled", False)
    assert demo("journal", "verify").code == 0


def test_run_chases_one_duty_and_leaves_the_digest_to_the_round(demo: Huhang) -> None:
    ran = demo("run", VISIT, *ON, "--json").json
    assert (ran["obligation"], ran["told"], ran["messages"]) == (VISIT, 12, 0)
    told = demo("round", *ON, "--json").json["told"]["messages"]
    assert told >= 12


def test_show_tells_the_whole_story_of_a_task(demo: Huhang, visit: int) -> None:
    demo("task", "submit", visit, *FIELDS, *ON)
    story = demo("task", "show", visit, *ON).out
    for part in (
        "每月到校指导（2026年9月",
        "待审核",
        "轮到　平安办",
        "时间 date",
        "法治课",
        "提交",
    ):
        assert part in story


def test_the_journal_is_found_whole_and_a_changed_row_is_named(demo: Huhang, data: Path) -> None:
    whole = demo("journal", "verify", "--json")
    assert (whole.code, whole.json["problems"]) == (0, [])
    assert whole.json["rows"] == len(demo("journal", "--json").json)
    with sqlite3.connect(data / "huhang.sqlite") as database:
        database.execute("UPDATE journal SET actor = '别人' WHERE seq = 2")
    broken = demo("journal", "verify")
    assert (broken.code, broken.out) == (1, "")
    assert "第 2 条被改过" in broken.complaint


def test_a_channel_file_that_cannot_be_used_is_refused_before_anybody_is_told(
    demo: Huhang, data: Path
) -> None:
    (data / "channels.yaml").write_text("urls:\n  - schan://key:\n      tag: 平安办\n")
    answer = demo("round", *ON)
    assert answer.code == 1
    assert "channels.yaml 第 1 项" in answer.err
    assert "key" not in answer.err


@pytest.mark.parametrize("move", ["pause", "cancel", "waive", "reopen", "extend"])
def test_of_a_sensitive_duty_only_a_listed_reason_is_journalled(demo: Huhang, move: str) -> None:
    plan = demo("plan", "show", ANWEN, "--json").json
    sensitive = {duty["id"] for duty in plan if duty["sensitive"]} - {"care-contact"}
    rows = demo("tasks", "--as-of", FIRST, "--json").json
    task = next(row["id"] for row in rows if row["obligation"] in sensitive)
    until = ("--until", "2026-12-31") if move == "extend" else ()
    answer = demo("task", move, task, "--as-of", FIRST, *until, "--reason", "某某家里有事")
    assert answer.code == 1
    assert "请从列出的理由里选一个" in answer.complaint
    assert "某某" not in demo("task", "show", task, "--as-of", FIRST).out
    if move == "pause":
        why = ("--reason", "停课、放假或天气原因")
        assert demo("task", move, task, "--as-of", FIRST, *why).code == 0
