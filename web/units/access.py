"""How a visitor stands to one task, and so what he may do with it."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from tasks import clocks
from web.roles import Right, Visitor


class Standing(StrEnum):
    OWN = "own"  #: his post answers for it
    DEPUTY = "deputy"  #: he is B岗 of the post that answers
    HEAD = "head"  #: his unit's
    CO_LEAD = "co-lead"  #: 共同牵头: may hand it in, has no clock
    SUPPORT = "support"  #: 配合: sees it
    REVIEWS = "reviews"  #: his post reviews it
    OVERSEES = "oversees"  #: sees everything, by his office
    NONE = ""  #: none of his business


#: These hand in.
ACTING = frozenset({Standing.OWN, Standing.DEPUTY, Standing.HEAD, Standing.CO_LEAD})
#: These belong to the unit that reports it: they see its counts as they are.
NEAR = frozenset({Standing.OWN, Standing.DEPUTY, Standing.HEAD})
#: These know whom it is about, though it is not shown to others.
KNOWING = frozenset({Standing.OWN, Standing.DEPUTY})
#: These ask for time, for 不适用, hand over and withdraw.
ASKING = frozenset({Standing.OWN, Standing.DEPUTY, Standing.HEAD})


def standing(
    who: Visitor,
    rules: Jurisdiction,
    duty: Obligation,
    task_id: int,
    post: str,
    supports: Collection[str] = (),
) -> Standing:
    """How `who` stands to the task of `duty` that `post` answers for; `supports`: the posts that support
    this very task, where somebody assigned it."""
    if who.only is not None and task_id not in who.only:
        return Standing.NONE
    head = rules.roster.head_of(post)
    answers = (
        (Standing.OWN, post in who.posts),
        (Standing.DEPUTY, post in who.stands_in),
        (Standing.HEAD, head in who.posts),
        (Standing.CO_LEAD, bool(co_leads(rules, duty) & who.posts)),
        (Standing.SUPPORT, bool(supporting(rules, duty) & who.posts) and not duty.sensitive),
        (Standing.SUPPORT, not who.posts.isdisjoint(supports)),
        (Standing.REVIEWS, clocks.reviewing_post(rules, duty.id, post, who.on) in who.posts),
        (Standing.OVERSEES, who.may(Right.OVERSEE)),
    )
    return next((standing for standing, holds in answers if holds), Standing.NONE)


def co_leads(rules: Jurisdiction, duty: Obligation) -> frozenset[str]:
    """The posts that lead a duty beside the one that answers."""
    return _posts(rules, duty.lead[1:])


def supporting(rules: Jurisdiction, duty: Obligation) -> frozenset[str]:
    """The posts that support a duty; a role without a post (班主任) is nobody here."""
    return _posts(rules, duty.support)


def _posts(rules: Jurisdiction, names: tuple[str, ...]) -> frozenset[str]:
    found = (rules.roster.resolve(name) for name in names)
    return frozenset(post for post in found if post)
