"""年终考核: of what fell due in a year, how much was done, and how much of it in time, by unit and by village.

Only how tasks stand is counted (tasks/, never hand_in): not what was handed in, not who used the system how
often, not how many children or incidents there were. Counted in the database for any number of jurisdictions
at once; what each figure counts can be opened by reports.figures.items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from obligations.judging import Assessment, Weights
from obligations.jurisdiction import Jurisdiction
from obligations.roster import GroupKind
from obligations.sensitive import counts_children
from obligations.units import OTHERS, units
from reports import figures
from reports.figures import APART, DONE, LATE, Item, Standing
from reports.keeping import Kept
from reports.kinds import Asked, Gathered
from runtime.database import table_of
from tasks import plans
from tasks.lifecycle import State
from tasks.tables import Excuse, Task

#: What is weighed: it fell due, and somebody answers for how it stands.
JUDGED = DONE | LATE


@dataclass(frozen=True, slots=True)
class Assessed:
    """One unit or village. `counts`: its tasks of the year by how they stand."""

    name: str
    is_village: bool  #: counted by what the work is about, whoever answers for it
    counts: Mapping[Standing, int] = field(default_factory=dict)

    def count(self, *standings: Standing) -> int:
        return sum(self.counts.get(one, 0) for one in standings)

    @property
    def total(self) -> int:
        """Everything but what did not apply or was cancelled."""
        return sum(count for one, count in self.counts.items() if one not in APART)

    @property
    def judged(self) -> int:
        return self.count(*JUDGED)

    def score(self, weights: Weights) -> float | None:
        """0 to 100; None where nothing was to be judged. No-fault, paused and waiting are left out."""
        if not self.judged:
            return None
        done = self.count(*DONE) / self.judged
        on_time = self.count(Standing.ON_TIME) / self.judged
        return weights.done * done + weights.on_time * on_time


@dataclass(frozen=True, slots=True)
class Judged:
    """The assessment of a year: whom, and by what the plan weighed it then."""

    place: str
    year: int
    on: date
    weights: Weights
    ranked: bool
    rows: tuple[Assessed, ...]


def gather(session: Session, rules: Jurisdiction, asked: Asked) -> Gathered:
    """The counts of everybody as JSON, and the tasks that they count. The span is a year."""
    year, on, judged = asked.span.first.year, asked.on, rules.plan.assessment
    return {
        "place": rules.name,
        "year": year,
        "on": on.isoformat(),
        "weights": judged.weights.model_dump(),
        "ranked": judged.ranked,
        "rows": [
            {"name": one.name, "is_village": one.is_village, "counts": _kept(one.counts)}
            for one in assess(session, rules, year, on)
        ],
    }, weighed(rules, figures.items(session, rules, asked.span.first, asked.span.last, on))


def weighed(rules: Jurisdiction, items: Iterable[Item]) -> list[Item]:
    """Those that the assessment counts: all but what the plan leaves out."""
    return [item for item in items if item.duty not in rules.plan.assessment.leave_out]


def compose(kept: Kept, _: Sequence[Kept]) -> Judged:
    """What it says, from what was kept. Pure."""
    return Judged(
        place=kept["place"],
        year=kept["year"],
        on=date.fromisoformat(kept["on"]),
        weights=Weights(**kept["weights"]),
        ranked=kept["ranked"],
        rows=tuple(
            Assessed(one["name"], one["is_village"], _read(one["counts"])) for one in kept["rows"]
        ),
    )


def _kept(counts: Mapping[Standing, int]) -> dict[str, int]:
    return {stands.value: count for stands, count in counts.items()}


def _read(counts: Mapping[str, int]) -> dict[Standing, int]:
    return {Standing(stands): count for stands, count in counts.items()}


def assess(session: Session, rules: Jurisdiction, year: int, on: date) -> list[Assessed]:
    """Everybody whom the plan assesses, in the order of the roster, or by score where the plan ranks."""
    return assess_all(session, [rules], year, on)[rules.id]


def assess_all(
    session: Session, all_rules: Sequence[Jurisdiction], year: int, on: date
) -> dict[str, list[Assessed]]:
    """The same for many jurisdictions, in two statements. `on`: the day as of which tasks stand."""
    by_id = {rules.id: rules for rules in all_rules}
    known = _Known(session, by_id)
    counts: _Counts = {}
    _count(session, _by_post(by_id, year, on), known, known.unit, counts)
    if names := _villages(all_rules):
        _count(session, _by_subject(by_id, names, year, on), known, _village, counts)
    return {rules.id: _ordered(rules.plan.assessment, rules, counts) for rules in all_rules}


#: (jurisdiction, unit or @village) to how many of its tasks stand in each way.
_Counts = dict[tuple[str, str], dict[Standing, int]]


def _count(
    session: Session,
    groups: Any,
    known: _Known,
    place: Callable[[str, str], str],
    counts: _Counts,
) -> None:
    """Add up what the database has grouped. `place`: where in a jurisdiction a group belongs."""
    for jurisdiction, duty, whose, state, late, apart, tasks, version in session.execute(groups):
        if known.counts(jurisdiction, duty, version):
            found = counts.setdefault((jurisdiction, place(jurisdiction, whose)), {})
            stands = _STANDINGS[state, late, apart]
            found[stands] = found.get(stands, 0) + tasks


def _standing(state: State, *, late: bool, apart: bool) -> Standing:
    """reports.figures.standing, from what `_stands` says of a task."""
    elsewhere = {
        State.SUBMITTED: Standing.WAITING,
        State.WAIVED: Standing.WAIVED,
        State.CANCELLED: Standing.CANCELLED,
    }
    if state in elsewhere:
        return elsewhere[state]
    if late:
        blamed = Standing.DONE_LATE if state is State.DONE else Standing.OVERDUE
        return Standing.NO_FAULT if apart else blamed
    if apart:
        return Standing.PAUSED
    return Standing.ON_TIME if state is State.DONE else Standing.OPEN


#: By state, late, apart; SQLite's 0 and 1 are found as False and True.
_STANDINGS = {
    (state.value, late, apart): _standing(state, late=late, apart=apart)
    for state in State
    for late in (False, True)
    for apart in (False, True)
}


def _village(_: str, name: str) -> str:
    return f"@{name}"


def _ordered(
    judged: Assessment,
    rules: Jurisdiction,
    counts: Mapping[tuple[str, str], Mapping[Standing, int]],
) -> list[Assessed]:
    found = [
        Assessed(name, is_village, counts.get((rules.id, f"@{name}" if is_village else name), {}))
        for name, is_village in whom(rules)
    ]
    if judged.ranked:
        found.sort(key=lambda one: -(one.score(judged.weights) or 0))
    return found


def whom(rules: Jurisdiction) -> Iterator[tuple[str, bool]]:
    """Who is assessed, each once: name, and whether it is a village. Without `of` in the plan every unit of
    the roster and every village."""
    groups = rules.roster.groups
    wanted = rules.plan.assessment.of
    villages = [group for group in groups.values() if group.kind is GroupKind.VILLAGE]
    among = [groups[name] for name in wanted if name in groups] if wanted else villages
    found = dict[str, bool]()
    for group in among:
        is_village = group.kind is GroupKind.VILLAGE
        found |= dict.fromkeys((subject.name for subject in group.subjects), is_village)
    if not wanted:
        found |= {unit.name: False for unit in rules.roster.units if unit.name not in found}
    return iter(found.items())


# --- In the database ---

#: Columns and not entities: a row of figures is no object, and is read in half the time.
_TASK, _EXCUSE = table_of(Task).c, table_of(Excuse).c


def _by_post(ids: Iterable[str], year: int, on: date) -> Any:
    return _counted((_TASK.post,), year, on).where(_TASK.jurisdiction.in_(list(ids)))


def _by_subject(ids: Iterable[str], names: Sequence[str], year: int, on: date) -> Any:
    among = (_TASK.jurisdiction.in_(list(ids)), _TASK.subject.in_(names))
    return _counted((_TASK.subject,), year, on).where(*among)


def _villages(all_rules: Iterable[Jurisdiction]) -> list[str]:
    """Every village of any of them. Two of the same name are told apart by their jurisdictions."""
    return sorted({n for rules in all_rules for n, is_village in whom(rules) if is_village})


def _counted(columns: Sequence[Any], year: int, on: date) -> Any:
    """Tasks due in the year, grouped; how they stand is worked out by the database."""
    late, apart = _stands(on)
    keys = (_TASK.jurisdiction, _TASK.obligation, *columns, _TASK.state, late, apart)
    return (
        select(*keys, func.count(), func.max(_TASK.plan_version))
        .select_from(table_of(Task).outerjoin(table_of(Excuse), _EXCUSE.task_id == _TASK.id))
        .where(_TASK.due.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(*keys)
    )


def _stands(on: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Of a task on that day: is it late, and is it paused or without fault?

    Two truths and not the name of a standing: of a name PostgreSQL cannot guess how many there are, takes every row for
    a group of its own and sorts them on the disk.
    """
    done, owing = _TASK.state == State.DONE, _TASK.state.in_((State.PENDING, State.RETURNED))
    paused = and_(owing, _TASK.paused_from.is_not(None))
    was_late = and_(done, func.coalesce(_TASK.submitted_on, _TASK.due) > _TASK.due)
    late = or_(was_late, and_(owing, _TASK.paused_from.is_(None), _TASK.due < on))
    apart = or_(paused, and_(_EXCUSE.task_id.is_not(None), late))
    return late.label("late"), apart.label("apart")


class _Known:
    """Where a post belongs, and whether a duty counts, asked once for each plan."""

    def __init__(self, session: Session, by_id: Mapping[str, Jurisdiction]) -> None:
        self._session, self._by_id = session, by_id
        self._known: dict[tuple[str, str], bool] = {}
        self._units = {one: units(rules) for one, rules in by_id.items()}

    def unit(self, jurisdiction: str, post: str) -> str:
        return self._units[jurisdiction].get(post, OTHERS)

    def counts(self, jurisdiction: str, duty: str, version: int) -> bool:
        """Duties about single children never count, nor those that the plan leaves out."""
        key = (jurisdiction, duty)
        if key not in self._known:
            self._known[key] = self._ask(jurisdiction, duty, version)
        return self._known[key]

    def _ask(self, jurisdiction: str, duty: str, version: int) -> bool:
        rules = self._by_id[jurisdiction]
        if duty in rules.plan.assessment.leave_out:
            return False
        if duty not in rules.plan.by_id:  # one of an earlier version of the plan
            rules = plans.rules_for(self._session, rules, version)
        return not counts_children(rules, rules.obligation(duty))
