"""Who is told for a post: its holder, or the next above; and by which tags a channel is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from obligations.chain import upwards
from obligations.jurisdiction import Jurisdiction
from obligations.roster import Recipient


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody who can be told, and the post that he is told for."""

    recipient: Recipient
    post: str


def address_of(jurisdiction: Jurisdiction, post: str, on: date) -> Address | None:
    """Who is told for `post` on that day. A vacant post falls to the next one above; a post that the
    roster no longer knows to the supervising post. None where nobody is above either."""
    known = jurisdiction.roster.resolve(post) or jurisdiction.post(jurisdiction.roster.supervisor)
    for name in (known, *(above for _, above in upwards(jurisdiction, known))):
        if recipient := jurisdiction.roster.recipient(name, on):
            return Address(recipient, name)
    return None


def is_for(jurisdiction: Jurisdiction, recipient: Recipient, post: str, on: date) -> bool:
    """Is `recipient` the one who answers for `post`?"""
    known = jurisdiction.roster.resolve(post)
    return known is not None and jurisdiction.roster.recipient(known, on) == recipient


def is_held(jurisdiction: Jurisdiction, post: str, on: date) -> bool:
    """Does somebody answer for `post`: a holder, a deputy, a unit's mailbox?"""
    known = jurisdiction.roster.resolve(post)
    return known is not None and jurisdiction.roster.recipient(known, on) is not None


def holder_name(jurisdiction: Jurisdiction, post: str, on: date) -> str:
    """Whom to telephone: the person, or the post where nobody is named."""
    known = jurisdiction.roster.resolve(post)
    found = jurisdiction.roster.recipient(known, on) if known else None
    return found.name if found and not found.is_mailbox else post


def tags(jurisdiction: Jurisdiction, posts: Iterable[str]) -> list[str]:
    """The tags to look for a channel by, in order: each post's own, then its unit's."""
    return list(dict.fromkeys(_tags(jurisdiction, posts)))


def _tags(jurisdiction: Jurisdiction, posts: Iterable[str]) -> Iterator[str]:
    for post in posts:
        yield post
        if unit := jurisdiction.roster.by_name[post].unit:
            yield unit
