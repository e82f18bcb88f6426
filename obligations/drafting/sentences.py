"""The sentences of a passage, cut wherever another duty begins: another who, another how often."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, zip_longest

from obligations.drafting.actors import Actors, Names, roles
from obligations.drafting.cadences import Often, all_in
from obligations.drafting.rules import Rules

#: Characters that a title inside a passage has at most: 一是加强青少年普法教育。
TITLE = 25
TELLING = (
    10  # characters: with a cadence, so many say what is to be done without a verb that is known
)
LONGEST = 500  # characters of a part; nobody writes a longer sentence
LEAST = 2  # characters between two cadences that say what is to be done
_IN_CHARGE = re.compile("负责(?!人|同志)[^,]{3,}")
_LEADS = re.compile("牵头|负责|会同|^由")


@dataclass(frozen=True, slots=True)
class Part:
    """One clause, or several that are one duty: text[first:end] of its passage. `item` is the number of
    the 一是… that it stands under, `title` the words of that item."""

    first: int
    end: int
    actors: Actors
    often: tuple[Often, ...]
    item: str = ""
    title: str = ""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each sentence goes, its mark not in; no cut inside brackets or quotes."""
    depth, first = 0, 0
    for at, char in enumerate(text):
        depth += (char in "(“《") - (char in ")”》")
        if char in "。;!?" and (depth <= 0 or char == "。"):
            depth = 0
            if at > first:
                yield first, at
            first = at + 1
    if len(text) > first:
        yield first, len(text)


@dataclass
class Cutter:
    """Cuts one passage after the other."""

    rules: Rules
    names: Names
    issued: date

    def parts(self, text: str) -> Iterator[Part]:
        """The parts of a passage in order, titles of items left out."""
        item = title = ""
        for first, end in sentences(text):
            if match := self.rules.inline.match(text, first, end):
                item, title = match["number"] or match["ordinal"], ""
                first = match.end()  # noqa: PLW2901
                if self._is_title(text[first:end]) and end + 1 < len(text):
                    title = text[first:end]
                    continue
            for part in self._cut(text, first, end):
                yield replace(part, item=item, title=title)

    def _is_title(self, words: str) -> bool:
        often = all_in(words, self.issued, self.rules)
        is_short = len(words) <= TITLE and "," not in words
        return is_short and not any(one.is_text for one in often) and not self._read(words).lead

    def _read(self, words: str) -> Actors:
        """办公室设在甲: what follows is 甲's."""
        found = roles(words, self.names)
        office = self._office(words)
        if not office:
            return found
        called = office.groupdict().get("short") or office["unit"]
        return Actors(self.names.are_in(called, sure=True))

    def _office(self, words: str) -> re.Match[str] | None:
        return next(filter(None, (p.search(words) for p in self.rules.office)), None)

    def _cut(self, text: str, first: int, end: int) -> Sequence[Part]:
        """The parts of a sentence; a cadence that it states for all of them (均每季度一次) is everyone's."""
        parts = list(self._pieces(text, first, end))
        for at, part in enumerate(parts):
            words = text[part.first : part.end]
            if at and (match := re.search("(?:^|,)(?:均|都)(?=[^,]*$)", words)):
                shared = tuple(o for o in part.often if o.is_text and o.first >= match.start())
                parts = [
                    p if any(o.is_text for o in p.often) else replace(p, often=shared)
                    for p in parts
                ]
        return parts

    def _pieces(self, text: str, first: int, end: int) -> Iterator[Part]:
        """The sentence cut before each clause that begins another duty."""
        current: Part | None = None
        clauses = [
            Part(a, b, self._read(text[a:b]), self._often(text, a, b))
            for a, b in self._clauses(text, first, end)
        ]
        clauses = list(self._of_one_who(text, clauses))
        for one, after in zip_longest(clauses, clauses[1:]):
            if current is None:
                current = one
            elif (
                one.end - current.first > LONGEST
                or self._office(text[current.first : current.end])
                or self._begins(text, current, one)
                or self._has_its_own(text, current, one, after)
                or (current.first > first and self._says_only_who(text, current, one))
            ):
                yield current
                current = one
            else:
                current = _joined(current, one)
        if current:
            yield current

    def _of_one_who(self, text: str, clauses: Sequence[Part]) -> Iterator[Part]:
        """镇安监所对重点企业每月检查一次，小微企业每季度检查一次: 企业 are no lead there."""
        whom = ""
        for one in clauses:
            lead = one.actors.lead
            match = re.search("对([^,。;:]{2,12}?)(?=每|不少于|至少)", text[one.first : one.end])
            whom = match[1][-2:] if match else whom
            is_whom = whom and not match and len(lead) == 1 and lead[0].endswith(whom)
            yield replace(one, actors=replace(one.actors, lead=())) if is_whom else one

    def _often(self, text: str, a: int, b: int) -> tuple[Often, ...]:
        return all_in(text[a:b], self.issued, self.rules)

    def _clauses(self, text: str, first: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut at commas, and at 、 between two cadences: 每月到校一次、每季度一堂讲座."""
        at = first
        for match in re.finditer(r",|:(?!\d)|(?<!\d):", text[first:end]):
            yield from self._listed(text, at, first + match.start())
            at = first + match.end()
        yield from self._listed(text, at, end)

    def _listed(self, text: str, first: int, end: int) -> Iterator[tuple[int, int]]:
        if end <= first:
            return
        stated = [one for one in self._often(text, first, end) if one.is_text]
        cuts = [first]
        for before, one in pairwise(stated):
            joint = text.rfind("、", first + before.end, first + one.first + 1)
            is_work = joint - first - before.end >= LEAST
            if joint > cuts[-1] and (
                is_work or self.names.are_in(text[joint + 1 : first + one.first])
            ):
                cuts.append(joint + 1)
        for a, b in zip(cuts, [*cuts[1:], end + 1], strict=True):
            yield a, b - 1 if b <= end else end

    def _begins(self, text: str, current: Part, one: Part) -> bool:
        """Does the clause begin another duty than the one that is being read?"""
        before, words = text[current.first : current.end], text[one.first : one.end]
        if self.rules.condition.fullmatch(before) or self._hands_up(words, current, one):
            return False
        had = self._has_said(before, current)
        is_opener = self.rules.opener.match(_after_lead(before, current.actors))
        says_often = any(o.is_text for o in one.often)
        is_other = one.actors.lead and one.actors.lead != current.actors.lead
        if not had and not asks(before, current.actors, self.rules):
            return bool(is_other and current.actors.lead) and self._is_set_off(before, words, one)
        if is_other:
            return bool(had or current.actors.lead) or not (is_opener and says_often)
        if says_often and not self._says_only_how_often(words, one):
            return had or not (is_opener or self._is_limit(words, one))
        return self._is_added(before, words, one, had=had)

    def _has_said(self, before: str, current: Part) -> bool:
        """Does it say how often, and what?"""
        rest = work(self._timeless(before, current), current.actors, self.rules)
        is_told = current.actors.lead or self.rules.verb.search(before) or len(rest) >= TELLING
        return any(o.is_text for o in current.often) and bool(is_told)

    def _is_set_off(self, before: str, words: str, one: Part) -> bool:
        """甲负责医疗救护，乙负责秩序维护; 甲要到岗履职，乙每天巡查. Not so after 由甲牵头."""
        in_charge = _IN_CHARGE.search(before) and _IN_CHARGE.search(words)
        says_often = any(o.is_text for o in one.often)
        return bool(in_charge or (says_often and not _LEADS.search(before)))

    def _is_added(self, before: str, words: str, one: Part, *, had: bool) -> bool:
        """…，发现险情立即上报; …，要…"""
        if had and (self.rules.own_part.match(words) or self.rules.by_event.search(words)):
            return asks(words, one.actors, self.rules) or bool(self.rules.modal.search(words))
        again = re.match("要(?!求)|应当|必须|须", words) and self.rules.modal.search(before)
        as_well = had and re.match("[^,]{0,12}(?:要(?!求)|应当|必须)", words)
        return bool(again or as_well) and asks(words, one.actors, self.rules)

    def _has_its_own(self, text: str, current: Part, one: Part, after: Part | None) -> bool:
        """每日播放…，逐户上门宣传，每月一次: the cadence behind belongs to the clause before it."""
        is_full = any(o.is_text for o in current.often) and not any(o.is_text for o in one.often)
        if not (after and is_full and any(o.is_text for o in after.often)):
            return False
        words = text[after.first : after.end]
        return self._says_only_how_often(words, after) and asks(
            text[one.first : one.end], one.actors, self.rules
        )

    def _is_limit(self, words: str, one: Part) -> bool:
        """逐户登记，6月底前建立台账 is due by then, all of it."""
        begins = one.often[0].first == 0 or re.match("[并于在自应须要]", words)
        return bool(begins) and all(o.every == "once" for o in one.often)

    def _says_only_who(self, text: str, current: Part, one: Part) -> bool:
        """…，由县防指统一调度，县人武部做好准备: the first of these belongs to what is before it."""
        before, lead = text[current.first : current.end], current.actors.lead
        is_who = before.startswith("由") and not asks(before, current.actors, self.rules)
        return bool(is_who and lead and one.actors.lead) and lead != one.actors.lead

    def _hands_up(self, words: str, current: Part, one: Part) -> bool:
        """制定方案，于11月30日前报镇应急办 is one thing to do."""
        if any(o.is_text for o in current.often) or not all(o.every == "once" for o in one.often):
            return False
        return self.rules.hands_up.match(self._timeless(words, one)) is not None

    def _says_only_how_often(self, words: str, one: Part) -> bool:
        return self.rules.only_often.fullmatch(self._timeless(words, one)) is not None

    def _timeless(self, words: str, one: Part) -> str:
        """The words without their cadences."""
        for often in reversed(one.often):
            words = words[: often.first] + words[often.end :]
        return words


def asks(words: str, actors: Actors, rules: Rules) -> bool:
    """Is there something to do in these words, names, roles and slogans aside?"""
    return bool(rules.verb.search(work(words, actors, rules)))


def work(words: str, actors: Actors, rules: Rules) -> str:
    """What is left of the words without names, roles and slogans."""
    return rules.roles.sub("", rules.slogans.sub("", nameless(words, actors)))


def nameless(words: str, actors: Actors) -> str:
    for name in sorted((*actors.lead, *actors.support), key=len, reverse=True):
        words = words.replace(name, "")
    return words


def _after_lead(words: str, actors: Actors) -> str:
    return re.sub(
        "^(?:由|、|和|与|,|:|及(?!时))*(?:共同|联合)?(?:牵头|负责)?[,:]*",
        "",
        nameless(words, actors),
    )


def _joined(current: Part, one: Part) -> Part:
    shift = one.first - current.first
    often = tuple(replace(o, first=o.first + shift, end=o.end + shift) for o in one.often)
    lead = current.actors.lead or one.actors.lead
    support = tuple(dict.fromkeys((*current.actors.support, *one.actors.support)))
    actors = Actors(lead, tuple(name for name in support if name not in lead))
    return replace(current, end=one.end, actors=actors, often=(*current.often, *often))
