"""How much of a notice the draft finds, against a key made by hand.

A key has one duty a line: words of its sentence, who leads it, how often (`-`: not stated, the office decides),
who supports it and when it is due (`2026-06-30`, `03-31`, `day 25`) where the key says so.
`python -m tests.drafts.measure` prints the table of docs/drafting.md.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from obligations.drafting.drafting import draft
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from obligations.plan import SUBJECT, Basis, Obligation
from tests.plans.folders import jurisdiction, table, texts

NOTICES = Path(__file__).parent / "notices"
ON = date(2026, 9, 1)
#: Kept aside: no rule was made or changed because of it.
ASIDE = "dust"
#: Kept aside at first; their figures from then stand in docs/drafting.md. They have been read since, `carefree` has not.
UNSEEN = (
    "canteen",
    "carefree",
    "dyke",
    "ebike",
    "forest",
    "grain",
    "holiday",
    "letters",
    "nursing",
    "safety-month",
    "schoolbus",
)
#: Where the key and the draft differ, and both can be argued.
ARGUABLE = ("water", "winter", "safety", "dropout", "flood-duties", "food-items")
#: …；每季度召开一次村民小组会 goes with the subject before it; the key says whose meeting it is.
SUBJECT_BEFORE = "village-clean"
#: 水库、山塘巡查责任人 is one post; the draft reads a list.
ONE_LEAD_LESS = "flood-county"
NAMES = sorted(file.stem for file in NOTICES.glob("*.txt"))
#: What a key calls the cadences that plan.yaml writes as rules.
RULES = {
    "day": "RRULE:FREQ=DAILY",
    "ten-days": "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,11,21",
    "half-month": "RRULE:FREQ=MONTHLY;BYMONTHDAY=1,16",
    "two-days": "DTSTART:20260105 RRULE:FREQ=DAILY;INTERVAL=2",
    "three-years": "RRULE:FREQ=YEARLY;INTERVAL=3",
    "two-years": "RRULE:FREQ=YEARLY;INTERVAL=2",
    "two-weeks": "DTSTART:20260105 RRULE:FREQ=WEEKLY;INTERVAL=2",
    "two-months": "RRULE:FREQ=MONTHLY;INTERVAL=2",
}


@dataclass(frozen=True, slots=True)
class Key:
    words: str
    lead: str
    often: str
    support: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Of so many duties of the key, so many were found, with the right lead, with the right cadence;
    `drafted` are the duties that the draft has."""

    keys: int
    found: int
    lead: int
    often: int
    drafted: int


def text_of(name: str) -> str:
    return (NOTICES / f"{name}.txt").read_text(encoding="utf-8")


@lru_cache
def drafted(name: str) -> Jurisdiction:
    return load(draft(text_of(name), ON))[0]


@lru_cache
def keys(name: str) -> tuple[Key, ...]:
    with (NOTICES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        return tuple(Key(*row) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def bare(text: str) -> str:
    return "".join(text.split())


def of_key(rules: Jurisdiction, key: Key) -> Obligation | None:
    """The drafted duty that quotes the words of the key: the shortest, where several do."""
    quoting = [
        duty
        for duty in rules.plan.obligations
        if any(bare(key.words) in bare(quote) for quote in duty.quote)
    ]
    return min(quoting, key=lambda duty: len("".join(duty.quote)), default=None)


def leads(rules: Jurisdiction, duty: Obligation) -> Iterator[str]:
    """Every name of the first lead."""
    if duty.lead[0] == SUBJECT:
        yield from duty.each
        return
    post = rules.roster.by_name[rules.post(duty.lead[0])]
    yield from post.names


def has_lead(rules: Jurisdiction, duty: Obligation, key: Key) -> bool:
    """Is the key's the first lead? 学校 and 各学校 are one group."""
    return key.lead == "-" or _plain(key.lead) in map(_plain, leads(rules, duty))


def has_support(rules: Jurisdiction, duty: Obligation, key: Key) -> bool:
    """Are all of the key's among those who support it or lead it with others?"""
    drafted_ = {
        alias
        for name in (*duty.support, *duty.lead[1:], *duty.each)
        for alias in _names(rules, name)
    }
    return {_plain(name) for name in key.support.split("、") if name} <= drafted_


def _names(rules: Jurisdiction, name: str) -> set[str]:
    units = (unit for unit in rules.roster.units if unit.name == name)
    return {_plain(name), *(_plain(alias) for unit in units for alias in unit.aliases)}


def _plain(name: str) -> str:
    return name.removeprefix("各")


def has_often(duty: Obligation, key: Key) -> bool:
    if key.often == "-":
        return duty.basis is Basis.OFFICE
    return duty.cadence == RULES.get(key.often, key.often) and duty.basis is Basis.TEXT


def has_due(duty: Obligation, key: Key) -> bool:
    """Is it due on the key's day?"""
    rule = duty.due
    if rule is None or not key.due:
        return not key.due
    if rule.month_day:
        return key.due == "{:02}-{:02}".format(*rule.month_day)
    return key.due == (f"day {rule.day}" if isinstance(rule.day, int) else str(rule.day))


def score(name: str) -> Score:
    rules = drafted(name)
    pairs = [(key, of_key(rules, key)) for key in keys(name)]
    found = [(key, duty) for key, duty in pairs if duty]
    return Score(
        len(pairs),
        len(found),
        sum(has_lead(rules, duty, key) for key, duty in found),
        sum(has_often(duty, key) for key, duty in found),
        len(rules.plan.obligations),
    )


def score_of_the_real_plan() -> Score:
    """The draft of plans/anwen/notice.txt against the 57 duties that people made of it. The cadence counts
    where the notice states one; elsewhere the draft must say that the office decides."""
    rules = load(draft(texts("anwen")["notice.txt"], ON))[0]
    real = jurisdiction("anwen").plan.by_id
    found = lead = often = 0
    for row in table():
        quotes = [bare(quote) for quote in real[row["id"]].quote]
        drafts = [d for d in rules.plan.obligations if _overlaps(bare(d.quote[0]), quotes)]
        first = row["lead"].split("、")[0].partition("（")[0]
        found += bool(drafts)
        lead += any(first in name for d in drafts for name in leads(rules, d))
        often += any(_same_often(d, real[row["id"]]) for d in drafts)
    return Score(len(table()), found, lead, often, len(rules.plan.obligations))


def _overlaps(drafted_quote: str, quotes: list[str]) -> bool:
    return any(quote in drafted_quote or drafted_quote in quote for quote in quotes)


def _same_often(draft_: Obligation, real: Obligation) -> bool:
    if real.basis is Basis.OFFICE:
        return draft_.basis is Basis.OFFICE
    return draft_.cadence.partition(",")[0] == real.cadence.partition(",")[0]


def misses(name: str) -> Iterator[str]:
    rules = drafted(name)
    for key in keys(name):
        duty = of_key(rules, key)
        if duty is None:
            yield f"not found: {key.words}"
        else:
            if not has_lead(rules, duty, key):
                yield f"lead: {key.words}: {key.lead}, drafted {list(leads(rules, duty))}"
            if not has_support(rules, duty, key):
                yield f"support: {key.words}: {key.support}, drafted {duty.support}"
            if not has_due(duty, key):
                yield f"due: {key.words}: {key.due}, drafted {duty.due}"
            if not has_often(duty, key):
                yield f"often: {key.words}: {key.often}, drafted {duty.cadence} {duty.basis}"


def results() -> str:
    lines = ["| notice | duties in the key | found | right lead | right cadence | drafted |"]
    lines.append("|---|---|---|---|---|---|")
    for name in NAMES:
        s = score(name)
        mark = " (kept aside)" if name == ASIDE else ""
        lines.append(
            f"| {name}{mark} | {s.keys} | {s.found} | {s.lead} | {s.often} | {s.drafted} |"
        )
    s = score_of_the_real_plan()
    lines.append(f"| plans/anwen | {s.keys} | {s.found} | {s.lead} | {s.often} | {s.drafted} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(results())  # noqa: T201
