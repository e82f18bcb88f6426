"""What an office changes in its roster and calendar: a handover, a village, a term, a day without school.

Each takes the texts of the plan folder and gives the next ones; loading them is another matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from obligations.editing import append, put
from obligations.jurisdiction import Jurisdiction
from obligations.loading import CALENDAR
from obligations.roster import HEAD, GroupKind, Holder, Roster
from obligations.source import Path

_DAY = timedelta(days=1)


class CannotAmend(ValueError):
    """The change makes no sense. The message is for the clerk."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of a plan folder and the name of its roster, with what they mean."""

    texts: Mapping[str, str]
    roster_file: str
    rules: Jurisdiction

    def with_file(self, file: str, text: str) -> dict[str, str]:
        return {**self.texts, file: text}

    @property
    def roster_text(self) -> str:
        return self.texts[self.roster_file]


def hand_over(
    folder: Folder, post: str, person: str, deputy: str, since: date
) -> Mapping[str, str]:
    """From `since` on `person` holds the post, with `deputy` as B岗; nobody does where `person` is
    empty. Whoever held it keeps it to the day before. Raises CannotAmend."""
    roster = folder.rules.roster
    if post not in roster.by_name:
        raise CannotAmend(f"名册里没有岗位“{post}”")
    if person and person == deputy:
        raise CannotAmend("B 岗应是另一个人")
    kept = [_until(held, since) for held in roster.by_name[post].holders if _begins(held) < since]
    new = {"person": person, "deputy": deputy, "from": since} if person else {}
    written = [*kept, *([_sheet(new)] if new else [])]
    text = put(folder.roster_text, _holders_path(roster, post), written)
    return folder.with_file(folder.roster_file, text)


def away(folder: Folder, person: str, first: date, last: date) -> Mapping[str, str]:
    """The person is away for these days; the B岗 is told meanwhile. Raises CannotAmend."""
    roster = folder.rules.roster
    if not any(person == held.person for p in roster.all_posts() for held in p.holders):
        raise CannotAmend(f"名册里没有任职的人叫“{person}”")
    _check(first, last)
    gone = {"person": person, "from": first, "to": last}
    return folder.with_file(
        folder.roster_file, append(folder.roster_text, ("absences",), _sheet(gone))
    )


def add_village(
    folder: Folder, name: str, head: str, contact: str, since: date
) -> Mapping[str, str]:
    """One more village (community), with its head and its 联系人. Raises CannotAmend."""
    roster, text = folder.rules.roster, folder.roster_text
    if roster.resolve(name):
        raise CannotAmend(f"名册里已经有“{name}”")
    group = _villages(roster)
    text = append(text, ("units",), _sheet({"name": name, "head": head, "handler": contact}))
    if contact:
        seat = {"name": f"{name}·联系人", "unit": name, "holders": contact}
        text = append(text, ("posts",), seat)
    text = append(text, ("groups", group, "subjects"), {"name": name, "from": since})
    return folder.with_file(folder.roster_file, text)


def end_village(folder: Folder, name: str, last: date) -> Mapping[str, str]:
    """The village is none any more after `last`; its open work is cancelled with the reason."""
    group = _villages(folder.rules.roster)
    subjects = folder.rules.roster.groups[group].subjects
    for place, one in enumerate(subjects):
        if one.name == name:
            sheet = _sheet({"name": name, "post": one.post, "from": one.from_, "to": last})
            text = put(folder.roster_text, ("groups", group, "subjects", place), sheet)
            return folder.with_file(folder.roster_file, text)
    raise CannotAmend(f"名册里没有村（社区）“{name}”")


def set_terms(
    folder: Folder, year: str, terms: Sequence[tuple[str, date, date]], *, provisional: bool
) -> Mapping[str, str]:
    """The terms of a school year (`2026-27`), in place of what was said of it: (T1, first, last)."""
    for _, first, last in terms:
        _check(first, last)
    text, known = folder.texts[CALENDAR], [y.id for y in folder.rules.calendar.school_years]
    sheet: dict[str, Any] = {"id": year}
    if provisional:
        sheet["provisional"] = True
    sheet["terms"] = [{"id": one, "from": first, "to": last} for one, first, last in terms]
    path: Path = ("school_years",)
    if year not in known:
        return folder.with_file(CALENDAR, append(text, path, sheet))
    return folder.with_file(CALENDAR, put(text, (*path, known.index(year)), sheet))


#: The lists of the calendar that take days with a reason.
DAYS = {"suspensions": "停课", "rest": "放假", "work": "调休上班"}


def add_days(folder: Folder, kind: str, first: date, last: date, reason: str) -> Mapping[str, str]:
    """Days without school, of rest, or of work on a weekend. Raises CannotAmend."""
    if kind not in DAYS:
        raise CannotAmend("请选停课、放假或调休上班")
    _check(first, last)
    if not reason:
        raise CannotAmend("请写明原因，例如“高温停课”")
    sheet = {"from": first, "to": last, "reason": reason}
    return folder.with_file(CALENDAR, append(folder.texts[CALENDAR], (kind,), sheet))


def drop_days(folder: Folder, kind: str, place: int) -> Mapping[str, str]:
    """Without the entry at `place` (from 0) of that list. Raises CannotAmend."""
    entries = list(getattr(folder.rules.calendar, kind)) if kind in DAYS else []
    if not 0 <= place < len(entries):
        raise CannotAmend("日历里没有这一条")
    left = [
        _sheet({"from": e.from_, "to": e.to, "reason": e.reason})
        for n, e in enumerate(entries)
        if n != place
    ]
    return folder.with_file(CALENDAR, put(folder.texts[CALENDAR], (kind,), left))


def _check(first: date, last: date) -> None:
    if last < first:
        raise CannotAmend(f"结束日期 {last} 早于开始日期 {first}")


def _villages(roster: Roster) -> str:
    for name, group in roster.groups.items():
        if group.kind is GroupKind.VILLAGE:
            return name
    raise CannotAmend("方案的名册里没有村（社区）这一组")


def _begins(held: Holder) -> date:
    return held.from_ or date.min


def _until(held: Holder, since: date) -> dict[str, Any]:
    """A holder as the file writes it, ended before `since`."""
    last = min(held.to or date.max, since - _DAY)
    return _sheet({"person": held.person, "deputy": held.deputy, "from": held.from_, "to": last})


def _sheet(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not said."""
    return {key: value for key, value in values.items() if value not in (None, "")}


def _holders_path(roster: Roster, post: str) -> Path:
    for place, unit in enumerate(roster.units):
        if post in (unit.name, unit.name + HEAD):
            return ("units", place, "head" if post.endswith(HEAD) else "handler")
    return ("posts", next(n for n, p in enumerate(roster.posts) if p.name == post), "holders")
