"""Two rehearsals side by side: what gets better, what worse. Chance is the same in both, so that they
differ only where their plans (or what was changed) do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from simulation.what import Outcome


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of both. `verdict`: better, worse or same; empty where less is neither."""

    name: str
    before: int
    after: int
    verdict: str = ""

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Versus:
    """`before` and `after` say what was played."""

    before: str
    after: str
    figures: tuple[Figure, ...]
    units: tuple[Figure, ...]  #: late tasks, where they differ, the greatest change first
    people: tuple[Figure, ...]  #: messages, likewise
    duties: tuple[Figure, ...]  #: late tasks by duty, likewise


def compare(before: Outcome, after: Outcome, names: tuple[str, str]) -> Versus:
    """Every figure of the two, with a verdict where less is better."""
    return Versus(
        *names,
        figures=tuple(_figures(before, after)),
        units=_differing(
            {unit.unit: unit.late for unit in before.by_unit},
            {unit.unit: unit.late for unit in after.by_unit},
        ),
        people=_differing(
            {person.person: person.messages for person in before.by_person},
            {person.person: person.messages for person in after.by_person},
        ),
        duties=_differing(
            {duty.name: duty.late for duty in before.by_duty},
            {duty.name: duty.late for duty in after.by_duty},
        ),
    )


def _figures(before: Outcome, after: Outcome) -> Iterator[Figure]:
    for name, read, judged in _READ:
        yield _figure(name, read(before), read(after), judged=judged)


#: What is compared, how it is read, and whether less of it is better.
_READ: tuple[tuple[str, Callable[[Outcome], int], bool], ...] = (
    ("任务", lambda o: o.tasks, False),
    ("填报时间（分钟）", lambda o: o.minutes, False),
    ("逾期", lambda o: o.late, True),
    ("消息", lambda o: o.messages, True),
    ("一人一周最多消息", lambda o: max((p.most for p in o.by_person), default=0), True),
    ("催办", lambda o: o.nudges["urge"], True),
    ("督办", lambda o: o.nudges["supervise"], True),
    ("通报候选", lambda o: o.nudges["bulletin"], True),
    ("约谈建议", lambda o: o.nudges["talk"], True),
    ("退回", lambda o: o.returned, True),
    ("一岗一天四项以上到期（次）", lambda o: len(o.heavy_days), True),
    ("因外出、空缺停住的工作日", lambda o: sum(s.days for s in o.stalled), True),
    ("放假调休移动的到期日", lambda o: len(o.moved), False),
    ("暂定的到期日", lambda o: sum(p.dates for p in o.provisional), True),
    ("期末仍逾期", lambda o: o.leader[-1].late if o.leader else 0, True),
)


def _figure(name: str, before: int, after: int, *, judged: bool = True) -> Figure:
    if before == after:
        return Figure(name, before, after, "same")
    return Figure(name, before, after, ("better" if after < before else "worse") if judged else "")


def _differing(before: dict[str, int], after: dict[str, int]) -> tuple[Figure, ...]:
    found = (_figure(name, before.get(name, 0), after.get(name, 0)) for name in {**before, **after})
    return tuple(sorted((f for f in found if f.change), key=lambda f: (-abs(f.change), f.name)))
