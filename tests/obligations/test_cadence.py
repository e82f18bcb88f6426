from __future__ import annotations

from datetime import date

import pytest

from obligations.cadence import Cadence, DueRule, OpensRule, Within
from obligations.periods import Every


@pytest.mark.parametrize(
    ("written", "every", "is_in_term"),
    [
        ("weekly", Every.WEEK, False),
        ("monthly", Every.MONTH, False),
        ("quarterly", Every.QUARTER, False),
        ("half-yearly", Every.HALF_YEAR, False),
        ("yearly", Every.YEAR, False),
        ("each term", Every.TERM, False),
        ("each school year", Every.SCHOOL_YEAR, False),
        ("once", Every.ONCE, False),
        ("week", Every.WEEK, False),
        ("month", Every.MONTH, False),
        ("quarter", Every.QUARTER, False),
        ("half-year", Every.HALF_YEAR, False),
        ("year", Every.YEAR, False),
        ("term", Every.TERM, False),
        ("school year", Every.SCHOOL_YEAR, False),
        ("week, in term", Every.WEEK, True),
        ("monthly, in term", Every.MONTH, True),
        ("quarter,in term", Every.QUARTER, True),
    ],
)
def test_every_word_of_the_vocabulary_is_understood(
    written: str, every: Every, is_in_term: bool
) -> None:
    assert Cadence.parse(written) == Cadence(every, is_in_term, written=written)
    assert str(Cadence.parse(written)) == written


def test_a_rule_is_kept_as_it_is_written() -> None:
    text = "RRULE:FREQ=MONTHLY;BYDAY=1MO"
    assert Cadence.parse(text) == Cadence(Every.RULE, rule=text, written=text)


@pytest.mark.parametrize("written", ["", "rule", "often", "month, in summer", "once, in term"])
def test_other_words_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"应为|不用再写"):
        Cadence.parse(written)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("09-30", DueRule(month_day=(9, 30))),
        ("02-29", DueRule(month_day=(2, 29))),
        ("day 25", DueRule(day=25)),
        ("2020-07-31", DueRule(day=date(2020, 7, 31))),
        ("20 working days after start", DueRule(after_start=20)),
        ("1 working day after start", DueRule(after_start=1)),
    ],
)
def test_a_due_date_can_be_written_in_four_ways(written: str, rule: DueRule) -> None:
    assert DueRule.parse(written) == rule


@pytest.mark.parametrize("written", ["", "9-30", "13-01", "day 0", "day 32", "2026-02-30", "soon"])
def test_a_due_date_that_does_not_exist_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"应如|没有这一天|31 日"):
        DueRule.parse(written)


def test_an_opening_and_a_term_for_a_follow_up_are_read() -> None:
    assert OpensRule.parse("12-01") == OpensRule(month_day=(12, 1))
    assert OpensRule.parse("10 working days before due") == OpensRule(before_due=10)
    assert Within.parse("3 working days") == Within(3)
    assert str(Within(3)) == "3 working days"
    for parse in (OpensRule.parse, Within.parse):
        with pytest.raises(ValueError, match="应如"):
            parse("soon")
