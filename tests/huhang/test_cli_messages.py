from __future__ import annotations

import hashlib
from pathlib import Path

from tests.huhang.conftest import FIRST, Huhang

LATER = ("--as-of", "2026-09-24")
SEAT = "羊角学校·法制副校长"


def test_a_preview_shows_exactly_what_the_round_then_sends(demo: Huhang) -> None:
    before = demo("message", "preview", SEAT, *LATER, "--json")
    assert before.code == 0
    (shown,) = before.json
    assert demo("round", *LATER).code == 0
    newest = demo("inbox", SEAT, "--json").json[0]
    assert (newest["subject"], newest["body"]) == (shown["subject"], shown["body"])
    (form,) = shown["forms"]
    assert form["size"] == len(form["text"].encode())
    assert shown["body"] in form["text"]


def test_a_preview_changes_nothing(demo: Huhang) -> None:
    def whole() -> list[str]:
        asked = (("tasks", "--json"), ("journal", "--json"), ("inbox", SEAT, "--json"))
        answers = [demo(*words).out for words in asked]
        return [hashlib.sha256(answer.encode()).hexdigest() for answer in answers]

    before = whole()
    assert demo("message", "preview", SEAT, *LATER).code == 0
    assert whole() == before


def test_a_preview_shows_every_channel_with_its_own_text(demo: Huhang, data: Path) -> None:
    (data / "channels.yaml").write_text(
        f"urls:\n  - wecombot://key:\n      tag: {SEAT}\n"
        f"  - mailtos://user:pass@smtp.example.org:\n      to: a@example.org\n      tag: {SEAT}\n"
    )
    forms = demo("message", "preview", SEAT, *LATER, "--json").json[0]["forms"]
    assert len(forms) == 2
    assert forms[0]["channel"].startswith("企业微信")
    assert forms[0]["size"] <= 2048
    assert "key" not in str(forms)


def test_a_preview_of_somebody_with_nothing_to_hear_says_so(demo: Huhang) -> None:
    answer = demo("message", "preview", SEAT, "--as-of", FIRST)
    assert (answer.code, "没有要再告知" in answer.out) == (0, True)


def test_a_message_can_be_copied_and_recorded_as_told_by_telephone(demo: Huhang) -> None:
    newest = demo("inbox", SEAT, "--json").json[0]
    copied = demo("message", "text", newest["id"][:8])
    assert copied.out.startswith(f"{newest['recipient']}：{newest['subject']}\n1. ")
    told = demo("message", "told", newest["id"][:8], "--by", "褚例宁", "--note", "知道了")
    assert told.code == 0, told.err
    assert demo("inbox", SEAT, "--json").json[0]["channel"] == "电话"
    assert demo("message", "told", newest["id"][:8], "--by", "褚例宁").complaint.startswith("这条")
    assert demo("journal", "verify").code == 0


def test_an_unknown_message_is_one_clear_line(demo: Huhang) -> None:
    for words in (("text", "ffffffff"), ("told", "ffffffff", "--by", "某人")):
        answer = demo("message", *words)
        assert (answer.code, answer.out) == (1, "")
        assert "huhang inbox" in answer.complaint


def test_the_timeline_of_a_task_lists_every_moment(demo: Huhang, visit: int) -> None:
    rows = demo("task", "timeline", visit, "--json").json
    assert [rows[0]["rung"], rows[0]["state"]] == ["open", "sent"]
    assert {row["rung"] for row in rows} == {"open", "T-3", "T-1", "T+1", "T+3", "T+5", "T+10"}
    shown = demo("task", "timeline", visit).out
    assert "已告知" in shown
    assert "还没到" in shown
    assert demo("task", "timeline", 999999).complaint.startswith("没有任务")
