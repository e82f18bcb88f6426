"""A plan folder becomes a jurisdiction, or says all that is wrong with it; it never just breaks."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from obligations.faults import Fault, PlanError
from obligations.ladder import DEFAULT
from obligations.loading import load
from obligations.source import parse
from tests.obligations.town import texts, town


def faults_of(files: dict[str, str], roster: str = "roster.yaml") -> list[str]:
    with pytest.raises(PlanError) as error:
        load(files, roster=roster)
    return [str(fault) for fault in error.value.faults]


def test_a_sound_folder_is_a_jurisdiction_with_all_its_parts() -> None:
    jurisdiction, sources = load(texts())
    assert (jurisdiction.id, jurisdiction.name) == ("hekou", "河口镇")
    assert str(jurisdiction.zone) == "Asia/Shanghai"
    assert sorted(sources) == ["calendar.yaml", "plan.yaml", "roster.yaml"]
    duty = jurisdiction.obligation("meeting")
    assert duty.lead == ("综治办", "派出所")
    assert jurisdiction.plan.ladder_of(duty) is DEFAULT
    ((follower, after),) = jurisdiction.plan.followers("meeting")
    assert (follower.id, after.when) == ("circular", "议题")
    assert follower.cadence == "after meeting, within 3 working days"
    assert jurisdiction.plan.followers("circular") == ()


def test_the_same_plan_can_be_read_with_another_roster() -> None:
    files = texts()
    files["demo.yaml"] = files["roster.yaml"].replace("jurisdiction: hekou", "jurisdiction: demo")
    jurisdiction, _ = load(files, roster="demo.yaml")
    assert jurisdiction.id == "demo"
    files["demo.yaml"] = files["demo.yaml"].replace("leader: 镇长", "leader: 书记", 1)
    assert faults_of(files, "demo.yaml")[0].startswith("demo.yaml:24:9: 没有岗位 '书记'")


def test_each_missing_file_is_named_and_the_others_are_still_checked() -> None:
    files = texts(("plan.yaml", "effective_from: 2026-01-01", "effective_from: 2026-02-30"))
    del files["roster.yaml"], files["calendar.yaml"]
    assert faults_of(files) == [
        "calendar.yaml:1:1: 方案文件夹里没有 calendar.yaml",
        "plan.yaml:4:17: effective_from：读到 '2026-02-30'，没有这一天，日期应写成 2026-09-30",
        "roster.yaml:1:1: 方案文件夹里没有 roster.yaml",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "plan.yaml:1:1: 文件是空的"),
        ("# nothing yet\n", "plan.yaml:1:1: 文件是空的"),
        ("just text", "plan.yaml:1:1: 读到 'just text'，应为若干“键: 值”"),
        ("- a\n- b", "plan.yaml:1:1: 读到 ['a', 'b']，应为若干“键: 值”"),
        ("a: [1, 2", "plan.yaml:2:1: 不是有效的 YAML：括号里缺少逗号，或括号没有关上"),
        ("? [a]\n: b\nid: x", "plan.yaml:1:3: 键应当是一个词"),
        ("a: \0", "plan.yaml:1:1: 不是有效的 YAML："),
        ("[" * 100_000 + "]" * 100_000, "plan.yaml:1:51: 一层套一层太深了"),
    ],
)
def test_a_file_that_is_no_plan_at_all_is_said_in_one_line(text: str, fault: str) -> None:
    found = faults_of({**texts(), "plan.yaml": text})
    assert any(said.startswith(fault) for said in found)


def test_words_that_yaml_would_change_stay_as_they_are_written() -> None:
    source = parse("a.yaml", "off: no\nday: 2026-02-30\nnumber: 020\nnone: ~\nempty:\n")
    assert source.data == {
        "off": "no",
        "day": "2026-02-30",
        "number": "020",
        "none": "~",
        "empty": None,
    }


def test_of_a_repeated_key_the_first_counts_and_the_second_is_a_fault() -> None:
    source = parse("a.yaml", "a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert source.data == {"a": "1", "b": {"c": "1"}}
    assert [str(fault) for fault in source.faults] == [
        "a.yaml:2:11: 键 'c' 重复了，第 2 行已经有一个",
        "a.yaml:3:1: 键 'a' 重复了，第 1 行已经有一个",
    ]


def test_anchors_cannot_make_a_small_file_large() -> None:
    layers = "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdef", "bcdefg", strict=True))
    with pytest.raises(PlanError, match="锚点和别名"):
        parse("a.yaml", f"a: &a [1, 1]\n{layers}\n")


def test_faults_come_in_the_order_of_the_files_and_each_has_its_line() -> None:
    error = PlanError([Fault("b.yaml", 1, 1, "二"), Fault("a.yaml", 9, 2, "一")])
    assert str(error) == "a.yaml:9:2: 一\nb.yaml:1:1: 二"


def test_a_subject_or_duty_can_count_from_a_day_that_no_file_states() -> None:
    jurisdiction = town(since={"duty:meeting": date(2026, 10, 1)})
    assert jurisdiction.since_of("duty", "meeting") == date(2026, 10, 1)
    assert jurisdiction.since_of("subject", "meeting") is None


# --- Whatever a clerk writes, it is answered ---

SCALARS = st.sampled_from(
    ["", "-", "x", "0", "-1", "99999999999999999999", "2026-09-30", "2026-02-30", "once", "month",
     "day 31", "09-30", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;INTERVAL=0", "post", "subject", "派出所",
     "meeting", "true", "T1", "2026-27"]
)  # fmt: skip
WRONG = st.recursive(
    SCALARS | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(SCALARS, inner, max_size=2),
    max_leaves=3,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = value.copy()
    changed[path[0]] = put(value[path[0]], path[1:], new)
    return changed


@given(st.data())
def test_whatever_is_written_in_place_of_anything_is_a_plan_or_a_list_of_faults(
    data: st.DataObject,
) -> None:
    files = texts()
    for _ in range(data.draw(st.integers(1, 3))):
        file = data.draw(st.sampled_from(["plan.yaml", "roster.yaml", "calendar.yaml"]))
        whole = parse(file, files[file]).data
        path = data.draw(st.sampled_from(paths(whole)))
        files[file] = yaml.safe_dump(put(whole, path, data.draw(WRONG)), allow_unicode=True)
    with suppress(PlanError):
        load(files)


@given(st.text(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>'\"\n\t #%@?,", max_size=60))
def test_whatever_text_a_file_holds_is_a_plan_or_a_list_of_faults(text: str) -> None:
    with suppress(PlanError):
        load({**texts(), "roster.yaml": text})
