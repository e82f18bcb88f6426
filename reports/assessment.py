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

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from obligations.judging import Assessment, Weights
from obligations.jurisdiction import Jurisdiction
from obligations.roster import GroupKind
from obligations.sensitive import counts_children
from obligations.units import OTHERS, units
from reports.figures import APART, DONE, LATE, Standing
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
    for jurisdiction, duty, whose, stands, tasks, version in session.execute(groups).tuples():
        if known.counts(jurisdiction, duty, version):
            key = (jurisdiction, place(jurisdiction, whose))
            found = counts.setdefault(key, {})
            standing_ = _STANDINGS[stands]
            found[standing_] = found.get(standing_, 0) + tasks


_STANDINGS = {one.value: one for one in Standing}


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


def _by_post(ids: Iterable[str], year: int, on: date) -> Any:
    return _counted((Task.post,), year, on).where(Task.jurisdiction.in_(list(ids)))


def _by_subject(ids: Iterable[str], names: Sequence[str], year: int, on: date) -> Any:
    among = (Task.jurisdiction.in_(list(ids)), Task.subject.in_(names))
    return _counted((Task.subject,), year, on).where(*among)


def _villages(all_rules: Iterable[Jurisdiction]) -> list[str]:
    """Every village of any of them. Two of the same name are told apart by their jurisdictions."""
    return sorted({n for rules in all_rules for n, is_village in whom(rules) if is_village})


def _counted(columns: Sequence[Any], year: int, on: date) -> Any:
    """Tasks due in the year, grouped; the standing is worked out by the database."""
    stands = standing(on).label("standing")
    keys = (Task.jurisdiction, Task.obligation, *columns)
    return (
        select(
            *keys, stands, func.count().label("tasks"), func.max(Task.plan_version).label("version")
        )
        .outerjoin(Excuse, Excuse.task_id == Task.id)
        .where(Task.due.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(*keys, stands)
    )


def standing(on: date) -> ColumnElement[str]:
    """How a task stands on that day: reports.figures.standing, as SQL over task and excuse."""
    is_done, is_late = Task.state == State.DONE, Task.submitted_on > Task.due
    owing = Task.state.in_((State.PENDING, State.RETURNED))
    overdue = and_(owing, Task.paused_from.is_(None), on > Task.due)
    excused = and_(Excuse.task_id.is_not(None), or_(and_(is_done, is_late), overdue))
    return case(
        (Task.state == State.SUBMITTED, Standing.WAITING.value),
        (Task.state == State.WAIVED, Standing.WAIVED.value),
        (Task.state == State.CANCELLED, Standing.CANCELLED.value),
        (excused, Standing.NO_FAULT.value),
        (and_(is_done, is_late), Standing.DONE_LATE.value),
        (is_done, Standing.ON_TIME.value),
        (Task.paused_from.is_not(None), Standing.PAUSED.value),
        (overdue, Standing.OVERDUE.value),
        else_=Standing.OPEN.value,
    )


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
