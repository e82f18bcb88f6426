"""The draft as YAML: plan.yaml, roster.yaml and calendar.yaml, with TODO where a person must decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from obligations.doubts import TODO
from obligations.drafting.folder import WHOLE, People, Written
from obligations.drafting.head import Head
from obligations.drafting.people import Group, Holder
from obligations.drafting.rules import Rules

_TERMS = ("term", "school year")

_PLAIN = re.compile(r"[\w·（）《》、“”．.][\w·（）《》、“”．.\-]*(?: [\w\-]+)*")
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]"
)


def text(value: str) -> str:
    """A scalar that reads back as `value`, whatever stands in it."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNPRINTABLE.sub(_escaped, escaped) + '"'


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _names(values: Sequence[str]) -> str:
    return text(values[0]) if len(values) == 1 else f"[{', '.join(map(text, values))}]"


def plan(
    head: Head,
    written: Iterable[Written],
    no_duty: Mapping[str, Sequence[str]],
    on: date,
    rules: Rules,
) -> str:
    """plan.yaml."""
    issued = head.issued or on
    lines = [
        "# 由 huhang plan draft 从通知起草，规则写不准的地方标了 TODO，由人来定；定好一处，删去一处。",
        "# 逐条看 huhang plan check 的提醒；huhang plan coverage 列出通知里还没有写到的句子。",
        "",
        f"id: {_plan_id(head)}",
        f"title: {text(head.title or TODO)}",
        f"document: {text(head.number or TODO)}",
        "zone: Asia/Shanghai",
        f"effective_from: {issued}" + ("" if head.issued else "   # TODO 原文没有读到印发日期"),
        *_no_duty(no_duty),
        "",
        "obligations:",
    ]
    for duty in written:
        lines += ["", *_duty(duty, rules)]
    return "\n".join(lines) + "\n"


def _plan_id(head: Head) -> str:
    return "-".join(("notice", *head.numbered)) if head.numbered else "notice"


def _no_duty(entries: Mapping[str, Sequence[str]]) -> Iterator[str]:
    if entries:
        yield from ("", "no_duty:")
    for why, quotes in entries.items():
        yield f"  - why: {text(why)}"
        yield "    quote:"
        for quote in quotes:
            yield f"      - {text(quote)}"


def _duty(duty: Written, rules: Rules) -> Iterator[str]:
    found = duty.found
    fields = next(fields for words, fields in rules.hand_in if words.search(found.text + "。"))
    yield f"  - id: {duty.id}"
    yield f"    name: {text(duty.name)}"
    yield f"    clause: {text(found.clause or '正文')}"
    yield f"    quote: {_names(tuple(dict.fromkeys((found.quote, *found.labels))))}"
    yield f"    lead: {_names(duty.lead)}"
    if duty.support:
        yield f"    support: {_names(duty.support)}"
    yield f"    each: {_names(duty.each)}"
    yield f"    every: {text(found.often.every)}"
    if found.often.due:
        yield f"    due: {found.often.due}"
    yield f"    basis: {found.often.basis}"
    if duty.note:
        yield f"    note: {text(duty.note)}"
    if found.often.every != "assigned":
        yield f"    hand_in: {{{', '.join(f'{key}: {kind}' for key, kind in fields.items())}}}"


def roster(head: Head, people: People, group: Group, supervisor: str) -> str:
    """roster.yaml. People stand there as printed; whoever is missing is a TODO."""
    place = head.place or "TODO辖区"
    title = f"领导小组{group.title}" if group.title in ("", "组长") else group.title
    leader = title if group.title else "领导小组组长"
    deputies = [
        f"{leader.replace('组长', '') if '组长' in leader else ''}副职{n}"
        for n, _ in enumerate(group.deputies, 1)
    ]
    lines = [
        "# 由 huhang plan draft 从通知起草：任职照原文所印，尚未确认；确认后删去 printed 这一行。",
        "# 没有写出名单的对象组，请把 subjects 补上：一个对象一项，如 {name: 某村, post: 某单位}。",
        "",
        "jurisdiction: draft   # TODO 辖区的代号，小写字母，如 anwen",
        f"name: {text(place)}",
        *([f"printed: {head.issued}"] if head.issued else []),
        "",
        f"supervisor: {text(supervisor)}   # TODO 由谁督办，请核对",
        *([f"deputy_leaders: {_names(deputies)}"] if deputies else []),
        f"leader: {text(leader)}",
        "",
        "units:",
        *_units(people),
        "",
        "posts:",
        *_post(leader, group.leader),
    ]
    for name, holder in zip(deputies, group.deputies, strict=True):
        lines += _post(name, holder)
    return "\n".join([*lines, "", "groups:", *_groups(people, place)]) + "\n"


def _units(people: People) -> Iterator[str]:
    taken = set(people.units)
    for name, aliases in people.units.items():
        more = sorted(alias for alias in aliases if alias not in taken)
        taken |= set(more)
        yield f"  - name: {text(name)}"
        if more:
            yield f"    aliases: {_names(more)}"


def _post(name: str, holder: Holder | None) -> Iterator[str]:
    yield f"  - name: {text(name)}" + ("" if holder else "   # TODO 请写明任职人")
    if holder:
        office = re.sub(r"\s+", "", holder.office)
        yield f"    holders: {text(holder.person)}" + (f"   # {office}" if office else "")


def _groups(people: People, place: str) -> Iterator[str]:
    yield from (f"  {WHOLE}:", "    kind: jurisdiction", f"    label: {WHOLE}")
    yield f"    subjects: [{text(place)}]"
    for label, kind in people.groups.items():
        yield f"  {text(label)}:"
        yield f"    kind: {kind}"
        yield f"    label: {text(label)}"
        if label.endswith("成员单位") and people.members:
            yield f"    subjects: [{', '.join(map(text, people.members))}]"
        else:
            yield "    subjects: []   # TODO 请写出名单"


def calendar(written: Iterable[Written], begins: date) -> str:
    """calendar.yaml; with school years where a duty follows them."""
    lines = ["# 放假调休按国务院公布的安排；其他休息日、停课写在这里。", "", "published: CN"]
    if any(duty.found.often.every in _TERMS for duty in written):
        year = begins.year if begins.month >= 8 else begins.year - 1
        lines += [
            "",
            "school_years:",
            f"  - id: {year}-{(year + 1) % 100:02d}",
            "    provisional: true   # TODO 按当地校历核对起止日期，然后删去这一行",
            "    terms:",
            f"      - {{id: T1, from: {year}-09-01, to: {year + 1}-01-20}}",
            f"      - {{id: T2, from: {year + 1}-02-20, to: {year + 1}-07-10}}",
        ]
    return "\n".join(lines) + "\n"
