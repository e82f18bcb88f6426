"""Notices in a list: whose move they are, a page at a time, narrowed; on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from obligations.ladder import RungKind
from tasks import plans
from tasks.notices import commands, listing
from tasks.notices.kinds import KINDS, State
from tasks.notices.listing import Which, Whose
from tests.rounds.town import HERE, Town, from_month
from tests.tasks.notices.test_notices import OFFICE, PLAIN, VISIT, do, one, town

__all__ = ["town"]

#: A supervisor: sees and signs everything but talks.
OF_OFFICE = frozenset(KINDS) - {RungKind.TALK}
WHICH = Which(sees=OF_OFFICE, signs=OF_OFFICE)


def listed(town: Town, which: Which, on: str = "10-20", limit: int = 3) -> list[int]:
    """The numbers of the notices, over all pages."""
    found: list[int] = []
    after = None
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        while True:
            page = listing.page(session, rules, from_month(on), which, after=after, limit=limit)
            found += [line.id for line in page.lines]
            if page.after is None:
                assert len(found) == listing.count(session, rules, from_month(on), which)
                return found
            after = page.after


@pytest.fixture
def late(town: Town) -> Town:
    """Five days late: each seat has its 督办单 and its 通报候选."""
    town.round(from_month("10-13"))
    town.round(from_month("10-15"))
    return town


def test_what_waits_for_whoever_signs_comes_oldest_first_and_leaves_when_signed(
    late: Town,
) -> None:
    mine = listed(late, replace(WHICH, whose=Whose.MINE))
    assert mine == sorted(mine)
    assert len(mine) > 3
    draft = one(late, RungKind.SUPERVISE)
    do(late, commands.issue, draft, "10-15", by=OFFICE)
    assert listed(late, replace(WHICH, whose=Whose.MINE)) == [n for n in mine if n != draft.id]
    assert listed(late, replace(WHICH, whose=Whose.OTHERS)) == [draft.id]
    do(late, commands.receive, draft, "10-15", by="苏例楷")
    assert listed(late, replace(WHICH, whose=Whose.CLOSED)) == [draft.id]
    everything = listed(late, WHICH)
    assert everything == sorted(mine, reverse=True)


def test_one_that_was_told_is_the_offices_again_when_nobody_objected(late: Town) -> None:
    told = one(late, RungKind.BULLETIN)
    do(late, commands.issue, told, "10-15", by=OFFICE)
    mine = replace(WHICH, whose=Whose.MINE)
    assert told.id not in listed(late, mine, on="10-20")  # until then it can object
    assert told.id in listed(late, mine, on="10-21")


def test_it_is_narrowed_by_kind_state_and_posts(late: Town) -> None:
    bulletins = listed(late, replace(WHICH, kind=RungKind.BULLETIN))
    supervised = listed(late, replace(WHICH, kind=RungKind.SUPERVISE))
    assert sorted([*bulletins, *supervised]) == sorted(listed(late, WHICH))
    assert one(late, RungKind.BULLETIN).id in bulletins
    assert listed(late, replace(WHICH, state=State.PUBLISHED)) == []
    theirs = listed(late, replace(WHICH, posts=frozenset({PLAIN})))
    assert theirs == [one(late, kind).id for kind in (RungKind.BULLETIN, RungKind.SUPERVISE)]


def test_about_hidden_duties_there_are_numbers_only(late: Town) -> None:
    with late.database.read() as session:
        rules, on = plans.current(session, HERE), from_month("10-20")
        assert listing.page(session, rules, on, WHICH, but=[VISIT]).lines == ()
        counted = set(listing.counts(session, rules, on, WHICH, [VISIT]))
        assert listing.posts(session, HERE)
    assert (RungKind.SUPERVISE, PLAIN, 1) in counted
