"""What the page of each kind of report shows, whether it is the draft of today or was frozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from reports.drawing import Drawn
from reports.kinds import ReportKind
from web.reports import assessment, bulletin, goals, information, meeting, summary
from web.roles import Visitor


class View(Protocol):
    """`opens`: may the reader open the tasks behind the figures?"""

    def __call__(self, who: Visitor, found: Drawn[Any], /, *, opens: bool) -> dict[str, Any]: ...


#: By kind; each has a template of its name in templates/reports/body.
VIEWS: Mapping[ReportKind, View] = {
    ReportKind.BULLETIN: bulletin.view,
    ReportKind.MEETING: meeting.view,
    ReportKind.INFORMATION: information.view,
    ReportKind.ASSESSMENT: assessment.view,
    ReportKind.SUMMARY: summary.view,
    ReportKind.GOALS: goals.view,
}
