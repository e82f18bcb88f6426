"""Who and until when, where it is said beside a duty: 责任单位：A, below a paragraph or in its brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from obligations.drafting import cadences
from obligations.drafting.actors import Actors, Names, balanced, labelled, told_apart
from obligations.drafting.found import Found
from obligations.drafting.outline import Passage
from obligations.drafting.rules import Rules

#: 责任人：李明（镇应急办主任） is 镇应急办.
_PERSON = re.compile(
    "[一-龥]{2,4}\\(([一-龥]{2,16}?)(?:党[委支]?(?:部)?)?(?:副)?(?:主任|局长|所长|站长|队长|校长|院长|书记|科长|股长|负责人)\\)"
)


@dataclass(frozen=True, slots=True)
class Labeller:
    """Gives duties what the labels beside them say."""

    rules: Rules
    names: Names
    issued: date

    def alone(self, passage: Passage) -> dict[str, str]:
        """The labels of a paragraph that holds nothing else: 责任单位：A、B。"""
        text = balanced(passage.text.lstrip("([【").rstrip("。]】"))
        labels = told_apart(labelled(text, self.rules), self.names)
        either = f"{self.rules.labels.lead}|{self.rules.labels.support}|{self.rules.labels.when}"
        return labels if re.match(rf"[(\[【]?(?:{either})[:】\]]", passage.text) else {}

    def all(self, found: Sequence[Found], labels: Mapping[str, str], words: str) -> list[Found]:
        """Below duties of several leads the label is their list: each keeps its own."""
        are_many = len({duty.actors.lead for duty in found if duty.actors.lead}) > 1
        return [self.one(duty, labels, words, is_list=are_many) for duty in found]

    def one(
        self, duty: Found, labels: Mapping[str, str], words: str = "", *, is_list: bool = False
    ) -> Found:
        """The duty with what the labels say and it does not. `words` are the label as printed."""
        named = self._people(labels.get("lead", ""))
        lead = self._lead(duty, named, is_list=is_list)
        others = (name for name in named if not is_list and not self.is_of(name, lead))
        doing = (name for name in duty.actors.lead if duty.is_named and not self.is_of(name, lead))
        more = (*self._people(labels.get("support", "")), *others, *doing)
        support = dict.fromkeys((*duty.actors.support, *more))
        often = duty.often
        if not often.is_text and (when := labels.get("when")):
            often = cadences.best(cadences.all_in(when + "前", self.issued, self.rules)) or often
        said = (*duty.labels, words) if words else duty.labels
        actors = Actors(lead, tuple(name for name in support if name not in lead))
        return replace(duty, actors=actors, often=often, labels=said)

    def _lead(self, duty: Found, named: tuple[str, ...], *, is_list: bool) -> tuple[str, ...]:
        """The label's, unless the sentence names a unit of its own or one of the label's."""
        own = duty.actors.lead
        is_told = own and (f"由{own[0]}" in duty.text or self.rules.body.search(own[0]))
        if is_told and duty.is_named:
            return own
        if own and any(self.is_of(name, own) for name in named):
            others = (name for name in named if not self.is_of(name, own))
            return own if is_list else (*own, *others)
        return named or own

    def is_of(self, name: str, lead: tuple[str, ...]) -> bool:
        """县级河长 is one of 各级河长 and of 各级河湖长, 企业 short for 各校车服务企业."""
        levels = re.fullmatch("各级([河湖林田路]{1,4})长", name)
        if levels and (own := re.fullmatch(".{1,4}级([河湖林田路])长", lead[0])):
            return own[1] in levels[1]
        return lead[0].endswith(self.rules.each.sub("", name))

    def _people(self, words: str) -> tuple[str, ...]:
        words = _PERSON.sub(lambda match: match[1], words)
        return self.names.are_in(words.replace(" ", "、"), sure=True)
