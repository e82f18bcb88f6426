"""Deliberate defects of the engine, each a small change somebody could make by mistake, with the law that must
notice it. They are patches of the running code: the files are never touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from notifiers import digest, hours, telling
from obligations.fields import check_values
from obligations.ladder import Moment, RungKind, moments
from obligations.owed import open_turns, owed
from simulation import acting
from tasks import chasing, clocks, following, handing_in, journal, opening, working
from tasks.evidence import records
from tasks.tables import Task

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutation:
    """A defect: what it is called, how it comes about, and the law that it breaks."""

    name: str
    law: str
    make: Patch
    people: str = "typical"
    mishap: str = ""  #: what has to go wrong for it to show: late start, set back

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


MUTATIONS: list[Mutation] = []


def mutation(law: str, people: str = "typical", mishap: str = "") -> Callable[[Patch], Patch]:
    def keep(make: Patch) -> Patch:
        MUTATIONS.append(Mutation(make.__name__.replace("_", " "), law, make, people, mishap))
        return make

    return keep


# --- Opening ---


@mutation("nothing owed is lost")
def the_last_subject_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    whole = owed
    patch.setattr(opening, "owed", lambda *asked: whole(*asked)[:-1])


@mutation("nothing owed is lost")
def the_second_turn_is_never_opened(patch: pytest.MonkeyPatch) -> None:
    whole = open_turns
    patch.setattr(opening, "open_turns", lambda *a, **more: list(whole(*a, **more))[:1])


@mutation("what follows is opened")
def an_acceptance_opens_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following, "open_followers", lambda *_: 0)
    patch.setattr(following, "missing", lambda *_: iter(()))


@mutation("clocks are fair", mishap="missed")
def whoever_was_told_late_gets_no_more_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(opening, "fair_due", lambda _, __, due: due)


# --- Chasing ---


@mutation("every miss climbs", people="absent")
def the_notice_of_supervision_is_dropped(patch: pytest.MonkeyPatch) -> None:
    whole = chasing.decide

    def without(*asked: Any, **more: Any) -> chasing.Decided:
        found = whole(*asked, **more)
        kept = tuple((r, e) for r, e in found.come if r.kind is not RungKind.SUPERVISE)
        return replace(found, come=kept)

    patch.setattr(chasing, "decide", without)


@mutation("every miss climbs", people="absent")
def after_the_first_moment_no_other_is_planned(patch: pytest.MonkeyPatch) -> None:
    whole = chasing.decide
    patch.setattr(chasing, "decide", lambda *a, **more: replace(whole(*a, **more), next_on=None))


@mutation("every miss climbs", people="absent")
def a_notice_goes_out_as_a_mere_reminder(patch: pytest.MonkeyPatch) -> None:
    whole = chasing._entry

    def softened(face: clocks.Face, moment: Moment, *, told: bool) -> chasing.Entry:
        entry = whole(face, moment, told=told)
        return replace(entry, kind="reminder") if entry.kind == "urge" else entry

    patch.setattr(chasing, "_entry", softened)


@mutation("nobody is chased early", people="absent")
def every_moment_comes_a_day_too_early(patch: pytest.MonkeyPatch) -> None:
    whole = moments

    def early(*asked: Any, **more: Any) -> tuple[Moment, ...]:
        due = more["due"]
        return tuple(
            Moment(m.on - timedelta(1), m.rung) if m.on > due else m for m in whole(*asked, **more)
        )

    patch.setattr(clocks, "moments", early)


@mutation("every moment ends")
def a_hand_in_leaves_the_old_clock_hanging(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clocks, "stop", _only_forget)


def _only_forget(session: Any, rules: Any, task: Task, *_: Any) -> None:
    task.next_on = None


# --- Telling ---


@mutation("nothing is told twice")
def every_line_is_a_message_of_its_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(telling, "_by_recipient", lambda told: ([one] for one in told))


@mutation("nothing is told twice", people="absent")
def a_told_nudge_is_told_again_on_the_next_day(patch: pytest.MonkeyPatch) -> None:
    """The moment that was chased yesterday comes once more under another address."""
    whole = chasing._addressed

    def twice(*asked: Any) -> Iterator[tuple[chasing.Entry, str]]:
        for entry, post in whole(*asked):
            yield entry, post
            yield replace(entry, due=entry.due + timedelta(1)), post

    patch.setattr(chasing, "_addressed", twice)


@mutation("told in working hours")
def the_office_never_closes(patch: pytest.MonkeyPatch) -> None:
    for room in (hours, telling):
        patch.setattr(room, "is_open", lambda *_: True)


@mutation("told in neutral words")
def a_duty_is_called_by_its_full_name(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(digest, "neutral_name", lambda duty: duty.name)
    patch.setattr("notifiers.rendering.masked", lambda text: text)


# --- The task and its journal ---


@mutation("every task has a state")
def a_closed_task_has_no_day(patch: pytest.MonkeyPatch) -> None:
    whole = handing_in._close

    def left_open(move: Any, *rest: Any, **more: Any) -> None:
        whole(move, *rest, **more)
        move.task.closed_on = None

    patch.setattr(handing_in, "_close", left_open)


@mutation("clocks are fair", people="late")
def a_reviewer_gets_a_day_more_than_the_plan_says(patch: pytest.MonkeyPatch) -> None:
    whole = clocks.start

    def later(rules: Any, task: Task, on: date, *rest: Any) -> None:
        if task.review_due:
            task.review_due += timedelta(1)
        whole(rules, task, on, *rest)

    patch.setattr(clocks, "start", later)


@mutation("every 不适用 ends", people="asking")
def a_refused_request_is_not_written_down(patch: pytest.MonkeyPatch) -> None:
    """The flag goes, and nobody can see who refused."""
    whole = journal.write

    def silent(session: Any, jurisdiction: str, *, verb: str, **more: Any) -> int:
        hidden = verb == "refuse_waiver"
        return 0 if hidden else whole(session, jurisdiction, verb=verb, **more)

    patch.setattr(journal, "write", silent)


@mutation("every 不适用 ends", people="asking")
def whoever_waives_is_not_written_down(patch: pytest.MonkeyPatch) -> None:
    whole = journal.write

    def silent(session: Any, jurisdiction: str, *, verb: str, **more: Any) -> int:
        return 0 if verb == "waive" else whole(session, jurisdiction, verb=verb, **more)

    patch.setattr(journal, "write", silent)


@mutation("every file is handed in", people="asking")
def a_file_stays_a_draft_though_it_was_handed_in(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(records, "claim", lambda *_: None)


@mutation("every file is handed in", people="asking")
def a_hand_in_without_its_files_is_taken(patch: pytest.MonkeyPatch) -> None:
    """The office takes what lacks the sheet that it must have."""
    patch.setattr(acting, "_files", lambda *_: {"签到表": []})

    def lenient(kinds: Any, values: Any) -> Any:
        fields, wrong = check_values(kinds, values)
        return fields, [one for one in wrong if "签到表" not in one]

    patch.setattr(handing_in, "check_values", lenient)


@mutation("the journal verifies")
def an_acceptance_is_not_written_down(patch: pytest.MonkeyPatch) -> None:
    whole = journal.write

    def silent(session: Any, jurisdiction: str, *, verb: str, **more: Any) -> int:
        return 0 if verb == "accept" else whole(session, jurisdiction, verb=verb, **more)

    patch.setattr(journal, "write", silent)


@mutation("the journal verifies")
def the_chain_is_not_linked(patch: pytest.MonkeyPatch) -> None:
    whole = journal.write

    def unlinked(session: Any, jurisdiction: str, **more: Any) -> int:
        seq = whole(session, jurisdiction, **more)
        journal.lock(session, jurisdiction).journal_hash = "0" * 64
        return seq

    patch.setattr(journal, "write", unlinked)


@mutation("nothing is rewound", mishap="set back")
def a_round_for_yesterday_is_not_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(working, "check_not_earlier", lambda *_: None)
