"""A file changed in one place: the value changes, and whatever the office wrote beside it stays."""

from __future__ import annotations

from datetime import date

import pytest

from obligations.amending import (
    CannotAmend,
    Folder,
    add_days,
    add_village,
    away,
    drop_days,
    end_village,
    hand_over,
    set_terms,
)
from obligations.editing import append, flow, put
from obligations.loading import load
from tests.plans.folders import texts

OCTOBER = date(2026, 10, 1)
NEW = "新例人"


def folder(files: dict[str, str] | None = None) -> Folder:
    found = files or dict(texts("anwen"))
    return Folder(found, "demo.yaml", load(found, roster="demo.yaml")[0])


def after(files: object) -> Folder:
    assert isinstance(files, dict)
    return folder(files)


def test_a_value_is_replaced_and_its_comment_stays() -> None:
    assert put("a: 1   # why\nb: 2\n", ("a",), "3") == "a: 3   # why\nb: 2\n"


def test_a_block_is_replaced_up_to_the_comment_behind_it() -> None:
    text = "a:\n  - x\n  - y\n\n# about b\nb: 2\n"
    assert put(text, ("a",), ["z"]) == "a:\n  [z]\n\n# about b\nb: 2\n"


@pytest.mark.parametrize(
    ("text", "path", "right"),
    [
        ("a: [x]\n", ("a",), "a: [x, z]\n"),
        ("a: []   # none\n", ("a",), "a: [z]   # none\n"),
        ("a:\n  - x  # why\nb: 1\n", ("a",), "a:\n  - x  # why\n  - z\nb: 1\n"),
        ("a: x\n", ("a",), "a: [x, z]\n"),
        ("b: 1\n", ("a",), "b: 1\n\na: [z]\n"),
        ("u:\n  - name: n\n    x: 1\n", ("u", 0, "a"), "u:\n  - name: n\n    a: [z]\n    x: 1\n"),
        ("u: [{name: n}]\n", ("u", 0, "a"), "u: [{name: n, a: [z]}]\n"),
    ],
)
def test_an_entry_is_added_in_the_style_of_its_list(
    text: str, path: tuple[str | int, ...], right: str
) -> None:
    assert append(text, path, "z") == right


def test_text_that_yaml_would_misread_is_quoted() -> None:
    assert flow({"reason": "高温: 停课", "n": True}) == '{reason: "高温: 停课", n: true}'


def test_who_held_a_post_keeps_it_to_the_day_before_a_handover() -> None:
    changed = after(hand_over(folder(), "派出所", NEW, "", OCTOBER)).rules.roster
    held = changed.holder("派出所", date(2026, 9, 30))
    assert held is not None
    assert (held.person, held.deputy) == ("钱例川", "孙例林")
    following = changed.holder("派出所", OCTOBER)
    assert following is not None
    assert (following.person, following.deputy) == (NEW, None)


def test_a_handover_changes_one_line_of_the_file() -> None:
    before = folder()
    changed = hand_over(before, "派出所", NEW, "", OCTOBER)["demo.yaml"]
    lines = zip(before.roster_text.splitlines(), changed.splitlines(), strict=True)
    assert sum(old != new for old, new in lines) == 1


def test_a_post_that_nobody_takes_over_is_vacant() -> None:
    changed = after(hand_over(folder(), "领导小组组长", "", "", OCTOBER)).rules.roster
    assert changed.recipient("领导小组组长", OCTOBER) is None


def test_nobody_is_his_own_deputy() -> None:
    with pytest.raises(CannotAmend, match="另一个人"):
        hand_over(folder(), "派出所", NEW, NEW, OCTOBER)


def test_while_somebody_is_away_the_deputy_is_told() -> None:
    changed = after(away(folder(), "钱例川", OCTOBER, OCTOBER)).rules.roster
    told = changed.recipient("派出所", OCTOBER)
    assert told is not None
    assert told.name == "孙例林"


def test_a_village_is_added_with_its_people_and_ends_again() -> None:
    more = after(add_village(folder(), "桥头村", "甲例", "乙例", OCTOBER))
    assert "桥头村" in more.rules.subject_by_name
    assert more.rules.roster.recipient("桥头村·联系人", OCTOBER) is not None
    less = after(end_village(more, "桥头村", date(2027, 1, 31)))
    assert less.rules.subject_by_name["桥头村"].to == date(2027, 1, 31)
    with pytest.raises(CannotAmend, match="已经有"):
        add_village(more, "桥头村", "", "", OCTOBER)


def test_the_terms_of_a_year_are_replaced_or_added() -> None:
    first, last = date(2026, 9, 1), date(2027, 1, 20)
    changed = after(set_terms(folder(), "2026-27", [("T1", first, last)], provisional=False))
    [year] = changed.rules.calendar.school_years
    assert (year.provisional, [term.to for term in year.terms]) == (False, [last])
    following = [("T1", date(2027, 9, 1), date(2028, 1, 20))]
    more = after(set_terms(changed, "2027-28", following, provisional=True))
    assert [one.id for one in more.rules.calendar.school_years] == ["2026-27", "2027-28"]


def test_days_without_school_are_added_and_taken_back() -> None:
    changed = after(add_days(folder(), "suspensions", OCTOBER, OCTOBER, "高温: 停课"))
    [stop] = changed.rules.calendar.suspensions
    assert stop.reason == "高温: 停课"
    assert after(drop_days(changed, "suspensions", 0)).rules.calendar.suspensions == ()
    with pytest.raises(CannotAmend, match="早于"):
        add_days(folder(), "rest", OCTOBER, date(2026, 9, 1), "节")
