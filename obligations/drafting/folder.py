"""Who and what a plan folder needs for the duties that were found: units, groups, ids, names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from obligations.doubts import TODO
from obligations.drafting.found import Found
from obligations.drafting.numerals import slug_number
from obligations.drafting.rules import Rules

#: Who answers where the notice names nobody and has no office.
NOBODY = "TODO承办单位"
WHOLE = "全辖区"
LEAST = 4  # characters of a group before 负责人 is taken off
_LONGEST_ID = 48


@dataclass
class People:
    """The units, posts and groups that the duties need, each name once."""

    rules: Rules
    place: str
    units: dict[str, set[str]] = field(default_factory=dict)  #: name to aliases
    groups: dict[str, str] = field(default_factory=dict)  #: label to kind
    members: tuple[str, ...] = ()  #: units of the leading group

    def unit(self, name: str) -> str:
        """The unit's name in the roster: 镇应急办 and 应急办 are one unit, under its shortest name."""
        name = _wide(name)
        bare = self._bare(name)
        for known, aliases in self.units.items():
            if bare == self._bare(known):
                if name != known:
                    aliases.add(name)
                return known
        self.units[name] = set()
        return name

    def settle(self) -> None:
        """Call every unit by its shortest name from now on."""
        settled: dict[str, set[str]] = {}
        for name, aliases in self.units.items():
            best = min((name, *sorted(aliases)), key=len)
            settled[best] = {name, *aliases} - {best}
        self.units = settled

    def group(self, name: str) -> str:
        label = _wide(self.rules.each.sub("各", name)).replace("各所", "各")
        label = self.rules.head_of.sub("", label) if len(label) > LEAST else label
        bare = label.removeprefix("各")
        if label != bare and bare in self.groups:  # 学校 and 各学校 are one group
            self.groups = {label if k == bare else k: kind for k, kind in self.groups.items()}
        label = next((known for known in self.groups if known.removeprefix("各") == bare), label)
        self.groups.setdefault(
            label, next(kind for words, kind in self.rules.kinds if words.search(name))
        )
        return label

    def is_group(self, name: str, *, after: bool = False) -> bool:
        """Is it one of many: 各学校, 成员单位; 幼儿园 `after` a group?"""
        generic = self.rules.generic.search(name)
        return bool(self.rules.each.match(name) or (generic and (after or name not in self.units)))

    def _bare(self, name: str) -> str:
        """Without the place before it: 石桥镇应急办 and 镇应急办 are 应急办; 乡级河长 stays."""
        own = (
            [self.place, self.place[:-1], self.place[-1:], "本"]
            if self.place
            else ["镇", "乡", "本"]
        )
        either = "|".join(map(re.escape, filter(None, own)))
        return re.sub(rf"^(?:{either})(?!级)(?=..)", "", name)


def _wide(name: str) -> str:
    """With the brackets of Chinese print."""
    return name.replace("(", "（").replace(")", "）")


@dataclass(frozen=True, slots=True)
class Written:
    """One duty as plan.yaml will have it."""

    id: str
    name: str
    found: Found
    lead: tuple[str, ...]
    support: tuple[str, ...]
    each: tuple[str, ...]
    note: str


def duties(found: Sequence[Found], people: People, office: str) -> tuple[Written, ...]:
    """The duties with their ids, names and people; ids and names are used once."""
    ids: dict[str, int] = {}
    names: dict[str, int] = {}
    return tuple(
        _written(duty, _once(_id(duty.clause), ids, "-"), _named(duty.name, names), people, office)
        for duty in found
    )


def _written(duty: Found, id_: str, name: str, people: People, office: str) -> Written:
    lead, each, notes = list[str](), list[str](), list[str]()
    for actor in duty.actors.lead:
        if people.is_group(actor, after=bool(each)):
            each.append(people.group(actor))
        else:
            lead.append(people.unit(actor))
    if each and (people.is_group(duty.actors.lead[0]) or not lead):
        lead.insert(0, "subject")
    if not lead:
        lead.append(people.unit(office or NOBODY))
        notes.append(f"{TODO} 原文这句话没有写由谁承办，请定。")
    if duty.often.note:
        notes.append(f"{TODO} {duty.often.note}，周期是建议，请定。")
    named = [people.group(a) if people.is_group(a) else people.unit(a) for a in duty.actors.support]
    support = [one for one in dict.fromkeys(named) if one not in lead and one not in each]
    return Written(
        id_,
        name,
        duty,
        tuple(dict.fromkeys(lead)),
        tuple(support),
        tuple(dict.fromkeys(each)) or (WHOLE,),
        "".join(notes),
    )


def _id(clause: str) -> str:
    """`d-4-1-2` for 四（一）二."""
    numbers = re.findall(r"[一二三四五六七八九十]+|\d+|[①-⑳]", clause)
    return "-".join(["d", *filter(None, map(slug_number, numbers))])[:_LONGEST_ID]


def _once(text: str, used: dict[str, int], sign: str) -> str:
    used[text] = used.get(text, 0) + 1
    return (
        text if used[text] == 1 and text != "d" else _once(f"{text}{sign}{used[text]}", used, sign)
    )


def _named(text: str, used: dict[str, int]) -> str:
    used[text] = used.get(text, 0) + 1
    return text if used[text] == 1 else _named(f"{text}（{used[text]}）", used)
