"""The plan folder as it is played: the invented roster, who is away, who is taken out, other holidays.

Nobody real is ever shown as late: without an invented roster in the folder the names are replaced.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from obligations.jurisdiction import Jurisdiction
from obligations.loading import CALENDAR, DEMO, ROSTER, load
from obligations.roster import HEAD
from obligations.source import parse
from simulation.dice import Dice
from simulation.holidays import Arrangement
from simulation.people.behaviour import People

Texts = Mapping[str, str]
#: Between the parts of a post's name; people leave it out when they type one.
_DOT = "·"
_YEAR = 365


class UnknownPost(LookupError):
    """A post that the roster does not know. The message is for the person who named it."""


@dataclass(frozen=True, slots=True)
class Away:
    """A person is away from a day to a day. Not announced: nobody wrote it into the roster."""

    person: str
    first: date
    last: date
    announced: bool

    def covers(self, on: date) -> bool:
        return self.first <= on <= self.last


def read(texts: Texts) -> tuple[dict[str, str], str, Jurisdiction]:
    """The texts to play, the roster file among them, and what they say. Raises PlanError."""
    found = dict(texts)
    if DEMO in found:
        return found, DEMO, load(found, roster=DEMO)[0]
    rules = load(found)[0]
    found[ROSTER] = _edited(found[ROSTER], ROSTER, lambda data: _rename(data, _invented(rules)))
    return found, ROSTER, load(found)[0]


def _invented(rules: Jurisdiction) -> dict[str, str]:
    people = dict.fromkeys(
        name for post in rules.roster.all_posts() for name in sorted(post.people)
    )
    return {name: f"例员{number:02}" for number, name in enumerate(people, 1)}


def _rename(data: Any, names: Mapping[str, str]) -> Any:
    """Only values, and only whole ones: the name of a person is never a part of another text here."""
    if isinstance(data, dict):
        return {
            key: value if key in ("name", "aliases", "id") else _rename(value, names)
            for key, value in data.items()
        }
    if isinstance(data, list):
        return [_rename(one, names) for one in data]
    return names.get(data, data) if isinstance(data, str) else data


def post_of(rules: Jurisdiction, typed: str) -> str:
    """The post that somebody typed, with or without the dot. Raises UnknownPost."""
    roster = rules.roster
    if found := roster.resolve(typed):
        return found
    known = {name: post.name for post in roster.all_posts() for name in post.names}
    for name, post in known.items():
        if name.replace(_DOT, "") == typed.replace(_DOT, ""):
            return post
    raise UnknownPost(f"名册里没有岗位 {typed!r}，岗位如：{'、'.join(list(roster.by_name)[:8])}")


def without(texts: Texts, roster: str, posts: Iterable[str]) -> dict[str, str]:
    """The texts with nobody on these posts. A unit's own post is left to a mailbox that nobody reads."""
    wanted = frozenset(posts)

    def vacate(data: Any) -> Any:
        for unit in data["units"]:
            for key, post in (("handler", unit["name"]), ("head", unit["name"] + HEAD)):
                if post in wanted:
                    unit[key] = []
        for post in data.get("posts") or []:
            if post["name"] in wanted:
                post["holders"] = []
        return data

    return {**texts, roster: _edited(texts[roster], roster, vacate)}


def with_absences(texts: Texts, roster: str, away: Iterable[Away]) -> dict[str, str]:
    """The texts with the announced absences in the roster, so that deputies are told."""
    known = [
        {"person": one.person, "from": one.first.isoformat(), "to": one.last.isoformat()}
        for one in away
        if one.announced
    ]

    def enter(data: Any) -> Any:
        return {**data, "absences": [*(data.get("absences") or []), *known]}

    return {**texts, roster: _edited(texts[roster], roster, enter)}


def with_holidays(texts: Texts, arrangement: Arrangement) -> dict[str, str]:
    """The texts with the days of an arrangement in the calendar."""

    def enter(data: Any) -> Any:
        days = {
            "covers": [str(arrangement.year)],
            "rest": [day.isoformat() for day in arrangement.rest],
            "work": [day.isoformat() for day in arrangement.work],
        }
        return data | {key: [*(data.get(key) or []), *more] for key, more in days.items()}

    return {**texts, CALENDAR: _edited(texts[CALENDAR], CALENDAR, enter)}


def _edited(text: str, file: str, change: Callable[[Any], Any]) -> str:
    """JSON is YAML. What is empty in the file is left out: it reads as not there."""
    return json.dumps(_filled(change(parse(file, text).data)), ensure_ascii=False)


def _filled(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _filled(value) for key, value in data.items() if value is not None}
    return [_filled(one) for one in data if one is not None] if isinstance(data, list) else data


def absences(
    rules: Jurisdiction, people: People, dice: Dice, first: date, last: date
) -> tuple[Away, ...]:
    """Who is away and when: what the file of people states, and what the dice say for the others."""
    found: list[Away] = []
    for person in dict.fromkeys(_people(rules)):
        if trips := people.trips.get(person):
            found += [Away(person, *trip.days, trip.announced) for trip in trips]
        else:
            found += _drawn(rules, people, person, dice.of(rules.id, "away", person), first, last)
    return tuple(found)


def _people(rules: Jurisdiction) -> Iterator[str]:
    for post in rules.roster.all_posts():
        for held in post.holders:
            yield held.person


def _drawn(
    rules: Jurisdiction, people: People, person: str, die: random.Random, first: date, last: date
) -> Iterator[Away]:
    how = people.of(person).absent
    span = (last - first).days + 1
    times = round(die.randint(*how.times) * span / _YEAR)
    after = first
    for begins in sorted(die.randrange(span) for _ in range(times)):
        start = rules.workdays.roll(
            max(after, date.fromordinal(first.toordinal() + begins)), "later"
        )
        end = rules.workdays.add(start, die.randint(*how.days) - 1)
        announced = die.random() < how.announced
        if start <= last:
            yield Away(person, start, end, announced)
        after = date.fromordinal(end.toordinal() + 1)
