"""Where the draft of a hand-in is: what the system has written already, nobody writes again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from obligations.plan import Obligation
from tasks.queries import TaskLine

#: The address of each kind of draft for a task. A kind that a plan can name stands here.
ADDRESSES: Mapping[str, Callable[[TaskLine], str]] = {
    "bulletin": lambda line: f"/reports/bulletin?period={line.period}",
    "meeting": lambda line: f"/reports/meeting?period={line.period}",
    "information": lambda line: f"/reports/information?period={line.period}",
    "assessment": lambda line: f"/reports/assessment?year={line.period}",
    "goals": lambda _: "/reports/goals",
    "summary": lambda line: f"/tasks/{line.id}/summary",
}
#: Drafts that the post itself may open; the others are pages of those who oversee.
OWN = ("summary",)


def draft_address(duty: Obligation, line: TaskLine) -> str:
    """Where the draft of what this task asks for is; "" where there is none."""
    found = ADDRESSES.get(duty.draft or "")
    return found(line) if found else ""
