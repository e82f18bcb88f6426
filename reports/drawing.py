"""A report as somebody reads it: the draft of today, or one that was frozen, with what became of it and what has
moved since. One way for every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.periods import Every
from obligations.sensitive import neutral_text
from reports import figures, frozen, frozen_queries, keeping, own_templates, spans
from reports.bulletin import day_words
from reports.catalogue import KINDS
from reports.keeping import Change, Kept
from reports.kinds import Asked, Kind, ReportKind, Said, Signed, Values
from reports.spans import UnknownPeriodError
from reports.tables import Objection, Report
from runtime import word
from runtime.clock import today

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawn(Generic[T]):
    """What it says and what became of it. `report` is None for the draft of today; of a frozen one `changes` are
    the tasks that stand otherwise by now, `gone` and `come` what it would not say any more, or say besides."""

    kind: Kind[T]
    said: T
    signed: Signed
    report: Report | None = None
    objections: tuple[Objection, ...] = ()
    changes: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number of the frozen report; 0 for the draft of today."""
        return self.report.id if self.report else 0

    @property
    def moved(self) -> int:
        """How many differences there are."""
        return len(self.changes) + len(self.gone) + len(self.come)

    def values(self, form: str = "document") -> Values:
        """What fills the Word file of that name."""
        return self.kind.forms()[form].values(self.said, self.signed)

    def name(self, form: str = "document") -> str:
        """What the Word file of that name is called, without its ending."""
        return self.kind.forms()[form].name(self.said)


def draft(
    session: Session, rules: Jurisdiction, kind: Kind[T], period: str, on: date, subject: str = ""
) -> Drawn[T]:
    """As it would be if it were frozen now. `subject`: the post, of a kind that is of one.

    Raises UnknownPeriodError.
    """
    kept, items = kind.gather(session, rules, _asked(rules, kind.id, period, on, subject))
    said = kind.compose(kept, [keeping.kept(item) for item in items])
    return Drawn(kind, said, Signed(on=day_words(on.isoformat())))


def freeze(
    session: Session,
    rules: Jurisdiction,
    kind: Kind[Any],
    period: str,
    *,
    by: str,
    now: datetime,
    subject: str = "",
) -> Report:
    """Keep it as it stands. Raises UnknownPeriodError, MoveRefused."""
    asked = _asked(rules, kind.id, period, today(now, rules.zone), subject)
    kept, items = kind.gather(session, rules, asked)
    return frozen.freeze(session, rules, kind.id, asked, kept, items, by=by, now=now)


def of_report(session: Session, rules: Jurisdiction, report: Report, on: date) -> Drawn[Any]:
    """As it was frozen, with the differences to how things stand on `on`."""
    kind = KINDS[ReportKind(report.kind)]
    objections = frozen_queries.objections_of(session, report.id)
    said = kind.compose(report.figures, report.items)
    asked = _asked(rules, kind.id, report.period, on, report.subject)
    by_now, items = _by_now(session, rules, kind, asked, report.items)
    gone, come = keeping.turned(kind.lines(said), kind.lines(kind.compose(by_now, items)))
    return Drawn(
        kind,
        said,
        _signed(rules, report, objections),
        report,
        tuple(objections),
        tuple(keeping.difference(report.items, items)),
        gone,
        come,
    )


def render(drawn: Drawn[Any], rules: Jurisdiction, form: str = "document") -> bytes:
    """The Word file of that name. A plan's own template stands in place of ours. Raises TemplateFault."""
    template = own_templates.template(drawn.kind.forms()[form].template, rules.templates)
    return word.fill(template, drawn.values(form))


def _asked(rules: Jurisdiction, kind: ReportKind, period: str, on: date, subject: str) -> Asked:
    span = spans.span(rules, period)
    if kind.is_of_a_year and span.every is not Every.YEAR:
        raise UnknownPeriodError(f"{kind.label}按年，读到周期 {period!r}，应如 {span.first.year}")
    if kind.is_of_a_post and not subject:
        raise UnknownPeriodError(f"{kind.label}是一个岗位的，请写明岗位")
    return Asked(span, on, subject if kind.is_of_a_post else "")


def _by_now(
    session: Session, rules: Jurisdiction, kind: Kind[Any], asked: Asked, were: Sequence[Kept]
) -> tuple[Kept, list[Kept]]:
    """The same gathered anew; and what it would not tell of any more, as it stands."""
    told, items = kind.gather(session, rules, asked)
    there = {item.id for item in items}
    left = [item["id"] for item in were if item["id"] not in there]
    items += figures.items_of(session, rules, left, asked.on)
    return told, [keeping.kept(item) for item in items]


def _signed(rules: Jurisdiction, report: Report, objections: Sequence[Objection]) -> Signed:
    def day(moment: datetime | None) -> str:
        return day_words(today(moment, rules.zone).isoformat()) if moment else ""

    announced = ""
    if report.until:
        until = day_words(report.until.isoformat())
        announced = (
            f"本通报自{day(report.announced_at)}起公示，{until}止，收到异议 {len(objections)} 条。"
        )
    return Signed(
        number=frozen_queries.number_text(report),
        day=day(report.signed_at),
        signer=report.signed_by,
        on=day(report.frozen_at),
        hash=report.hash,
        announced=announced,
        objections=tuple(
            Said(one.post, neutral_text(one.text), neutral_text(one.answer)) for one in objections
        ),
        frozen=f"{day(report.frozen_at)}冻结，第 {report.id} 号稿，校验值 {report.hash[:16]}",
    )
