"""The rules of drafting, read once from rules.yaml beside this module and made into patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES_FILE = Path(__file__).with_name("rules.yaml")

#: ｛NN｝: one or several names, as short as the rest allows. No comma, no quotation mark.
_NAMES = r"(?P<names>[^,。;:!?“”《》□]{2,60}?)"
#: 6月 and 六月.
_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])"
#: 5日 and 五日.
_DAY = r"(?P<day>\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
#: 30日, 一个月.
_SPAN = (
    r"(?P<number>\d{1,3}|三?二?十[一二三四五六七八九]?|[一两二三四五六七八九])"
    r"(?:个)?(?P<unit>工作日|日|天|周|星期|月)(?:之)?"
)


@dataclass(frozen=True, slots=True)
class HeadingRule:
    """`level` 1 is the outermost."""

    level: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CadenceRule:
    """`every` and `due` are words of plan.yaml; `due` may hold {year}, {month}, {day} and {issued}."""

    pattern: re.Pattern[str]
    every: str
    due: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Labels:
    """责任单位：, 配合单位：, 完成时限：."""

    lead: str
    support: str
    when: str


@dataclass(frozen=True)
class Rules:
    """Everything in rules.yaml, as patterns."""

    headings: tuple[HeadingRule, ...]
    inline: re.Pattern[str]
    no_work: re.Pattern[str]
    no_duty: re.Pattern[str]
    condition: re.Pattern[str]
    hands_up: re.Pattern[str]
    own_part: re.Pattern[str]
    by_event: re.Pattern[str]
    lists_duties: re.Pattern[str]
    led_before: re.Pattern[str]
    duties_of: re.Pattern[str]
    after_address: re.Pattern[str]
    lists: re.Pattern[str]
    slogans: re.Pattern[str]
    roles: re.Pattern[str]
    verb: re.Pattern[str]
    opener: re.Pattern[str]
    trigger: re.Pattern[str]
    modal: re.Pattern[str]
    unit: re.Pattern[str]
    body: re.Pattern[str]
    vague: re.Pattern[str]
    not_unit: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    in_names: re.Pattern[str]
    lead_in: re.Pattern[str]
    each: re.Pattern[str]
    head_of: re.Pattern[str]
    generic: re.Pattern[str]
    only_often: re.Pattern[str]
    kinds: tuple[tuple[re.Pattern[str], str], ...]
    labels: Labels
    lead: tuple[re.Pattern[str], ...]
    support: tuple[re.Pattern[str], ...]
    cadences: tuple[CadenceRule, ...]
    proposals: tuple[tuple[re.Pattern[str], str], ...]
    hand_in: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...]
    titles: Mapping[str, str]
    office: tuple[re.Pattern[str], ...]


@cache
def rules() -> Rules:
    """The rules. The file is ours: a mistake in it is a bug and fails the tests."""
    data = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    verb = _verb(data["verbs"])
    names = {"｛NN｝": _NAMES, "｛V｝": verb}
    cadences = tuple(map(_cadence, data["cadences"]))
    often = "|".join(_nameless(rule.pattern.pattern) for rule in cadences)
    modals = _one_line(data["modals"])
    return Rules(
        headings=tuple(HeadingRule(h["level"], re.compile(h["words"])) for h in data["headings"]),
        inline=re.compile(data["inline"]),
        no_work=_any(data["no_work"]),
        no_duty=_any(data["no_duties"]),
        condition=re.compile(data["conditions"]),
        hands_up=re.compile(data["hands_up"]),
        by_event=re.compile(data["by_event"]),
        own_part=re.compile(data["own_parts"]),
        lists_duties=re.compile(data["lists_duties"]),
        led_before=re.compile(data["led_before"]),
        duties_of=re.compile(data["duties_of"]),
        after_address=re.compile(data["after_address"]),
        lists=re.compile(data["lists"]),
        roles=re.compile(data["role_words"]),
        slogans=_any(data["slogans"]),
        verb=re.compile(verb),
        opener=re.compile(data["openers"]),
        trigger=re.compile(f"{modals}|{_one_line(data['adverbs'])}|{verb}|{often}"),
        modal=re.compile(modals),
        unit=re.compile(rf"(?:{_one_line(data['units'])})(?:\([^()]*\))?$"),
        body=re.compile(data["bodies"]),
        vague=re.compile(data["vague"]),
        not_unit=re.compile(data["not_units"]),
        before=re.compile(data["before"]),
        after=re.compile(data["after"]),
        in_names=re.compile(data["in_names"]),
        lead_in=re.compile(data["lead_in"]),
        each=re.compile(data["each"]),
        head_of=re.compile(data["head_of"]),
        generic=re.compile(data["generic"]),
        only_often=re.compile(data["only_often"]),
        kinds=tuple((re.compile(k["words"]), k["kind"]) for k in data["kinds"]),
        labels=Labels(**data["roles"]["labels"]),
        lead=_filled(data["roles"]["lead"], names),
        support=_filled(data["roles"]["support"], names),
        cadences=cadences,
        proposals=tuple((re.compile(p["words"]), p["every"]) for p in data["proposals"]),
        hand_in=tuple((re.compile(h["words"]), h["fields"]) for h in data["hand_in"]),
        titles=data["titles"],
        office=tuple(map(re.compile, data["office"])),
    )


def _verb(words: str) -> str:
    """A verb, and not the beginning of a unit's name: 宣传 and not 宣传部."""
    noun = "(?!办(?!法|理)|者|单位(?!内)|责任人|对象|局|站(?!岗)|委员|部(?!门|署|分|位)|[大中支总]?队|(?:综合)?服务(?:中心|站)|管理[局所站处]|监督[局所站]|室|科|股|中心|小组|机构|所(?!有|需|在|属))"
    return f"(?:{_one_line(words)}){noun}"


def _one_line(words: str) -> str:
    return "".join(words.split())


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(words))


def _filled(patterns: Iterable[str], names: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    found = []
    for pattern in patterns:
        for sign, words in names.items():
            pattern = pattern.replace(sign, words)  # noqa: PLW2901
        found.append(re.compile(pattern))
    return tuple(found)


def _cadence(row: Mapping[str, Any]) -> CadenceRule:
    return CadenceRule(
        re.compile(_spelled(row["words"])),
        row["every"],
        str(row.get("due", "")),
        row.get("basis", "text"),
        row.get("note", ""),
    )


def _spelled(words: str) -> str:
    words = words.replace("｛SPAN｝", _SPAN)
    return words.replace(r"(?P<month>\d{1,2})", _MONTH).replace(r"(?P<day>\d{1,2})", _DAY)


def _nameless(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)
