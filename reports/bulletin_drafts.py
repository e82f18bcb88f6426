"""A bulletin as somebody reads it: the draft of today, or one that was frozen, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.sensitive import neutral_text
from reports import bulletin, figures, frozen, keeping, spans
from reports.bulletin import Bulletin, Said, day_words
from reports.bulletin_paper import Signed
from reports.keeping import Change
from reports.tables import Objection, Report
from runtime.clock import today


@dataclass(frozen=True, slots=True)
class Draft:
    """What it says, what became of it, and which tasks stand otherwise by now. `report` is None for the
    draft of today."""

    said: Bulletin
    signed: Signed
    report: Report | None = None
    objections: tuple[Objection, ...] = ()
    changes: tuple[Change, ...] = ()


def draft(session: Session, rules: Jurisdiction, period: str, on: date) -> Draft:
    """As it would be if it were frozen now. Raises UnknownPeriodError."""
    kept, items = bulletin.gather(session, rules, spans.span(rules, period), on)
    said = bulletin.compose(kept, [keeping.kept(item) for item in items])
    return Draft(said, Signed(on=day_words(on.isoformat())))


def freeze(session: Session, rules: Jurisdiction, period: str, *, by: str, now: datetime) -> Report:
    """Keep it as it stands. Raises UnknownPeriodError, MoveRefused."""
    span = spans.span(rules, period)
    kept, items = bulletin.gather(session, rules, span, today(now, rules.zone))
    return frozen.freeze(session, rules, bulletin.KIND, span, kept, items, by=by, now=now)


def of_report(session: Session, rules: Jurisdiction, report: Report, on: date) -> Draft:
    """As it was frozen, with the differences to how things stand on `on`."""
    now = figures.items(session, rules, report.first, report.last, on)
    objections = frozen.objections_of(session, report.id)
    return Draft(
        said=bulletin.compose(report.figures, report.items),
        signed=_signed(rules, report, objections),
        report=report,
        objections=tuple(objections),
        changes=tuple(keeping.difference(report.items, map(keeping.kept, now))),
    )


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
        number=frozen.number_text(report),
        day=day(report.signed_at),
        signer=report.signed_by,
        on=day(report.frozen_at),
        hash=report.hash,
        announced=announced,
        objections=tuple(
            Said(one.post, neutral_text(one.text), neutral_text(one.answer)) for one in objections
        ),
    )
