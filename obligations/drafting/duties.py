"""Which sentences are duties, who leads them and how often they come round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from obligations.drafting import cadences
from obligations.drafting.actors import Actors, Names, column, labelled
from obligations.drafting.cadences import Often
from obligations.drafting.outline import Passage
from obligations.drafting.rules import Rules
from obligations.drafting.sentences import Cutter, Part, asks, without

TELLING = 8  # characters: with a cadence, so many say what is to be done
SHORTEST = 4  # characters: less is no sentence
LONGEST_NAME = 26  # characters of a duty's name


@dataclass(frozen=True, slots=True)
class Found:
    """One duty as far as the notice says it. `name` is short, `lead` empty where nobody is named."""

    clause: str
    quote: str
    text: str
    name: str
    actors: Actors
    often: Often


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
        for passage in passages:
            begins.setdefault(passage.clause, len(found))
            if labels := self._labels_alone(passage):
                at = begins[passage.clause]
                at = at if at < len(found) else max(len(found) - 1, 0)
                found[at:] = [self._labelled(duty, labels) for duty in found[at:]]
            elif not is_list(passage, self.rules):
                found.extend(self._in(passage))
        kept: dict[str, Found] = {}
        for duty in found:
            kept.setdefault(duty.quote, duty)
        return tuple(kept.values())

    def _labels_alone(self, passage: Passage) -> dict[str, str]:
        """The labels of a paragraph that holds nothing else: 责任单位：A、B。"""
        labels = labelled(passage.text.strip("()[]【】"), self.rules)
        either = f"{self.rules.labels.lead}|{self.rules.labels.support}|{self.rules.labels.when}"
        return labels if re.match(rf"[(\[【]?(?:{either})[:】\]]", passage.text) else {}

    def _labelled(self, duty: Found, labels: dict[str, str]) -> Found:
        """The duty with what the labels say and it does not."""
        lead = self._people(labels.get("lead", "")) or duty.actors.lead
        support = duty.actors.support
        more = self._people(labels.get("support", ""))
        support = tuple(n for n in dict.fromkeys((*support, *more)) if n not in lead)
        often = duty.often
        if not often.is_text and (when := labels.get("when")):
            often = cadences.best(cadences.all_in(when + "前", self.issued, self.rules)) or often
        return replace(duty, actors=Actors(lead, support), often=often)

    def _people(self, words: str) -> tuple[str, ...]:
        return self.names.are_in(words.replace(" ", "、"), sure=True)

    def _in(self, passage: Passage) -> Iterator[Found]:
        either = re.compile(f"(?:{self.rules.labels.lead}|{self.rules.labels.support})[:为]")
        text = without(passage.text, either)
        rows = {kind: words for name, words in passage.labels if (kind := column(name, self.rules))}
        above = self._of_heading(passage)
        carried, item, waiting = above, "", list[Found]()
        for part in Cutter(self.rules, self.names, self.issued).parts(text):
            if part.item != item:
                item, carried = part.item, above
            lead = part.actors.lead
            carried = lead or carried
            if duty := self._duty(passage, text, part, carried):
                waiting.append(self._labelled(duty, rows) if rows else duty)
            if labels := labelled(_bracket_after(passage.text, text, part.end), self.rules):
                yield from (self._labelled(duty, labels) for duty in waiting)
                waiting = []
        yield from waiting

    def _of_heading(self, passage: Passage) -> tuple[str, ...]:
        """The unit that the nearest heading names: （一）镇应急办职责."""
        for title in reversed(passage.headings[-2:]):
            words = re.sub("(?:的)?(?:主要|工作|具体|岗位)*职责(?:任务)?$|任务分工$", "", title)
            if found := self.names.are_in(re.sub(r"\([^()]*\)$", "", words)):
                return found
        return ()

    def _duty(
        self, passage: Passage, text: str, part: Part, carried: tuple[str, ...]
    ) -> Found | None:
        first, end = _trimmed(text, part.first, part.end)
        words = text[first:end]
        if not self._is_duty(passage, words, part, carried):
            return None
        lead = part.actors.lead or carried
        support = tuple(name for name in part.actors.support if name not in lead)
        often = cadences.best(part.often) or cadences.proposed(words + part.title, self.rules)
        return Found(
            passage.clause + part.item,
            passage.quote(self.notice, first, end),
            words,
            short(words, Actors(lead, support), self.rules),
            Actors(lead, support),
            often,
        )

    def _asks(self, words: str, part: Part) -> bool:
        if any(pattern.search(words) for pattern in self.rules.office):
            return False
        if asks(words, part.actors, self.rules):
            return True
        is_long = len(self.rules.slogans.sub("", words)) >= TELLING
        if any(one.is_text for one in part.often):
            return bool(part.actors.lead or is_long or self.rules.verb.search(words))
        return bool(part.actors.lead and is_long and self.rules.modal.search(words))

    def _is_duty(
        self, passage: Passage, words: str, part: Part, carried: tuple[str, ...]
    ) -> bool:
        if len(words) < SHORTEST or not self._asks(words, part):
            return False
        says_often = any(one.is_text for one in part.often)
        if any(self.rules.no_work.search(title) for title in passage.headings):
            return says_often and bool(part.actors.lead)
        if part.actors.lead or part.often or passage.labels:
            return True
        if not part.item and not carried and self._has_items(passage):
            return False  # what is said before 一是… is said again below it
        is_below = bool(passage.clause or passage.labels or carried)
        return is_below and _is_order(words, self.rules)

    def _has_items(self, passage: Passage) -> bool:
        return bool(self.rules.inline.search(passage.text))


def _is_order(words: str, rules: Rules) -> bool:
    """Does it begin with what is to be done, or say that it must be: 开展…, 要对…, 对…进行…"""
    begins = rules.verb.match(words) or re.match("(?:严格|认真|全面|及时|定期|深入|依法|充分|组织)", words)
    return bool(begins or rules.modal.search(words) or re.match("[对将把在按为给向与于]", words))


def is_list(passage: Passage, rules: Rules) -> bool:
    """A line of a list of people: 组长：…, or the name of a holder with his office in brackets."""
    titles = "|".join(rules.titles.values())
    if re.match(rf"(?:{titles}):", passage.text):
        return True
    is_short = len(passage.text) < 40 and not re.search("[。;]", passage.text)
    is_below = any(rules.lists.search(title) for title in passage.headings)
    return is_short and (is_below or bool(re.fullmatch(r"[^,:]{2,14}\([^()]*\)", passage.text)))


def _trimmed(text: str, first: int, end: int) -> tuple[int, int]:
    while first < end and text[first] in ",:、□ ":
        first += 1
    while end > first and text[end - 1] in ",:、□ ":
        end -= 1
    return first, end


def _bracket_after(whole: str, blotted: str, end: int) -> str:
    """What was blotted out around the end of a part: (牵头单位：A；配合单位：B)."""
    first = end
    while first > 0 and blotted[first - 1] in "□。":
        first -= 1
    last = end
    while last < len(blotted) and blotted[last] in "□。":
        last += 1
    return whole[first:last].strip("。()") if "□" in blotted[first:last] else ""


_ROLES = re.compile(
    "^(?:由|、|和|与(?!.{1,12}签)|,|及(?!时))*(?:(?:主要)?负责人|负责同志)?(?:共同|联合)?(?:牵头|负责|配合|为主|协助|会同|应当|必须|要|应|须)*[,:、]*"
)
_WIDE = str.maketrans("(),:;", "（），：；")
_OPENS = re.compile("按照|根据|结合|依托|以|通过|对于|围绕|充分|在.*[下中]$|.*后$|.*(?:牵头|配合|参与|协助)$")


def short(words: str, actors: Actors, rules: Rules) -> str:
    """A name for the duty: what is to be done, without who and without how often."""
    rest = words
    for name in sorted((*actors.lead, *actors.support), key=len, reverse=True):
        rest = rest.replace(name, "")
    clauses = [_ROLES.sub("", clause) for clause in re.split("[,:。]", rest)]
    doing = [c for c in clauses if len(c) >= SHORTEST and rules.verb.search(rules.slogans.sub("", c))]
    chosen = next((c for c in doing if not _OPENS.match(c)), (doing or [words])[0])
    name = (chosen.strip("、,:□") or words).translate(_WIDE)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


_SURE = re.compile("(?:^|[,;:。])由([^,。;:]{2,40}?)(?:共同|联合)?牵头|(?:^|[,;:。])([^,。;:由]{2,30}?)(?:共同)?牵头")


def learn(passages: Iterable[Passage], names: Names, rules: Rules) -> None:
    """Know the units that the notice names where it is sure: after labels, in lists of members, 由…牵头."""
    for passage in passages:
        labels = labelled(passage.text, rules)
        listed = re.match(rf"(?:{rules.titles['member']}):(.*)", passage.text)
        told = [labels.get("lead"), labels.get("support"), listed and listed[1]]
        told.extend(match[1] or match[2] for match in _SURE.finditer(passage.text))
        for words in filter(None, told):
            known = names.are_in(re.sub("(?:主要)?负责人|。.*", "", words), sure=True)
            names.known.update(n for n in known if len(n) > 2 and not rules.each.match(n))
