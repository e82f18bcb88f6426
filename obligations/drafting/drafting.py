"""From the text of a notice to the files of a draft folder."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from obligations.declared import DUTY_WORDS, IS_HEADING
from obligations.doubts import TODO
from obligations.drafting import folder, writing
from obligations.drafting.actors import Actors, Names
from obligations.drafting.cadences import Often
from obligations.drafting.duties import Finder
from obligations.drafting.found import Found
from obligations.drafting.head import head as head_of
from obligations.drafting.lines import is_list, learn
from obligations.drafting.outline import Outline, Passage, outline
from obligations.drafting.people import group
from obligations.drafting.rules import Rules, rules
from obligations.loading import CALENDAR, NOTICE, PLAN, ROSTER


def draft(notice: str, on: date) -> Mapping[str, str]:
    """The files of the folder, name to content. `on` stands in for the day of a notice that names none.

    The folder loads whatever the text is; where no duty was found, it holds one TODO.
    """
    notice = _plain(notice)
    kit, head = rules(), head_of(notice)
    whole = outline(notice, kit)
    read = whole.passages
    names = Names(kit)
    learn(read, names, kit)
    found = Finder(notice, kit, names, head.begins(on)).duties(read)
    people = folder.People(kit, head.place)
    leading = group(read, names, kit)
    office = people.unit(leading.office) if leading.office else ""
    found = found or (_nothing(notice),)
    for member in leading.members:
        if not people.is_group(member):
            people.unit(member)
    folder.duties(found, people, office)
    people.settle()
    office = people.unit(office) if office else ""
    members = (people.unit(m) for m in leading.members if not people.is_group(m))
    people.members = tuple(dict.fromkeys(members))
    written = folder.duties(found, people, office)
    supervisor = office or _busiest(written, people)
    return {
        PLAN: writing.plan(head, written, _no_duty(notice, whole, found, kit), on, kit),
        ROSTER: writing.roster(head, people, leading, supervisor),
        CALENDAR: writing.calendar(written, head.issued or on),
        NOTICE: notice,
    }


def _plain(notice: str) -> str:
    """Plain line ends, and no mark of byte order that a later reader would take off."""
    text = notice.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return text if text.strip() else ""


def _nothing(notice: str) -> Found:
    """One duty to begin with, where the rules found none."""
    first = next((line.strip() for line in notice.split("\n") if line.strip()), TODO)
    often = Often(0, 0, "year", basis="office", note="没有从原文里读出职责，请人来写")
    return Found("正文", first, first, TODO, Actors(), often)


def _busiest(written: Sequence[folder.Written], people: folder.People) -> str:
    """The unit that leads most; somebody must answer for the whole until the office says who."""
    leads = Counter(w.lead[0] for w in written if w.lead[0] in people.units)
    return leads.most_common(1)[0][0] if leads else people.unit(folder.NOBODY)


def _no_duty(
    notice: str, whole: Outline, found: Sequence[Found], kit: Rules
) -> Mapping[str, Sequence[str]]:
    """What surely carries no duty: the letterhead, lists of people, aims. The rest is for the people who
    read the coverage. Words that make a duty need a reason of their own, so these are left open too."""
    quoted = [quote for duty in found for quote in (duty.quote, *duty.labels)]
    free = [title for title in whole.headings if not any(word in title for word in DUTY_WORDS)]
    entries: dict[str, list[str]] = {IS_HEADING: free} if free else {}
    cells = (c for c in whole.cells if not c.isdecimal() and c not in quoted)
    if named := [c for c in cells if not any(word in c for word in DUTY_WORDS)]:
        entries["表格的栏目和单位，写在各项职责里"] = named
    for passage in whole.passages:
        words = passage.quote(notice, 0, len(passage.text))
        is_free = not any(quote in words or words in quote for quote in quoted)
        why = _why(passage, kit)
        if why and is_free and not any(word in words for word in DUTY_WORDS):
            entries.setdefault(why, []).append(words)
    return {why: tuple(dict.fromkeys(quotes)) for why, quotes in entries.items()}


def _why(passage: Passage, kit: Rules) -> str:
    if is_list(passage, kit):
        return "人员名单，写在名册（roster.yaml）里"
    if any(kit.no_work.search(title) for title in passage.headings):
        return "指导思想、目标一类"
    if re.fullmatch(
        r"20\d\d年\d{1,2}月\d{1,2}日|[^,。;:]{2,24}(?:政府|办公室|委员会|局|部)", passage.text
    ):
        return "落款"
    is_head = not passage.clause and not passage.headings and not passage.labels
    return "文头、主送和印发的话" if is_head else ""


__all__ = ["draft"]
