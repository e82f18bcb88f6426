"""Who: the names of units and groups in a clause, who leads and who supports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from obligations.drafting.rules import Rules

LONGEST = 18  # characters of a unit's name
SURE = 14  # characters of a name that only its place makes one
REACH = 80  # characters in which a clause names its subject
_SHORT = ("村", "校", "镇", "乡")
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

    def are_in(self, words: str, *, sure: bool = False) -> tuple[str, ...]:
        """The names in a list of them; empty unless all of it is names. `sure`: the place says so (由…牵头)."""
        found: list[str] = []
        sure = sure or bool(re.search("等(?:相关|有关)?(?:部门|单位|乡镇)$", words))
        for part in _split(words):
            name = self._clean(part)
            if not name or self.rules.vague.fullmatch(name):
                continue
            halves = self._halves(name)
            if not all(self._is_name(half, sure=sure) for half in halves):
                return ()
            found.extend(halves)
        return tuple(dict.fromkeys(found))

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
        return (sure and len(name) <= SURE) or bool(self.rules.unit.search(name))


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
    for trigger in names.rules.trigger.finditer(words):
        if trigger.start() in inside:
            continue
        if trigger.start() == 0:
            begins_with_verb = True
            continue
        is_name = not begins_with_verb or names.rules.in_names.match(words[: trigger.start()])
        if is_name and (found := names.are_in(words[: trigger.start()])):
            return found, skip + trigger.start()
        if names.rules.modal.match(trigger[0]):
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


def column(name: str, rules: Rules) -> str:
    """What a column of a table holds: lead, support, when, or nothing of that."""
    if re.search(rules.labels.support, name):
        return "support"
    if re.search(f"{rules.labels.lead}|单位|部门", name):
        return "lead"
    return "when" if re.search(f"{rules.labels.when}|周期|期限", name) else ""


_BRACKETS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")


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
        found = {"lead": "、".join(lead), "support": "、".join(support)}
        return {kind: words for kind, words in found.items() if words}
    people = names.are_in(inner)
    is_plain = people and not any(names.rules.generic.search(name) for name in people)
    return {"lead": inner} if is_plain else {}
