"""No message holds a sensitive term or the code of a child: for every duty, kind and state."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from notifiers import rendering
from notifiers.digest import digest
from notifiers.sensitive import case_codes, neutral_name, sensitive_terms, terms
from obligations.ladder import RungKind
from obligations.plan import Obligation
from tasks.occasions import Occasion
from tests.notifiers.town import TODAY, anwen, item

DUTIES = anwen().plan.obligations
KINDS = (*RungKind, *Occasion)
DUES = (date(2026, 9, 18), TODAY, date(2026, 9, 30), date(2027, 1, 15))


def test_the_list_of_sensitive_terms_is_not_empty_and_names_nothing_twice() -> None:
    assert len(terms()) > 30
    assert len(set(terms())) == len(terms())


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_the_neutral_name_of_a_duty_is_neutral(duty: Obligation) -> None:
    assert sensitive_terms(neutral_name(duty)) == ()


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_no_message_about_a_duty_holds_a_sensitive_term_or_a_code(duty: Obligation) -> None:
    subjects = [s.name for s in anwen().subjects(duty)]
    reasons = ("流浪，帮教", "", *case_codes(anwen()))
    for kind, due, is_review, own in product(KINDS, DUES, (False, True), (False, True)):
        items = [
            item(
                kind,
                subject,
                duty=duty.id,
                due=due,
                original_due=date(2026, 9, 17),
                is_review=is_review,
                own=own,
                mover="派出所",
                call="罗例江" if kind is RungKind.TELEPHONE else "",
                reason=reasons[n % len(reasons)],
            )
            for n, subject in enumerate(subjects)
        ]
        made = digest(items, anwen(), TODAY)
        text = rendering.subject(made, at_once=own) + rendering.body(made, "派出所", None)
        assert sensitive_terms(text) == ()
        assert not [code for code in case_codes(anwen()) if code in text]


def test_a_post_with_a_sensitive_name_is_masked() -> None:
    late = item(RungKind.URGE, "安稳镇", duty="venue-inspection", mover="社区矫正专干", own=False)
    made = digest([late], anwen(), TODAY)
    assert "＊＊专干负责" in rendering.body(made, "平安办", None)


def test_every_sensitive_duty_of_the_plan_shows_no_subject() -> None:
    hidden = [d for d in DUTIES if d.sensitive]
    assert hidden
    for duty in hidden:
        for subject in anwen().subjects(duty):
            told = item(RungKind.REMINDER, subject.name, duty=duty.id)
            text = rendering.body(digest([told], anwen(), TODAY), "某人", None)
            assert subject.name not in text
