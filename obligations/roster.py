"""A roster 名册: the units, posts, holders and subjects of one jurisdiction 辖区.

A duty belongs to a post; a person holds it from a date to a date. Every unit has two posts of its
own: `派出所` is its 承办岗, the one that answers, and `派出所·负责人` its head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from obligations.sheets import Day, Names, Sheet, Slug, many

#: What is appended to a unit's name to name its head's post.
HEAD = "·负责人"


class Span(Sheet):
    """From a day to a day, both in; open where nothing is written."""

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Span:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"结束日期 {self.to} 早于开始日期 {self.from_}")
        return self

    def covers(self, on: date) -> bool:
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)


class Holder(Span):
    """任职: who holds a post, and who stands in (B岗) when that person is away."""

    person: str = Field(min_length=1)
    deputy: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"person": value} if isinstance(value, str) else value


Holders = Annotated[tuple[Holder, ...], BeforeValidator(many)]


class Absence(Span):
    """A person is away; the deputy is told meanwhile."""

    person: str


class Unit(Sheet):
    """单位. With no named holder its mailbox answers."""

    name: str
    full: str = ""
    aliases: Names = ()
    head: Holders = ()
    handler: Holders = ()
    external: bool = False


class Post(Sheet):
    """岗位 beyond the two that every unit has."""

    name: str
    unit: str | None = None
    aliases: Names = ()
    holders: Holders = ()
    external: bool = False  #: reminded, never 督办'd
    mailbox: bool = False  #: with no holder the unit's mailbox answers; only for a unit's own posts

    @property
    def names(self) -> frozenset[str]:
        """Every name it goes by."""
        return frozenset({self.name, *self.aliases})

    @property
    def people(self) -> frozenset[str]:
        """Everybody who holds it at some time, or stands in."""
        named = {name for held in self.holders for name in (held.person, held.deputy)}
        return frozenset(filter(None, named))


class GroupKind(StrEnum):
    JURISDICTION = "jurisdiction"  #: the township as a whole
    SCHOOL = "school"
    VILLAGE = "village"
    UNIT = "unit"
    SEAT = "seat"  #: a seat of a team, tied to a school
    CASE = "case"  #: a reference to a child in care; never shown outside the care room
    OTHER = "other"


class Subject(Span):
    """对象: whom or what a task is about; `post` answers where the lead is `subject`."""

    name: str
    post: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    def __hash__(self) -> int:
        return hash(self.name)


class Group(Sheet):
    """The subjects that a duty's `each` can name."""

    kind: GroupKind = GroupKind.OTHER
    label: str
    subjects: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: a person, or the mailbox of a unit with no named holder."""

    name: str
    is_mailbox: bool = False


class Roster(Sheet):
    """The units, posts, holders and subjects of one jurisdiction."""

    stand_ins: ClassVar = {
        "jurisdiction": "roster",
        "name": "-",
        "supervisor": "-",
        "leader": "-",
    }

    jurisdiction: Slug
    name: str
    printed: Day | None = None  #: the holders are as printed on this day, not yet confirmed
    units: tuple[Unit, ...] = Field(min_length=1)
    posts: tuple[Post, ...] = ()
    mentioned: Names = ()  #: roles the plan names in support that have no post: 班主任
    supervisor: str
    deputy_leaders: Names = ()
    leader: str
    absences: tuple[Absence, ...] = ()
    groups: Mapping[str, Group]

    def all_posts(self) -> Iterator[Post]:
        for unit in self.units:
            external = unit.external
            yield Post(
                name=unit.name,
                unit=unit.name,
                aliases=tuple(filter(None, (*unit.aliases, unit.full))),
                holders=unit.handler,
                external=external,
                mailbox=True,
            )
            yield Post(
                name=unit.name + HEAD,
                unit=unit.name,
                holders=unit.head,
                external=external,
                mailbox=True,
            )
        yield from self.posts

    @cached_property
    def by_name(self) -> Mapping[str, Post]:
        return {post.name: post for post in self.all_posts()}

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        spoken = {alias: post.name for post in self.all_posts() for alias in post.aliases}
        return spoken | {name: name for name in self.by_name}

    @cached_property
    def _away(self) -> Mapping[str, tuple[Absence, ...]]:
        """The absences by person."""
        people = dict.fromkeys(absence.person for absence in self.absences)
        return {one: tuple(a for a in self.absences if a.person == one) for one in people}

    def resolve(self, name: str) -> str | None:
        """The post that a name, alias or unit stands for; None when nobody knows it."""
        return self._aliases.get(name)

    def holder(self, post: str, on: date) -> Holder | None:
        """Who holds `post` on that day; of two the one who began last."""
        held = [h for h in self.by_name[post].holders if h.covers(on)]
        return max(held, key=lambda h: h.from_ or date.min, default=None)

    def recipient(self, post: str, on: date) -> Recipient | None:
        """Who is told for `post` on that day: the holder, the deputy of an absent holder, or the
        unit's mailbox. None for a vacant post, and for one that the roster does not know."""
        if (post, on) not in self._told:
            self._told[post, on] = self._recipient(post, on)
        return self._told[post, on]

    @cached_property
    def _told(self) -> dict[tuple[str, date], Recipient | None]:
        """What `recipient` has worked out: a round asks it of every post hundreds of times."""
        return {}

    def _recipient(self, post: str, on: date) -> Recipient | None:
        found = self.by_name.get(post)
        if found is None:
            return None
        if holder := self.holder(post, on):
            away = any(absence.covers(on) for absence in self._away.get(holder.person, ()))
            return Recipient(holder.deputy if away and holder.deputy else holder.person)
        return Recipient(found.unit, is_mailbox=True) if found.mailbox and found.unit else None

    def is_external(self, post: str) -> bool:
        found = self.by_name.get(post)
        return found is not None and found.external

    def posts_of(self, name: str, on: date) -> tuple[str, ...]:
        """The posts that a person holds or stands in for, or that the name of a post or unit means."""
        if resolved := self.resolve(name):
            return (resolved,)
        recipient = Recipient(name)
        return tuple(post for post in self.by_name if self.recipient(post, on) == recipient)

    def head_of(self, post: str) -> str | None:
        """The post of the head of the unit that `post` belongs to."""
        found = self.by_name.get(post)
        unit = found.unit if found else None
        return unit + HEAD if unit and unit + HEAD in self.by_name else None
