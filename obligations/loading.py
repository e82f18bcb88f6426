"""From the texts of a plan folder to a Jurisdiction, with all faults at once.

A folder holds plan.yaml, roster.yaml, calendar.yaml and the notice; demo.yaml is a second roster.
Reading the files themselves is the caller's: this room has no I/O.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from obligations.calendars import Calendar
from obligations.checks import check
from obligations.faults import Fault, PlanError
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Plan
from obligations.roster import Roster
from obligations.sheets import Sheet, read_sheet
from obligations.source import Source, parse

PLAN, ROSTER, CALENDAR, NOTICE, DEMO = (
    "plan.yaml",
    "roster.yaml",
    "calendar.yaml",
    "notice.txt",
    "demo.yaml",
)

S = TypeVar("S", bound=Sheet)


def load(
    texts: Mapping[str, str], *, roster: str = ROSTER, since: Mapping[str, date] | None = None
) -> tuple[Jurisdiction, Mapping[str, Source]]:
    """The jurisdiction that `texts` (file name to content) describe, and the parsed files.

    `roster` names the roster file to use. Raises PlanError with every fault of every file.
    """
    faults: list[Fault] = []
    sources: dict[str, Source] = {}

    def sheet(file: str, model: type[S]) -> S | None:
        if file not in texts:
            faults.append(Fault(file, 1, 1, f"方案文件夹里没有 {file}"))
            return None
        try:
            sources[file] = parse(file, texts[file])
            return read_sheet(model, sources[file])
        except PlanError as error:
            faults.extend(error.faults)
            return None

    plan, people, calendar = sheet(PLAN, Plan), sheet(roster, Roster), sheet(CALENDAR, Calendar)
    if plan is None or people is None or calendar is None:
        raise PlanError(faults)
    jurisdiction = Jurisdiction(plan, people, calendar, texts.get(NOTICE, ""), since)
    found = list(_placed(jurisdiction, sources, roster))
    if found:
        raise PlanError(found)
    return jurisdiction, sources


def _placed(
    jurisdiction: Jurisdiction, sources: Mapping[str, Source], roster: str
) -> Iterator[Fault]:
    files = {"plan": sources[PLAN], "roster": sources[roster], "calendar": sources[CALENDAR]}
    for problem in check(jurisdiction):
        yield files[problem.sheet].fault(problem.path, problem.message)
