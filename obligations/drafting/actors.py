"""Who: the names of units and groups in a clause, who leads and who supports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from obligations.drafting.rules import Rules

LONGEST = 18  # characters of a unit's name
SURE = 14  # characters of a name that only its place makes one
SHORT = 2  # characters: what is no longer names no one of its own
LONGER = 6  # characters that begin with a verb and end a name
REACH = 80  # characters in which a clause names its subject
_SHORT = ("村", "校", "镇", "乡")
#: 住建、人社、公安等重点部门主要负责人
_AND_MORE = re.compile("等[一-龥]{0,6}(?:部门|单位|乡镇)(?:(?:主要|分管)?(?:负责人|负责同志))?$")
_AND = re.compile("以及|[和与及]")


@dataclass(frozen=True, slots=True)
class Actors:
    """Who leads (the first answers) and who supports, as the notice names them."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()


@dataclass
class Names:
    """Reads names; knows those that the notice has introduced."""

    rules: Rules
    known: set[str] = field(default_factory=set)
    called: dict[str, str] = field(default_factory=dict)  #: full name to 以下简称

    def are_in(self, words: str, *, sure: bool = False) -> tuple[str, ...]:
        """The names in a list of them; empty unless all of it is names. `sure`: the place says so (由…牵头)."""
        found: list[str] = []
        if _AND_MORE.search(words):  # 信访量较大的住建、人社等部门
            sure, words = True, words.rpartition("的")[2]
        for part in _split(words):
            name = self._clean(part)
            if not name or self.rules.vague.fullmatch(name):
                continue
            halves = self._halves(name)
            if not all(self._is_name(half, sure=sure) for half in halves):
                return self._of_what(words)
            found.extend(map(self._called, halves))
        return tuple(dict.fromkeys(found))

    def _called(self, name: str) -> str:
        """县联席办 for 县信访工作联席会议办公室 where the notice says so."""
        full = (short for long, short in self.called.items() if long.endswith(name))
        short = next(full, name)
        return short if len(short) < len(name) else name

    def _of_what(self, words: str) -> tuple[str, ...]:
        """地下商场、地下车库的经营管理单位 are 经营管理单位."""
        whose, _, name = words.rpartition("的")
        is_one = whose and len(name) > SHORT and not self.rules.not_unit.search(words)
        return (name,) if is_one and self._is_name(name, sure=False) else ()

    def _halves(self, name: str) -> tuple[str, ...]:
        """和 joins two units, or stands in the name of one: 人力资源和社会保障局."""
        for joint in _AND.finditer(name):
            left, right = self._clean(name[: joint.start()]), self._clean(name[joint.end() :])
            if (
                left
                and right
                and self._is_name(left, sure=False)
                and self._is_name(right, sure=False)
            ):
                return (*self._halves(left), *self._halves(right))
        return (name,)

    def _clean(self, part: str) -> str:
        name = self.rules.before.sub("", part.strip("□ "))
        return self.rules.after.sub("", name)

    def _is_name(self, name: str, *, sure: bool) -> bool:
        if name in self.known:
            return True
        if name in _SHORT:
            return True
        if not 2 <= len(name) <= LONGEST or self.rules.not_unit.search(name):
            return False
        is_doing = self.rules.verb.match(name) and not self.rules.in_names.match(name)
        is_sure = sure and len(name) <= SURE and not is_doing
        return is_sure or bool(self.rules.unit.search(name))


def _split(words: str) -> Iterator[str]:
    """At 、 outside of brackets."""
    depth, part = 0, ""
    for char in words:
        depth += (char == "(") - (char == ")")
        if char in "、,/" and depth <= 0:
            yield part
            part = ""
        else:
            part += char
    yield part


def subject(clause: str, names: Names) -> tuple[tuple[str, ...], int]:
    """The subject that a clause begins with, and where it ends: 镇应急办每月… Empty when it has none."""
    skip = len(match[0]) if (match := names.rules.lead_in.match(clause)) else 0
    words = clause[skip : skip + REACH]
    inside, begins_with_verb = _inside_names(words, names), False
    ends = [m.start() for m in names.rules.trigger.finditer(words) if m.start() not in inside]
    for at, after in zip_longest(ends, ends[1:], fillvalue=len(words)):
        if at == 0:
            begins_with_verb = True
            continue
        if names.rules.verb.match(words, at):
            if words[:at].endswith("级"):
                continue  # 县级包案领导
            is_longer = after - at <= LONGER and names.rules.in_names.match(words[at:after])
            if is_longer and not begins_with_verb and (who := names.are_in(words[:after])):
                return who, skip + after  # 食堂管理员 and not 食堂
        is_name = not begins_with_verb or names.rules.in_names.match(words[:at])
        if is_name and (found := names.are_in(words[:at])):
            return found, skip + at
        if names.rules.modal.match(words, at):
            break  # no name has 应当 in it
    return (), 0


def _inside_names(words: str, names: Names) -> frozenset[int]:
    """The places inside names that are known: 教育 in 教育督导责任区 is no verb."""
    spans = (match.span() for name in names.known for match in re.finditer(re.escape(name), words))
    return frozenset(at for a, b in spans for at in range(a, b))


def roles(clause: str, names: Names) -> Actors:
    """Who leads and who supports, as this clause says it: 由A牵头, B会同C, D配合, E每月…"""
    lead, support = list[str](), list[str]()
    for pattern in names.rules.support:
        for match in pattern.finditer(clause):
            who = match["who"].rpartition("由")[2] if "who" in pattern.groupindex else ""
            leading = names.are_in(who, sure=False) if who else ()
            if (leading or not who) and (found := names.are_in(match["names"], sure=bool(who))):
                support.extend(found)
                lead.extend(leading)
    lead = list(lead or _leading(clause, names))
    lead = lead or [name for name in subject(clause, names)[0] if name not in support]
    return Actors(tuple(lead), tuple(n for n in dict.fromkeys(support) if n not in lead))


def _leading(clause: str, names: Names) -> tuple[str, ...]:
    for pattern in names.rules.lead:
        for match in pattern.finditer(clause):
            if found := names.are_in(match["names"], sure=True):
                return found
    return ()


def labelled(text: str, rules: Rules) -> dict[str, str]:
    """责任单位：A、B；配合单位：C as {"lead": "A、B", "support": "C"}; `when` is a time limit."""
    kinds = {"lead": rules.labels.lead, "support": rules.labels.support, "when": rules.labels.when}
    either = "|".join(f"(?P<{kind}>{words})" for kind, words in kinds.items())
    begins = r"^|(?<=[,;。(\[【□])|(?=[一-龥]{2,6}(?:单位|部门|时限|时间)[:】\]])"
    marks = list(re.finditer(rf"(?:{begins})(?:{either})[:为】\]]+", text))
    found: dict[str, str] = {}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=False):
        kind = str(mark.lastgroup)
        words = balanced(text[mark.end() : end].strip(",;。【】[]□"))
        kind = "support" if kind == "lead" in found else kind
        found[kind] = f"{found[kind]}、{words}" if kind == "support" in found else words
    return found


def balanced(words: str) -> str:
    """Without the bracket that closes what opened before."""
    return words.removesuffix(")") if words.count(")") > words.count("(") else words


def columns(labels: Iterable[tuple[str, str]], rules: Rules) -> dict[str, str]:
    """The cells of a row by what their columns hold: lead, support, when. 责任单位 beside 牵头单位 supports,
    责任人 beside either is a person."""
    found: dict[str, str] = {}
    for name, words in sorted(
        labels, key=lambda cell: (cell[0].endswith("人"), "牵头" not in cell[0])
    ):
        kind = _column(name, rules)
        if kind == "lead" and "lead" in found:
            kind = "" if name.endswith("人") else "support"
        if kind:
            found[kind] = f"{found[kind]}、{words}" if kind in found else words
    return found


def _column(name: str, rules: Rules) -> str:
    if re.search(rules.labels.support, name):
        return "support"
    if re.search(f"{rules.labels.lead}|单位|部门", name):
        return "lead"
    return "when" if re.search(f"{rules.labels.when}|周期|期限|备注", name) else ""


_LIMIT = re.compile(r"\d月(?:\d{1,2}日|底|末)?(?:之)?前|年底前|每[日周月季年]|长期")
_BRACKETS = re.compile(r"\((?:[^()]|\([^()]*\))*\)|【[^【】]*】|\[[^\[\]]*\]")


def asides(text: str, names: Names) -> dict[tuple[int, int], dict[str, str]]:
    """The brackets that say who is to do it, by their places: （责任单位：A；配合单位：B）, （A牵头，B配合）, and
    at the end of a sentence （A、B）."""
    found: dict[tuple[int, int], dict[str, str]] = {}
    for match in _BRACKETS.finditer(text):
        inner = match[0][1:-1]
        labels = told_apart(labelled(inner, names.rules), names)
        if not labels and text[match.end() : match.end() + 1] in ("", "。", ";"):
            labels = told(inner, names)
        if labels:
            found[match.span()] = labels
    return found


def told_apart(labels: dict[str, str], names: Names) -> dict[str, str]:
    """责任单位：A牵头，B配合 as two labels."""
    if re.search("牵头|配合", labels.get("lead", "")):
        return labels | told(labels["lead"], names)
    return labels


def told(inner: str, names: Names) -> dict[str, str]:
    """A牵头，B配合 as {"lead": "A", "support": "B"}; names alone lead."""
    if re.search("牵头|配合|负责(?!人)", inner):
        parts = [roles(part, names) for part in re.split("[,;]", inner)]
        lead = [name for part in parts for name in part.lead]
        support = [name for part in parts for name in part.support if name not in lead]
        when = next((part for part in re.split("[,;]", inner) if _LIMIT.search(part)), "")
        found = {"lead": "、".join(lead), "support": "、".join(support), "when": when}
        return {kind: words for kind, words in found.items() if words}
    people = names.are_in(inner)
    is_plain = people and not any(names.rules.generic.search(name) for name in people)
    return {"lead": inner} if is_plain else {}
