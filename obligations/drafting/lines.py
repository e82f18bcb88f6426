"""Paragraphs that are no sentences: titles, lines of a list of people, labels; and the units that they make known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from obligations.drafting.actors import Names, labelled
from obligations.drafting.found import Found
from obligations.drafting.head import IS_TITLE
from obligations.drafting.outline import Passage
from obligations.drafting.rules import Rules


def is_title(passage: Passage) -> bool:
    """The title of the notice or of what it comes with, on a line of its own."""
    is_free = not passage.clause and not passage.labels and not re.search("[。;,]", passage.text)
    return is_free and IS_TITLE.search(passage.text) is not None


def is_list(passage: Passage, rules: Rules) -> bool:
    """A line of a list of people: 组长：…, or the name of a holder with his office in brackets."""
    titles = "|".join(rules.titles.values())
    if re.match(rf"(?:{titles}):", passage.text):
        return True
    is_short = len(passage.text) < 40 and not re.search("[。;]", passage.text)
    is_below = any(rules.lists.search(title) for title in passage.headings)
    return is_short and (is_below or bool(re.fullmatch(r"[^,:]{2,14}\([^()]*\)", passage.text)))


def items_above(found: Sequence[Found], at: int, label: Passage, notice: str) -> int:
    """Where the items begin that a label below them is for: 1.… 2.… and on a line of its own （责任单位：甲）. None of
    them has a label of its own."""
    above = re.fullmatch(r"(.*）)\d+", label.clause)
    line = notice[: label.places[0]].rpartition("\n")[2]
    if not above or line.strip():
        return at
    first = at
    while first and found[first - 1].clause.startswith(above[1]):
        first -= 1
    return at if any(duty.labels for duty in found[first:at]) else first


def told_apart_of_text(passages: Iterable[Passage], rules: Rules) -> Iterator[Passage]:
    """每月检查一次。责任单位：甲。配合单位：乙。 as the sentence and its labels, each a passage."""
    either = f"{rules.labels.lead}|{rules.labels.support}|{rules.labels.when}"
    label = re.compile(rf"(?:(?<=^)|(?<=。)|(?<=。—)|(?<=。——))(?:{either})[:】][^。]*(?:。|$)")
    for passage in passages:
        at = 0
        for match in label.finditer(passage.text):
            yield from _sliced(passage, at, match.start())
            yield from _sliced(passage, *match.span())
            at = match.end()
        yield from _sliced(passage, at, len(passage.text))


def _sliced(passage: Passage, first: int, end: int) -> Iterator[Passage]:
    while first < end and passage.text[first] == "—":
        first += 1
    if passage.text[first:end].strip("—。"):
        yield replace(passage, text=passage.text[first:end], places=passage.places[first:end])


#: 县信访工作联席会议办公室（以下简称“县联席办”）
_SHORT = re.compile("([一-龥]{5,30})\\((?:以下|下)(?:统)?(?:简)?称(?:为)?:?“?([一-龥]{2,12})”?\\)")
_SURE = re.compile(
    "(?:^|[,;:。])由([^,。;:]{2,40}?)(?:共同|联合)?牵头|(?:^|[,;:。])([^,。;:由]{2,30}?)(?:共同)?牵头"
)


def learn(passages: Iterable[Passage], names: Names, rules: Rules) -> None:
    """Know the units that the notice names where it is sure: after labels, in lists of members, 由…牵头."""
    for passage in passages:
        names.called |= dict(_SHORT.findall(passage.text))
        labels = labelled(passage.text, rules)
        listed = re.match(rf"(?:{rules.titles['member']}):(.*)", passage.text)
        told = [labels.get("lead"), labels.get("support"), listed and listed[1]]
        told.extend(match[1] or match[2] for match in _SURE.finditer(passage.text))
        for words in filter(None, told):
            known = names.are_in(re.sub("(?:主要)?负责人|。.*", "", words), sure=True)
            names.known.update(n for n in known if len(n) > 2 and not rules.each.match(n))
