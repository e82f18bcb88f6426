"""信息报送: a short text of what a month came to, drafted from its figures. Only how tasks stand is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.owed import owed, turns
from obligations.periods import Period
from obligations.sensitive import counts_children
from obligations.workdays import shift
from reports import bulletin, keeping, spans
from reports.bulletin import Bulletin, sentence
from reports.figures import Standing


@dataclass(frozen=True, slots=True)
class Information:
    """The draft. `paragraphs` are what is sent."""

    title: str
    figures: Bulletin
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def draft(session: Session, rules: Jurisdiction, period: str, on: date) -> Information:
    """The draft of that period as of `on`. Raises UnknownPeriodError."""
    span = spans.span(rules, period)
    kept, items = bulletin.gather(session, rules, span, on)
    said = bulletin.compose(kept, [keeping.kept(item) for item in items])
    return Information(
        f"{rules.name}{span.label}工作信息", said, tuple(_paragraphs(rules, said, span))
    )


def _paragraphs(rules: Jurisdiction, said: Bulletin, span: Period) -> Iterator[str]:
    yield f"{span.label}，{rules.name}{sentence(said.whole)}{bulletin.punctual_words(said.whole)}"
    for one in said.parts:
        if one.tally.done:
            title = one.name.removeprefix(one.key).strip() or one.name
            yield f"{title}：应办 {one.tally.total} 项，办结 {one.tally.done} 项。"
    if overdue := said.whole.count(Standing.OVERDUE):
        units = dict.fromkeys(one.unit for one in said.late)
        yield f"还有 {overdue} 项逾期未办，涉及{'、'.join(units)}，正在催办。"
    yield f"下一步：接下来一个月将有 {_ahead(rules, span.last)} 项工作到期，按期推进。"


def _ahead(rules: Jurisdiction, last: date) -> int:
    """How many tasks the plan asks for in the thirty days after the span."""
    return sum(
        len(owed(rules, duty, turn))
        for duty in rules.plan.obligations
        if not counts_children(rules, duty)
        for turn in turns(rules, duty, shift(last, 1), shift(last, 30))
    )
