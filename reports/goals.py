"""三年目标: the figure of each indicator for each year, set by hand, for the meeting and in no score.

A goal has nothing to do with tasks: who reports many incidents is not the worse for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.checks import unknown
from obligations.fields import FieldKind, FieldType, check_values
from obligations.judging import Better, Goal
from obligations.jurisdiction import Jurisdiction
from reports.keeping import Kept
from reports.kinds import Asked, Gathered
from reports.tables import GoalFigure
from runtime.clock import today
from tasks import journal, plans
from tasks.lifecycle import MoveRefused

FEW = 3  #: a smaller count of a sensitive indicator is not told outside the office
LESS = f"<{FEW}"


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator and its years, the earliest first."""

    goal: Goal
    figures: Mapping[int, float]

    def shown(self, year: int, *, near: bool) -> str:
        """The figure as it is told, "" where there is none. `near`: to the office that keeps it."""
        if year not in self.figures:
            return ""
        value = self.figures[year]
        if self.goal.hides_few and not near and 0 < value < FEW:
            return LESS
        return f"{value:g}{'%' if self.goal.kind == 'percent' else ''}"

    def went(self) -> str:
        """How the last figure stands to that of the year before, in the goal's own direction: 向好, 持平,
        需关注; "" without both years.

        Where one of them is too small to be told, the difference is not told either.
        """
        year = max(self.figures, default=0)
        before, now = self.figures.get(year - 1), self.figures.get(year)
        if before is None or now is None or self._is_hidden(before) or self._is_hidden(now):
            return ""
        if before == now:
            return "持平"
        is_fewer = now < before
        return "向好" if is_fewer is (self.goal.better is Better.FEWER) else "需关注"

    def _is_hidden(self, value: float) -> bool:
        return self.goal.hides_few and 0 < value < FEW


@dataclass(frozen=True, slots=True)
class Table:
    """Every indicator with the figures of these years."""

    place: str
    year: int
    years: tuple[int, ...]
    courses: tuple[Course, ...]


def gather(session: Session, rules: Jurisdiction, asked: Asked) -> Gathered:
    """The figures as JSON; there are no tasks behind them. The span is a year, the last one shown."""
    found = courses(session, rules)
    year = asked.span.first.year
    last = asked.on.replace(year=min(year, asked.on.year), month=12, day=31)
    return {
        "place": rules.name,
        "year": year,
        "years": list(years(rules, found, last)),
        "goals": kept(found),
    }, []


def compose(told: Kept, _: Sequence[Kept]) -> Table:
    """What they were, from what was kept. Pure."""
    found = tuple(restored(told["goals"]))
    return Table(told["place"], told["year"], tuple(told["years"]), found)


def kept(found: Iterable[Course]) -> list[dict[str, Any]]:
    """The indicators with their figures as JSON."""
    return [
        {"goal": one.goal.model_dump(mode="json"),
         "figures": {str(year): value for year, value in one.figures.items()}}
        for one in found
    ]  # fmt: skip


def restored(told: Iterable[Kept]) -> Iterator[Course]:
    """The indicators that were kept so."""
    for one in told:
        figures = {int(year): value for year, value in one["figures"].items()}
        yield Course(Goal.model_validate(one["goal"]), figures)


def courses(session: Session, rules: Jurisdiction) -> list[Course]:
    """Every indicator of the plan with its figures."""
    rows = session.scalars(
        select(GoalFigure).where(GoalFigure.jurisdiction == rules.id).order_by(GoalFigure.year)
    )
    found: dict[str, dict[int, float]] = {}
    for row in rows:
        found.setdefault(row.goal, {})[row.year] = row.value
    return [Course(goal, found.get(goal.id, {})) for goal in rules.plan.goals]


def years(rules: Jurisdiction, found: Sequence[Course], on: date) -> range:
    """From the year the plan took effect, or the first figure, to this year."""
    first = min([rules.plan.effective_from.year, *(y for one in found for y in one.figures)])
    return range(max(first, on.year - 9), on.year + 1)


def set_figure(
    session: Session,
    jurisdiction: str,
    goal_id: str,
    year: int,
    value: str | float,
    *,
    by: str,
    now: datetime,
    source: str = "",
) -> GoalFigure:
    """Write down what an indicator came to in a year. Raises MoveRefused for an indicator the plan does not
    have, a year to come, or a figure that is none."""
    journal.lock(session, jurisdiction)
    rules = plans.current(session, jurisdiction)
    goal = _goal(rules, goal_id)
    _check_year(rules, year, today(now, rules.zone))
    figure = _read(goal, value)
    row = session.get(GoalFigure, (jurisdiction, goal_id, year))
    before = row.value if row else None
    if row is None:
        row = GoalFigure(jurisdiction=jurisdiction, goal=goal_id, year=year)
        session.add(row)
    row.value, row.source, row.at, row.by = figure, source.strip()[:160], now, by
    journal.write(
        session, jurisdiction, now=now, actor=by, verb="goal",
        goal=goal_id, year=year, value=figure, before=before, source=row.source,
    )  # fmt: skip
    return row


def _goal(rules: Jurisdiction, goal_id: str) -> Goal:
    found = {goal.id: goal for goal in rules.plan.goals}
    if goal_id not in found:
        raise MoveRefused(unknown("指标", goal_id, found))
    return found[goal_id]


def _check_year(rules: Jurisdiction, year: int, on: date) -> None:
    first = rules.plan.effective_from.year - 10
    if not first <= year <= on.year:
        raise MoveRefused(f"读到年份 {year}，应为 {first} 到 {on.year}")


def _read(goal: Goal, value: str | float) -> float:
    kind = FieldKind(FieldType.PERCENT if goal.kind == "percent" else FieldType.COUNT)
    clean, wrong = check_values({goal.name: kind}, {goal.name: value})
    if wrong:
        raise MoveRefused("；".join(wrong))
    return float(clean[goal.name])
