"""The 通报 as a Word file, from a template that an office can edit.

A plan's own template (`templates/report-bulletin.docx` in its folder) stands in place of ours. It is rendered
in a sandbox, and everything filled in is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from reports import own_templates
from reports.bulletin import (
    Bulletin,
    Counted,
    apart_words,
    elsewhere_words,
    late_words,
    punctual_words,
    sentence,
)
from reports.figures import Standing
from reports.kinds import Said, Signed
from reports.ledgers import Ledger
from runtime import word

TEMPLATE = "report-bulletin.docx"
UNSIGNED = "（未签发，签发后编号）"
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Part:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    name: str
    total: str
    on_time: str
    done_late: str
    overdue: str
    waiting: str
    ahead: str
    no_fault: str


@dataclass(frozen=True, slots=True)
class LateRow:
    unit: str
    name: str
    about: str
    due: str
    mover: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that a template can fill in; all of it text, in neutral words."""

    place: str
    issuer: str
    number: str
    title: str
    opening: str
    whole: str
    punctual: str
    apart: str
    parts: tuple[Part, ...]
    late_text: str
    named_text: str
    named: tuple[str, ...]
    announced: str
    objections: tuple[str, ...]
    day: str
    signer: str
    on: str
    hash: str
    units: tuple[UnitRow, ...]
    late: tuple[LateRow, ...]


def paper(said: Bulletin, signed: Signed) -> Paper:
    """The fields of a template, from what the bulletin says and what became of it."""
    return Paper(
        place=said.place,
        issuer=said.issuer,
        number=signed.number or UNSIGNED,
        title=said.title,
        opening=said.opening,
        whole=sentence(said.whole),
        punctual=punctual_words(said.whole),
        apart=apart_words(said.apart),
        parts=tuple(_parts(said.parts)),
        late_text=late_words(len(said.late)) + elsewhere_words(said.elsewhere),
        named_text=named_words(len(said.named)),
        named=tuple(f"{n}. {one.text}。" for n, one in enumerate(said.named, 1)),
        announced=signed.announced or "本稿还没有公示。",
        objections=tuple(_said(one) for one in objections(said, signed.objections)),
        day=signed.day or "（签发日期）",
        signer=signed.signer or "（未签发）",
        on=signed.on,
        hash=signed.hash[:16] or "（未冻结）",
        units=tuple(_unit(one) for one in said.units),
        late=tuple(LateRow(one.unit, one.name, one.about, one.due, one.mover) for one in said.late),
    )


def table(said: Bulletin) -> Ledger:
    """How the work of each unit stands."""
    heads = ("单位", "应办", "办结", "逾期未办")
    rows = (
        (one.name, one.tally.total, one.tally.done, one.tally.count(Standing.OVERDUE))
        for one in said.units
    )
    return Ledger(said.title, heads, tuple(rows), ())


def objections(said: Bulletin, against: Sequence[Said]) -> list[Said]:
    """What was objected to being named, and to the report as it was announced."""
    return [*(one.objection for one in said.named if one.objection), *against]


def named_words(count: int) -> str:
    if not count:
        return "本期没有需要点名通报的事项。"
    return f"经告知、听取异议后，由领导决定对下列 {count} 项予以通报："


def _parts(counted: Sequence[Counted]) -> Iterator[Part]:
    for n, one in enumerate(counted):
        number = _NUMERALS[n] if n < len(_NUMERALS) else str(n + 1)
        title = one.name.removeprefix(one.key).strip() or one.key
        yield Part(f"（{number}）{title}", sentence(one.tally))


def _said(one: Said) -> str:
    return f"{one.who}提出：{one.text}。答复：{one.answer or '（还没有答复）'}"


def _unit(one: Counted) -> UnitRow:
    def count(*standings: Standing) -> str:
        return str(one.tally.count(*standings))

    return UnitRow(
        name=one.name,
        total=str(one.tally.total),
        on_time=count(Standing.ON_TIME),
        done_late=count(Standing.DONE_LATE),
        overdue=count(Standing.OVERDUE),
        waiting=count(Standing.WAITING),
        ahead=count(Standing.OPEN, Standing.PAUSED),
        no_fault=count(Standing.NO_FAULT),
    )


def render(filled: Paper, own: Mapping[str, str]) -> bytes:
    """The document. `own`: the plan's templates. Raises TemplateFault."""
    known = [field.name for field in fields(Paper)]
    return word.fill(own_templates.template(TEMPLATE, own), asdict(filled), known)


#: For trying a template.
SAMPLE = Paper(
    **{name: "示例" for name, kind in Paper.__annotations__.items() if kind == "str"},
    parts=(Part("（一）示例", "示例"),),
    named=("示例",),
    objections=("示例",),
    units=(UnitRow("某单位", *("1",) * 7),),
    late=(LateRow("某单位", "每月到校指导", "某校 · 9月", "2026年9月30日", "某岗"),),
)
