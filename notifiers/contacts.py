"""Contacts: by which channel a post, a unit or a person wants to be told, and when not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from notifiers.outbox import INBOX
from notifiers.tables import Contact
from obligations.hours import Span, read_time
from obligations.jurisdiction import Jurisdiction
from runtime.database import table_of
from tasks import journal

#: Every telling asks this, built once.
_CONTACT = table_of(Contact).c
_LISTED = (
    select(
        _CONTACT.name,
        _CONTACT.address,
        _CONTACT.channel,
        _CONTACT.fallback,
        _CONTACT.quiet_from,
        _CONTACT.quiet_to,
    )
    .where(_CONTACT.jurisdiction == bindparam("where"))
    .order_by(_CONTACT.name)
)


@dataclass(frozen=True, slots=True)
class Line:
    """One contact. Empty where nothing is said; `quiet_from` and `quiet_to` as `12:00`."""

    name: str
    address: str = ""
    channel: str = ""
    fallback: str = ""
    quiet_from: str = ""
    quiet_to: str = ""

    @property
    def quiet(self) -> Span | None:
        """The hours of every day in which nothing is sent."""
        if not self.quiet_from:
            return None
        return Span(read_time(self.quiet_from), read_time(self.quiet_to))


def faults(line: Line, offered: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """What is wrong with a contact: the field of Line, and words for whoever filled it in.

    `offered`: is there a channel with that tag?
    """
    for field in ("channel", "fallback"):
        tag = getattr(line, field)
        if tag and tag != INBOX and ("|" in tag or not offered(tag)):
            yield field, f"channels.yaml 里没有标签 {tag!r}；只用站内信的写“{INBOX}”"
    if line.fallback and not line.channel:
        yield "fallback", "写了备用渠道，首选渠道也要写"
    elif line.fallback and line.fallback == line.channel:
        yield "fallback", "备用渠道与首选渠道相同"
    elif line.fallback and INBOX in (line.channel, line.fallback):
        yield "fallback", f"{INBOX}总是有的，不用和别的渠道搭配"
    yield from _quiet_faults(line)


def _quiet_faults(line: Line) -> Iterator[tuple[str, str]]:
    for field in ("quiet_from", "quiet_to"):
        if written := getattr(line, field):
            try:
                read_time(written)
            except ValueError as error:
                yield field, f"读到 {written!r}，{error}"
    if bool(line.quiet_from) != bool(line.quiet_to):
        missing = "quiet_to" if line.quiet_from else "quiet_from"
        yield missing, "免打扰要写起止两个时间"
    elif line.quiet_from and line.quiet_from == line.quiet_to:
        yield "quiet_to", "免打扰的起止时间相同"


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contacts of one jurisdiction, by name. `names` below: the person, then posts and units."""

    by_name: Mapping[str, Line]
    zone: ZoneInfo

    def tags(self, names: Iterable[str], plain: Sequence[str]) -> list[str]:
        """By which tags a channel is looked for: the first contact's own, then the `plain` ones.

        Whoever wants the inbox only gets nothing else.
        """
        said = next((line for line in self._known(names) if line.channel), None)
        if said is None:
            return list(plain)
        if said.channel == INBOX:
            return []
        return ["|".join(filter(None, [said.channel, said.fallback])), *plain]

    def not_before(self, names: Iterable[str], now: datetime) -> datetime:
        """`now`, or the end of the hours in which the first contact that has any wants to be left alone."""
        quiet = next((line.quiet for line in self._known(names) if line.quiet), None)
        local = now.astimezone(self.zone)
        if quiet is None or not quiet.covers(local.time()):
            return now
        end = datetime.combine(local.date(), quiet.end, self.zone)
        return end if end > local else end + timedelta(days=1)

    def _known(self, names: Iterable[str]) -> Iterable[Line]:
        return (self.by_name[name] for name in names if name in self.by_name)


def of(session: Session, jurisdiction: Jurisdiction) -> Contacts:
    """The contacts in force."""
    lines = {line.name: line for line in listing(session, jurisdiction.id)}
    return Contacts(lines, jurisdiction.zone)


def listing(session: Session, jurisdiction_id: str) -> list[Line]:
    """Every contact, in order of name."""
    session.flush()
    return [Line(*row) for row in session.execute(_LISTED, {"where": jurisdiction_id}).tuples()]


def replace_all(
    session: Session, jurisdiction_id: str, lines: Sequence[Line], *, by: str, now: datetime
) -> bool:
    """These contacts and no others are in force from now on. False where they were already."""
    journal.lock(session, jurisdiction_id)
    wanted = sorted((line for line in lines if any(astuple(line)[1:])), key=lambda one: one.name)
    if sorted(listing(session, jurisdiction_id), key=lambda one: one.name) == wanted:
        return False
    session.execute(delete(Contact).where(Contact.jurisdiction == jurisdiction_id))
    session.add_all(Contact(jurisdiction=jurisdiction_id, **asdict(line)) for line in wanted)
    written = journal.canonical([asdict(line) for line in wanted])
    # A telephone number is nobody's business in the journal; that something changed is.
    digest = hashlib.sha256(written.encode()).hexdigest()
    journal.write(
        session, jurisdiction_id, now=now, actor=by, verb="contacts",
        count=len(wanted), digest=digest,
    )  # fmt: skip
    return True
