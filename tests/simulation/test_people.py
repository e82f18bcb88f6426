from __future__ import annotations

from datetime import date

import pytest

from obligations.faults import PlanError
from simulation.dice import Dice
from simulation.people.reading import KINDS, known, read


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_people_that_comes_with_the_house_can_be_read(kind: str) -> None:
    assert known(kind).says


def test_a_file_of_people_names_persons_of_its_own_and_when_they_are_away() -> None:
    people = read(
        "people.yaml",
        """
        hand_in: {unasked: 0.5, at: [0.2, 0.8], moved: {urge: 0.4}}
        review: {unasked: 1, days: 2}
        some:
          甲所: {hand_in: {unasked: 0}, review: {unasked: 0}}
        trips:
          钱例二: {from: 2026-09-08, to: 2026-09-25}
        """,
    )
    assert people.of("钱例二", "甲所").hand_in.unasked == 0
    assert people.of("周例五", "乙所").hand_in.unasked == 0.5
    assert people.review.days == (2, 2)
    [trip] = people.trips["钱例二"]
    assert trip.days == (date(2026, 9, 8), date(2026, 9, 25))
    assert people.hand_in.moved.by("urge") == 0.4
    assert people.hand_in.moved.by("talk") == people.hand_in.moved.by("returned") == 0


def test_a_file_of_people_says_who_finds_a_duty_not_applicable_and_who_sends_files() -> None:
    people = read(
        "people.yaml",
        """
        hand_in: {unasked: 1, files: 0.4}
        review: {unasked: 1}
        waiver: {asked: 0.1, granted: 0.6, answered: 3}
        """,
    )
    assert people.hand_in.files == 0.4
    assert (people.waiver.asked, people.waiver.granted) == (0.1, 0.6)
    assert people.waiver.answered == (3, 3)


def test_everything_wrong_in_a_file_of_people_is_said_with_its_line() -> None:
    text = "hand_in: {unasked: 2}\nreview: {unaskd: 1}\ntrips:\n  某人: {from: 2026-09-08}\n"
    with pytest.raises(PlanError) as refused:
        read("people.yaml", text)
    said = {fault.line: fault.message for fault in refused.value.faults}
    assert "或更小" in said[1]
    assert "请写明 from 和 to" in said[4]
    assert any("unasked" in fault.message for fault in refused.value.faults if fault.line == 2)


def test_the_same_question_gets_the_same_answer_and_each_question_its_own() -> None:
    dice = Dice(1)
    assert dice.of("a", 1).random() == Dice(1).of("a", 1).random()
    answers = {dice.of("a", n).random() for n in range(50)} | {Dice(2).of("a", 1).random()}
    assert len(answers) == 51
