"""Where the draft of a hand-in is: what the system has written already, nobody writes again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from obligations.plan import Obligation
from tasks.queries import TaskLine

#: The address of each kind of draft for a task. A kind that a plan can name stands here.
ADDRESSES: Mapping[str, Callable[[TaskLine], str]] = {
    "bulletin": lambda line: f"/reports/bulletin?period={line.period}",
}


def draft_address(duty: Obligation, line: TaskLine) -> str:
    """Where the draft of what this task asks for is; "" where there is none."""
    found = ADDRESSES.get(duty.draft or "")
    return found(line) if found else ""
