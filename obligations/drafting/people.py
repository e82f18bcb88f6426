"""The list of a leading group: who heads it, who are its deputies and members, where its office is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from obligations.drafting.actors import Names
from obligations.drafting.outline import Passage
from obligations.drafting.rules import Rules

#: A name of two to four characters, and what stands behind it: 张三（镇长）, 张三 镇长.
_PERSON = re.compile(r"([一-龥]{2,4}(?:·[一-龥]{1,6})?)(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|$)")
_MOST = 12  # deputies; a longer list is no list of deputies


@dataclass(frozen=True, slots=True)
class Holder:
    """A person as printed, and the office in brackets behind the name."""

    person: str
    office: str = ""


@dataclass
class Group:
    """A leading group as printed. `title` is what its head is called: 组长, 指挥长."""

    title: str = ""
    leader: Holder | None = None
    deputies: list[Holder] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    office: str = ""  #: the unit that the office is in


def group(passages: Iterable[Passage], names: Names, rules: Rules) -> Group:
    """The first leading group of the notice; empty where there is none."""
    found, reading = Group(), ""
    for passage in passages:
        text = passage.text
        if not found.office:
            found.office = _office(text, names, rules)
        kind, title, rest = _titled(text, rules)
        if kind:
            reading = kind
            _take(found, kind, title, rest, names)
        elif reading and _is_more(text):
            _take(found, reading, "", text, names)
        else:
            reading = ""
    return found


def _titled(text: str, rules: Rules) -> tuple[str, str, str]:
    for kind, words in rules.titles.items():
        if match := re.match(rf"({words}):(.+)", text):
            return kind, match[1], match[2].rstrip("。")
    return "", "", ""


def _is_more(text: str) -> bool:
    """The next line of a list: no sentence, a name with an office."""
    return len(text) < 60 and not re.search("[。;:]", text) and bool(_PERSON.match(text))


def _take(found: Group, kind: str, title: str, words: str, names: Names) -> None:
    if kind == "member":
        known = names.are_in(re.sub("(?:主要)?负责人", "", words), sure=False)
        found.members.extend(name for name in known if name not in found.members)
        return
    for holder in _holders(words):
        if kind == "leader" and found.leader is None:
            found.leader, found.title = holder, title
        elif kind == "deputy" and len(found.deputies) < _MOST:
            found.deputies.append(holder)


def _holders(words: str) -> Iterable[Holder]:
    parts = re.split(r"[、,](?![^(]*\))", words)
    for part in parts:
        if match := _PERSON.match(part):
            yield Holder(match[1], match[2] or "")


def _office(text: str, names: Names, rules: Rules) -> str:
    for pattern in rules.office:
        if match := pattern.search(text):
            found = names.are_in(re.sub("(?:内|办公)$", "", match["unit"]), sure=True)
            return found[0] if found else ""
    return ""
