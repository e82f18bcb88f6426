"""Which sentences are duties, who leads them and how often they come round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from obligations.drafting import cadences
from obligations.drafting.actors import (
    Actors,
    Names,
    asides,
    columns,
    roles,
    subject,
    told_apart,
)
from obligations.drafting.found import Found
from obligations.drafting.labels import Labeller
from obligations.drafting.lines import is_list, is_title, items_above, told_apart_of_text
from obligations.drafting.naming import short
from obligations.drafting.outline import Passage
from obligations.drafting.rules import Rules
from obligations.drafting.sentences import Cutter, Part, asks, nameless, work

TELLING = 8  # characters: with a cadence, so many say what is to be done
_STAFF = re.compile("(?:夜间)?(?:值班|带班|值守|工作|管理)人员")
SHORTEST = 3  # characters: less is no sentence


@dataclass(frozen=True)
class Finder:
    """Finds the duties of a notice that was issued on a day."""

    notice: str
    rules: Rules
    names: Names
    issued: date

    def duties(self, passages: Iterable[Passage]) -> tuple[Found, ...]:
        """In the order of the notice, every quote once."""
        found: list[Found] = []
        begins: dict[str, int] = {}  #: where the duties of each clause begin, for labels below them
        at = done = 0  #: where the duties of the labels begin; those before have theirs
        before: dict[str, str] = {}  #: the labels read just now
        #: labels that stand before the duties of their clause
        ahead: dict[str, dict[str, str]] = {}
        for passage in told_apart_of_text(passages, self.rules):
            begins.setdefault(passage.clause, len(found))
            if labels := self.labeller.alone(passage):
                if passage.clause and begins[passage.clause] == len(found):
                    ahead[passage.clause] = ahead.get(passage.clause, {}) | labels
                    continue
                at = at if before else max(begins[passage.clause], done)
                at = min(at, max(len(found) - 1, 0))
                at = at if before else items_above(found, at, passage, self.notice)
                if "lead" in labels and "lead" in before:  # 牵头单位：A, and below it 责任单位：B
                    labels["support"] = labels.pop("lead")
                before |= labels
                words = passage.quote(self.notice, 0, len(passage.text))
                found[at:] = self.labeller.all(found[at:], labels, words)
                continue
            before, done = {}, len(found) if before else done
            if not is_list(passage, self.rules) and not is_title(passage):
                if who := self._of_all(passage):
                    above = found[begins[passage.clause] :]
                    found[begins[passage.clause] :] = self._all_led(above, who)
                labels = ahead.get(passage.clause, {})
                found.extend(self.labeller.all(list(self._in(passage)), labels, ""))
        kept: dict[str, Found] = {}
        for duty in found:
            kept.setdefault(duty.quote, duty)
        return tuple(kept.values())

    @cached_property
    def labeller(self) -> Labeller:
        return Labeller(self.rules, self.names, self.issued)

    def _in(self, passage: Passage) -> Iterator[Found]:
        brackets = asides(passage.text, self.names)
        text = passage.text
        for a, b in brackets:
            text = text[:a] + "□" * (b - a) + text[b:]
        rows = told_apart(columns(passage.labels, self.rules), self.names)
        opening = self._of_opening(passage)
        #: 镇应急办：… and the row of a table: all of it is theirs to do
        is_theirs = bool(opening and passage.clause) or "lead" in rows
        above = opening or self._of_heading(passage)
        carried, item, waiting = Actors(above), "", list[Found]()
        before, named = 0, tuple[str, ...]()  #: where the last part ends, whom its sentence names
        given = tuple[str, ...]()  #: whom the last clause that only says who has named
        of_sentence = of_half = 0  #: the first waiting duty of its sentence, and of its half: …；…
        for part in Cutter(self.rules, self.names, self.issued).parts(text):
            if part.item != item:
                item, carried = part.item, Actors(above)
            if ends := re.search("[。;]", text[before : part.first]):
                of_half = len(waiting)
                is_new = ends[0] != ";"
                of_sentence, named = (of_half, ()) if is_new else (of_sentence, named)
                carried = Actors(carried.lead)
            before, lead = part.end, self._in_full(part.actors.lead, above)
            if carried.lead and not ends and _STAFF.fullmatch("".join(lead)):
                lead = ()  # 乡党政办实行24小时值班，值班人员…
            named = part.actors.lead or (named if ends else ())
            support = (*part.actors.support, *(() if lead else carried.support))
            carried = Actors(lead or carried.lead, tuple(dict.fromkeys(support)))
            if duty := self._duty(
                passage, text, part, carried, is_named=bool(brackets), is_theirs=is_theirs
            ):
                duty = replace(duty, is_named=bool(named))
                waiting.append(self.labeller.one(duty, rows) if rows else duty)
            elif lead:  # …，由市供水总站负责; or as a sentence of its own
                is_said = re.search("牵头|负责", text[part.first : part.end])
                at = 0 if is_said and of_half == len(waiting) else of_half
                waiting[at:] = [self._led(duty, carried, given) for duty in waiting[at:]]
                given = lead
                # A；B，由甲牵头
                waiting[of_sentence:at] = self._all_led(waiting[of_sentence:at], carried)
            place = _bracket_at(text, part.end)
            if labels := brackets.get(place):
                words = passage.quote(self.notice, *place)
                yield from (self.labeller.one(duty, labels, words) for duty in waiting)
                waiting, of_sentence = [], 0
        yield from waiting

    def _of_all(self, passage: Passage) -> Actors | None:
        """Who does what stands above it: 上述工作由镇应急办牵头，派出所配合"""
        match = self.rules.led_before.match(passage.text)
        lead = self.names.are_in(match["names"], sure=True) if match else ()
        return Actors(lead, roles(match["rest"], self.names).support) if match and lead else None

    def _all_led(self, duties: Iterable[Found], who: Actors) -> list[Found]:
        return [duty if duty.actors.lead else self._led(duty, who) for duty in duties]

    def _of_opening(self, passage: Passage) -> tuple[str, ...]:
        """The unit before the colon or the stop that a passage begins with: 镇应急办：负责…"""
        match = re.match("([^,。;:□]{2,40})[:。]", passage.text)
        return self._of_title(match[1]) if match else ()

    def _of_heading(self, passage: Passage) -> tuple[str, ...]:
        """The unit that the nearest heading names: （一）镇应急办职责."""
        titles = reversed(passage.headings[-2:])
        return next(filter(None, map(self._of_title, titles)), ())

    def _of_title(self, title: str) -> tuple[str, ...]:
        if self.rules.lists_duties.search(title) and (who := subject(title, self.names)[0]):
            return who
        words = self.rules.duties_of.sub("", title, count=1)
        return self.names.are_in(words) or self.names.are_in(re.sub(r"\([^()]*\)$", "", words))

    def _in_full(self, lead: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
        """企业 below 各校车服务企业 are these."""
        return (
            above
            if lead and above and len(lead) == 1 and self.labeller.is_of(lead[0], above)
            else lead
        )

    def _led(self, duty: Found, who: Actors, given: tuple[str, ...] = ()) -> Found:
        if any(name in duty.text for name in duty.actors.lead):
            return duty
        if given and duty.actors.lead == given:  # 由镇人居办统筹，各村负责实施
            who = Actors(given, (*who.support, *who.lead))
        support = dict.fromkeys((*duty.actors.support, *who.support))
        return replace(
            duty, actors=Actors(who.lead, tuple(n for n in support if n not in who.lead))
        )

    def _duty(
        self,
        passage: Passage,
        text: str,
        part: Part,
        carried: Actors,
        *,
        is_named: bool,
        is_theirs: bool,
    ) -> Found | None:
        first, end = _trimmed(text, part.first, part.end)
        words = text[first:end]
        if text[part.end :] == ":" or self.rules.no_duty.search(words):
            return None
        if not self._is_duty(
            passage, words, part, carried.lead, is_named=is_named, is_theirs=is_theirs
        ):
            return None
        lead = carried.lead
        support = tuple(name for name in carried.support if name not in lead)
        often = cadences.best(part.often) or cadences.proposed(words + part.title, self.rules)
        return Found(
            passage.clause + part.item,
            passage.quote(self.notice, first, end),
            words,
            short(words, Actors(lead, support), self.rules),
            Actors(lead, support),
            often,
        )

    def _asks(self, words: str, part: Part, *, is_theirs: bool) -> bool:
        if any(pattern.search(words) for pattern in self.rules.office):
            return False
        if asks(words, part.actors, self.rules):
            return True
        rest = work(words, part.actors, self.rules)
        is_long = len(rest) >= TELLING
        if any(one.is_text for one in part.often):
            return bool(part.actors.lead or is_long or self.rules.verb.search(rest))
        if part.often and part.actors.lead and is_long:
            return True
        if is_theirs and is_long:
            return True
        return bool(part.actors.lead and is_long and self.rules.modal.search(words))

    def _is_duty(
        self,
        passage: Passage,
        words: str,
        part: Part,
        carried: tuple[str, ...],
        *,
        is_named: bool,
        is_theirs: bool,
    ) -> bool:
        is_name = not nameless(words, Actors(carried)).strip("、:")
        #: of a table that says who
        is_row = bool(passage.labels and is_theirs and re.search("[一-龥]{2}", words))
        is_asked = is_row or self._asks(words, part, is_theirs=is_theirs)
        if is_name or len(words) < SHORTEST or not is_asked:
            return False
        if is_theirs:
            return True
        says_often = any(one.is_text for one in part.often)
        if any(self.rules.no_work.search(title) for title in passage.headings):
            return says_often and bool(part.actors.lead)
        if part.actors.lead or part.often or passage.labels or is_named:
            return True
        if not part.item and not carried and self._has_items(passage):
            return False  # what is said before 一是… is said again below it
        is_below = bool(passage.clause or passage.labels or carried)
        return is_below and _is_order(words, self.rules)

    def _has_items(self, passage: Passage) -> bool:
        return bool(self.rules.inline.search(passage.text))


def _is_order(words: str, rules: Rules) -> bool:
    """Does it begin with what is to be done, or say that it must be: 开展…, 要对…, 对…进行…"""
    words = re.sub("^[^,。;:]{2,40}:", "", words)
    opening, sign, rest = words.partition(",")
    words = rest if sign and rules.condition.fullmatch(opening) else words
    words = rules.lead_in.sub("", words, count=1)
    begins = rules.verb.match(words) or re.match(
        "(?:严格|认真|全面|及时|定期|深入|依法|充分|组织)", words
    )
    return bool(begins or rules.modal.search(words) or re.match("[对将把在按为给向与于]", words))


def _trimmed(text: str, first: int, end: int) -> tuple[int, int]:
    while first < end and text[first] in ",:、□ ":
        first += 1
    while end > first and text[end - 1] in ",:、□ ":
        end -= 1
    return first, end


def _bracket_at(blotted: str, end: int) -> tuple[int, int]:
    """Where the bracket stands that was blotted out around the end of a part: （牵头单位：A；配合单位：B）."""
    first = last = end
    while first > 0 and blotted[first - 1] in "□。":
        first -= 1
    while last < len(blotted) and blotted[last] in "□。":
        last += 1
    begins = blotted.find("□", first, last)
    return (begins, blotted.rfind("□", first, last) + 1) if begins >= 0 else (end, end)
