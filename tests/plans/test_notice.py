"""plans/anwen says what the notice says: the same duties, in its words, owed by those it names."""

from __future__ import annotations

import pytest

from obligations.fields import FieldType
from obligations.plan import SUBJECT
from tests.plans.folders import DEMO, REAL, jurisdiction, table, texts

ROSTERS = pytest.mark.parametrize("roster", [REAL, DEMO])

#: What the table calls those who answer for themselves.
THEMSELVES = {"工作团成员", "学校", "学校（校长牵头）", "联系人", "被通报单位"}
#: Where `each` says more than the lead: every screening unit hands in its own figures, and every
#: school its own count (学校提交) under the lead of 教育督导责任区.
WRITTEN_OUT = {
    "initial-screening": (SUBJECT,),
    "monthly-screening": (SUBJECT,),
    "left-behind-census": (SUBJECT, "教育督导责任区"),
}
NO_REVIEW = "（无，提交即办结）"


@ROSTERS
def test_the_plan_loads_without_a_fault_with_the_printed_and_with_the_invented_roster(
    roster: str,
) -> None:
    duties = jurisdiction("anwen", roster).plan.obligations
    assert len([duty for duty in duties if not duty.is_assigned]) == 57
    assert [duty.id for duty in duties if duty.is_assigned] == ["assigned-work"]


def test_every_duty_of_the_table_is_in_the_plan_with_its_clause_name_basis_and_sensitivity() -> (
    None
):
    planned = [
        (o.id, o.clause, o.name, o.basis.value, o.sensitive)
        for o in jurisdiction("anwen").plan.obligations
        if not o.is_assigned
    ]
    listed = [
        (row["id"], row["clause"], row["name"], row["basis"], row["sensitive"] == "yes")
        for row in table()
    ]
    assert planned == listed


def test_every_duty_is_led_supported_and_reviewed_by_those_whom_the_table_names() -> None:
    plan = jurisdiction("anwen").plan
    for row in table():
        duty = plan.by_id[row["id"]]
        named = tuple(SUBJECT if n in THEMSELVES else n for n in row["lead"].split("、"))
        assert duty.lead == WRITTEN_OUT.get(duty.id, named), duty.id
        support = row["support"].replace("领导小组成员单位", "成员单位")
        assert duty.support == tuple(filter(None, support.split("、"))), duty.id
        assert duty.review == (None if row["reviewer"] == NO_REVIEW else row["reviewer"]), duty.id


def test_what_follows_a_duty_in_the_table_follows_it_in_the_plan() -> None:
    plan = jurisdiction("anwen").plan
    for row in table():
        if row["then"] in plan.by_id:
            assert row["then"] in [duty.id for duty, _ in plan.followers(row["id"])], row["id"]


def test_every_quote_stands_in_the_notice_word_for_word() -> None:
    notice = texts("anwen")["notice.txt"]
    for duty in jurisdiction("anwen").plan.obligations:
        assert duty.quote, duty.id
        for quote in duty.quote:
            assert quote in notice, duty.id


def test_no_photo_or_file_is_ever_required() -> None:
    required = [
        (duty.id, name)
        for duty in jurisdiction("anwen").plan.obligations
        for name, kind in duty.hand_in.items()
        if kind.type is FieldType.FILES and not kind.optional
    ]
    assert required == []


def test_sensitive_duties_ask_for_counts_dates_and_choices_only() -> None:
    sensitive = [duty for duty in jurisdiction("anwen").plan.obligations if duty.sensitive]
    assert len(sensitive) == 15
    free = {FieldType.LINE, FieldType.TEXT, FieldType.FILES}
    for duty in sensitive:
        assert not free & {kind.type for kind in duty.hand_in.values()}, duty.id


def test_every_duty_asks_for_something_and_takes_ten_minutes_or_less_but_for_the_yearly_review() -> (
    None
):
    for duty in jurisdiction("anwen").plan.obligations:
        assert any(not kind.optional for kind in duty.hand_in.values()), duty.id
        assert 1 <= duty.minutes <= (20 if duty.id == "goals-review" else 10), duty.id
