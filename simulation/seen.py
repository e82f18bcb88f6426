"""What a rehearsal left behind in one jurisdiction, read once, for the laws to judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from notifiers import said
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import Ladder
from obligations.workdays import shift
from simulation.run import Played
from simulation.scene import Scene
from simulation.town import Town
from tasks import journal, plans, watching
from tasks.evidence import records
from tasks.evidence.tables import EvidenceRow
from tasks.tables import HandIn, Task
from tasks.watching import Nudged


@dataclass(frozen=True)
class Seen:
    """One jurisdiction after a rehearsal, read once."""

    played: Played
    scene: Scene
    town: Town
    tasks: Mapping[int, Task]
    nudges: tuple[Nudged, ...]
    messages: tuple[said.Said, ...]
    files: tuple[tuple[EvidenceRow, HandIn | None], ...]
    verbs: Counter[tuple[int, str]]
    broken_journal: tuple[str, ...]
    rules_by_version: Mapping[int, Jurisdiction]

    @property
    def rules(self) -> Jurisdiction:
        return self.town.rules

    @property
    def last_round(self) -> date:
        """The last day that had a round."""
        day = self.scene.last
        while day in self.scene.mishaps.missed:
            day = shift(day, -1)
        return day

    def ladder(self, task: Task, chased: str) -> Ladder:
        """The rungs for a task, as its own version of the plan states them; of an external post none
        that climbs."""
        rules = self.rules_by_version[task.plan_version]
        ladder = rules.plan.ladder_of(rules.obligation(task.obligation))
        if rules.roster.is_external(chased):
            return tuple(rung for rung in ladder if not rung.kind.escalates)
        return ladder


def look(played: Played, scene: Scene, town: Town) -> Seen:
    """Read everything that there is of one jurisdiction."""
    with played.database.read() as session:
        id_ = town.rules.id
        tasks = {task.id: task for task in watching.opened_since(session, id_, 0)}
        versions = {task.plan_version for task in tasks.values()}
        return Seen(
            played,
            scene,
            town,
            tasks,
            tuple(watching.nudges(session, id_)),
            tuple(said.messages(session, id_)),
            tuple(records.belonging(session, id_)),
            watching.journalled(session, id_),
            tuple(journal.verify(session, id_)),
            {number: plans.rules_for(session, town.rules, number) for number in versions},
        )
