"""信息报送: a short text of what a month came to, drafted from its figures. Only how tasks stand is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import owed, turns
from obligations.sensitive import counts_children
from obligations.workdays import shift
from reports import bulletin
from reports.bulletin import Bulletin, sentence
from reports.figures import Standing
from reports.keeping import Kept
from reports.kinds import Asked, Gathered


@dataclass(frozen=True, slots=True)
class Information:
    """The draft. `paragraphs` are what is sent."""

    title: str
    figures: Bulletin
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def gather(session: Session, rules: Jurisdiction, asked: Asked) -> Gathered:
    """What the text is made of, as JSON, and the items that it counts."""
    told, items = bulletin.gather(session, rules, asked)
    return {"bulletin": told, "ahead": _ahead(rules, asked.span.last)}, items


def compose(figures: Kept, items: Sequence[Kept]) -> Information:
    """The text, from its figures and items as they are kept. Pure."""
    told = figures["bulletin"]
    said, label = bulletin.compose(told, items), told["label"]
    paragraphs = (*_paragraphs(said, label), _next(figures["ahead"]))
    return Information(f"{said.place}{label}工作信息", said, paragraphs)


def _paragraphs(said: Bulletin, label: str) -> Iterator[str]:
    yield f"{label}，{said.place}{sentence(said.whole)}{bulletin.punctual_words(said.whole)}"
    for one in said.parts:
        if one.tally.done:
            title = one.name.removeprefix(one.key).strip() or one.name
            yield f"{title}：应办 {one.tally.total} 项，办结 {one.tally.done} 项。"
    if overdue := said.whole.count(Standing.OVERDUE):
        units = dict.fromkeys(one.unit for one in said.late)
        yield f"还有 {overdue} 项逾期未办，涉及{'、'.join(units)}，正在催办。"


def _next(ahead: int) -> str:
    return f"下一步：接下来一个月将有 {ahead} 项工作到期，按期推进。"


def _ahead(rules: Jurisdiction, last: date) -> int:
    """How many tasks the plan asks for in the thirty days after the span."""
    return sum(
        len(owed(rules, duty, turn))
        for duty in rules.plan.obligations
        if not counts_children(rules, duty)
        for turn in turns(rules, duty, shift(last, 1), shift(last, 30))
    )
