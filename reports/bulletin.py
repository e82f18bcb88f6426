"""通报: what a quarter's duties came to, drafted from its figures. Units are told apart, never ranked.

The figures are gathered once (`gather`), kept with the items when the report is frozen, and read from
there ever after: a page, a Word file and a signature say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from obligations.coverage import part_titles, titles
from obligations.jurisdiction import Jurisdiction
from obligations.periods import label
from obligations.sensitive import (
    counts_children,
    sensitive_terms,
)
from obligations.units import EXTERNAL, in_order
from obligations.wording import period_text
from reports import figures, naming
from reports.figures import Standing, Tally
from reports.keeping import Kept
from reports.kinds import Asked, Gathered, Said


def gather(session: Session, rules: Jurisdiction, asked: Asked) -> Gathered:
    """The figures of a bulletin as JSON, and the items that they count."""
    span, on = asked.span, asked.on
    found = figures.items(session, rules, span.first, span.last, on)
    headings = _titles(rules)
    units = figures.by_unit(found)
    parts = figures.by_part(found)
    return {
        "place": rules.name,
        "issuer": rules.roster.supervisor,
        "document": rules.plan.document or rules.plan.title,
        "period": span.id,
        "label": span.label,
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "on": on.isoformat(),
        "whole": _ids(figures.whole(found)),
        "parts": [
            {"part": part, "title": headings.get(part, part), "ids": _ids(parts[part])}
            for part in (*headings, *(p for p in parts if p not in headings))
            if part in parts
        ],
        "units": [{"unit": unit, "ids": _ids(units[unit])} for unit in in_order(rules, units)],
        "named": list(naming.named(session, rules, span, on)),
        "apart": sum(counts_children(rules, duty) for duty in rules.plan.obligations),
    }, found


def _titles(rules: Jurisdiction) -> dict[str, str]:
    """The parts that hold duties, in the order of the notice; without a heading that is not neutral."""
    headings = part_titles(rules.notice, rules.plan.obligations)
    order = [part for part in titles(rules.notice) if part in headings]
    return {
        part: part if sensitive_terms(headings[part]) else headings[part]
        for part in dict.fromkeys([*order, *headings])
    }


def _ids(tally: Tally) -> dict[str, list[int]]:
    return {stands.value: list(ids) for stands, ids in tally.ids.items()}


# --- What it says ---


@dataclass(frozen=True, slots=True)
class Counted:
    """One line of figures: a unit or a part. `ids`: the tasks behind each figure."""

    key: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Owed:
    """One task that is late, and whose move it is."""

    id: int
    unit: str
    post: str
    name: str
    about: str  #: 对象 · 周期
    due: str
    mover: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a unit is named for, after it could object."""

    task: int
    unit: str
    text: str
    objection: Said | None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin in words and figures. `late` is what is overdue, in the order of the units."""

    place: str
    title: str
    issuer: str
    opening: str
    period: str
    whole: Tally
    parts: tuple[Counted, ...]
    units: tuple[Counted, ...]
    late: tuple[Owed, ...]
    elsewhere: int  #: overdue with external posts: they are telephoned, and not named
    named: tuple[Named, ...]
    apart: int  #: duties about single children: not counted here


def compose(figures_: Kept, items: Sequence[Kept]) -> Bulletin:
    """What the bulletin says, from its figures and items as they are kept. Pure."""
    on = date.fromisoformat(figures_["on"])
    until = min(on, date.fromisoformat(figures_["last"]))
    order = [one["unit"] for one in figures_["units"]]
    overdue = [item for item in items if item["standing"] == Standing.OVERDUE]
    late = [item for item in overdue if item["unit"] != EXTERNAL]
    late.sort(key=lambda item: (order.index(item["unit"]), item["due"], item["id"]))
    return Bulletin(
        place=figures_["place"],
        title=f"关于{figures_['label']}职责落实情况的通报",
        issuer=f"{figures_['place']}{figures_['issuer']}",
        opening=(
            f"按照{figures_['document']}要求，现将{figures_['label']}"
            f"（{day_words(figures_['first'])}至{day_words(figures_['last'])}）到期工作的落实情况通报如下。"
            f"数据取自各单位平时提交的材料，截至{day_words(on.isoformat())}。"
        ),
        period=figures_["period"],
        whole=tally_of("", figures_["whole"]),
        parts=tuple(
            Counted(one["part"], one["title"], tally_of(one["title"], one["ids"]))
            for one in figures_["parts"]
        ),
        units=tuple(
            Counted(one["unit"], one["unit"], tally_of(one["unit"], one["ids"]))
            for one in figures_["units"]
        ),
        late=tuple(owed(item, until) for item in late),
        elsewhere=len(overdue) - len(late),
        named=tuple(_words(one, until) for one in figures_["named"]),
        apart=figures_["apart"],
    )


def tally_of(name: str, ids: Mapping[str, Sequence[int]]) -> Tally:
    """A tally as it was kept."""
    return Tally(name, {Standing(stands): tuple(those) for stands, those in ids.items()})


def day_words(day: str) -> str:
    """`2026年9月30日`."""
    return label(day)


def owed(item: Kept, on: date) -> Owed:
    """A late item as a report lists it."""
    about = "" if item["about"] == item["post"] else item["about"]
    return Owed(
        id=item["id"],
        unit=item["unit"],
        post=item["post"],
        name=item["name"],
        about=" · ".join(filter(None, (about, period_text(item["period"], on)))),
        due=day_words(item["due"]),
        mover=item["mover"],
    )


def _words(one: Kept, on: date) -> Named:
    about = " · ".join(filter(None, (one["about"], period_text(one["period"], on))))
    text = f"{one['post']}：{one['name']}{f'（{about}）' if about else ''}，应于{day_words(one['due'])}前办结"
    said = Said(one["post"], one["objection"], one["answer"]) if one["objection"] else None
    return Named(one["task"], one["unit"], text, said)


#: How a line of figures is put in words, in this order; what is nought is not said.
_SAID = (
    (Standing.ON_TIME, "按时办结"),
    (Standing.DONE_LATE, "逾期办结"),
    (Standing.OVERDUE, "逾期未办"),
    (Standing.WAITING, "已提交待审核"),
    (Standing.OPEN, "还没有到期"),
    (Standing.PAUSED, "暂缓"),
    (Standing.NO_FAULT, "逾期但已免责"),
)


def sentence(tally: Tally) -> str:
    """`应办 12 项，其中按时办结 10 项、逾期未办 2 项。`"""
    if not tally.total:
        return "没有到期的工作。"
    parts = [f"{words} {tally.count(s)} 项" for s, words in _SAID if tally.count(s)]
    return f"应办 {tally.total} 项，其中{'、'.join(parts)}。"


def punctual_words(tally: Tally) -> str:
    """`按时办结率 83.3%（免责的不计）。`; empty where nothing was due."""
    rate = tally.punctual
    return "" if rate is None else f"按时办结率 {rate:.1%}（免责的不计）。"


def apart_words(duties: int) -> str:
    return f"涉及个案的 {duties} 项职责不计数，不在本通报内。" if duties else ""


def late_words(count: int) -> str:
    if not count:
        return "没有逾期未办的工作。"
    return f"截至本稿逾期未办 {count} 项，清单见附件2，请轮到的岗位抓紧办理；确有困难的，请申请延期或说明情况。"


def elsewhere_words(count: int) -> str:
    return f"另有外部岗位 {count} 项，由督办岗另行联系，不列入清单。" if count else ""


def text(said: Bulletin) -> str:
    """The bulletin in a few lines, without its lists."""
    parts = (f"{one.name}：{sentence(one.tally)}" for one in said.parts)
    return "\n".join([said.opening, sentence(said.whole), *parts])
