"""From the texts of a plan folder to a Jurisdiction, with all faults at once.

A folder holds plan.yaml, roster.yaml, calendar.yaml and the notice; demo.yaml is a second roster, and templates/ may
hold templates of the plan's own.
Reading the files themselves is the caller's: this room has no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from obligations.calendars import Calendar
from obligations.care_checks import check_care
from obligations.checks import Problem, check_calendar, check_roster
from obligations.faults import Fault, PlanError
from obligations.judging_checks import check_judging
from obligations.jurisdiction import Jurisdiction
from obligations.link_checks import check_links
from obligations.plan import Plan
from obligations.plan_checks import check_names, check_plan
from obligations.pruning import Pruned
from obligations.roster import Roster
from obligations.sheets import Reading, Sheet, read_sheet
from obligations.source import Source, parse

PLAN, ROSTER, CALENDAR, NOTICE, DEMO = (
    "plan.yaml",
    "roster.yaml",
    "calendar.yaml",
    "notice.txt",
    "demo.yaml",
)

#: Where a plan keeps templates of its own, for messages and documents.
TEMPLATES = "templates/"

S = TypeVar("S", bound=Sheet)


def load(
    texts: Mapping[str, str], *, roster: str = ROSTER, since: Mapping[str, date] | None = None
) -> tuple[Jurisdiction, Mapping[str, Source]]:
    """The jurisdiction that `texts` (file name to content) describe, and the parsed files.

    `roster` names the roster file to use. Raises PlanError with every fault of every file.
    """
    folder = _Folder(texts)
    plan, people, calendar = (
        folder.read(PLAN, Plan),
        folder.read(roster, Roster),
        folder.read(CALENDAR, Calendar),
    )
    notice = texts.get(NOTICE, "")
    folder.place(_problems(plan, people, calendar, notice), roster)
    if folder.faults or plan is None or people is None or calendar is None:
        raise PlanError(dict.fromkeys(folder.faults))
    templates = {
        name.removeprefix(TEMPLATES): text
        for name, text in texts.items()
        if name.startswith(TEMPLATES)
    }
    return Jurisdiction(plan, people, calendar, notice, since, templates), folder.sources


def _problems(
    plan: Plan | None, roster: Roster | None, calendar: Calendar | None, notice: str
) -> Iterator[Problem]:
    """What is wrong between the sheets, as far as they could be read."""
    if roster:
        yield from check_roster(roster)
    if calendar:
        yield from check_calendar(calendar)
    if plan:
        yield from check_plan(plan, notice)
        yield from check_links(plan, roster)
        yield from check_judging(plan, roster)
    if plan and roster and calendar:
        yield from check_names(plan, roster, calendar)
        yield from check_care(plan, roster)


def _used_twice(source: Source) -> Iterator[Fault]:
    """Ids and names of duties that are there already, also in duties with other faults."""
    found = source.data.get("obligations") if isinstance(source.data, dict) else None
    duties = found if isinstance(found, list) else []
    first: dict[tuple[str, str], int] = {}
    for n, duty in enumerate(duties):
        for key in ("id", "name"):
            value = duty.get(key) if isinstance(duty, dict) else None
            if isinstance(value, str) and (earlier := first.setdefault((key, value), n)) != n:
                message = f"{key} {value!r} 重复了，第 {earlier + 1} 项已经用过"
                yield source.fault(("obligations", n, key), message)


class _Folder:
    """The files as they are read, and every fault found on the way."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.faults: list[Fault] = []
        self.sources: dict[str, Source] = {}
        self.pruned: dict[str, Pruned] = {}

    def read(self, file: str, model: type[S]) -> S | None:
        """The sheet in `file`, without its faulty parts; None when nothing usable is left."""
        if file not in self.texts:
            self.faults.append(Fault(file, 1, 1, f"方案文件夹里没有 {file}"))
            return None
        try:
            source = self.sources[file] = parse(file, self.texts[file])
        except PlanError as error:
            self.faults.extend(error.faults)
            return None
        reading: Reading[S] = read_sheet(model, source)
        self.faults.extend((*source.faults, *reading.faults, *_used_twice(source)))
        self.pruned[file] = reading.pruned
        return reading.sheet

    def place(self, problems: Iterator[Problem], roster: str) -> None:
        """Give each problem its line, unless it only follows from another fault."""
        files = {"plan": PLAN, "roster": roster, "calendar": CALENDAR}
        dropped = frozenset().union(*(pruned.dropped for pruned in self.pruned.values()))
        for problem in problems:
            if problem.missing not in dropped:
                file = files[problem.sheet]
                path = self.pruned[file].original(problem.path)
                self.faults.append(self.sources[file].fault(path, problem.message))
