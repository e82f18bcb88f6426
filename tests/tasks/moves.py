"""Moves made with what they need, and ways into each state."""

from __future__ import annotations

from tasks import commands
from tasks.lifecycle import State
from tasks.tables import Task
from tests.tasks.brook import OFFICE, Brook, day

POST = "东村联络员"
#: A way into each state.
WAYS = {
    State.PENDING: (),
    State.SUBMITTED: ("submit",),
    State.RETURNED: ("submit", "return"),
    State.DONE: ("submit", "accept"),
    State.WAIVED: ("waive",),
    State.CANCELLED: ("cancel",),
}


#: What each move is made with: the arguments, then those by name.
_WITH: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {
    "submit": (({"次数": "2"},), {"by": POST}),
    "withdraw": ((), {"by": POST}),
    "accept": ((), {"by": OFFICE}),
    "return": ((), {"by": OFFICE, "reason": "缺次数"}),
    "reassign": (("派出所",), {}),
    "ask": ((day("04-10"),), {"by": POST, "reason": "下乡"}),
    "grant": ((), {}),
}
_NAMES = {"return": "return_"} | {m: f"{m}_extension" for m in ("ask", "grant", "refuse")}


def do(brook: Brook, move: str, task: int, on: str) -> Task:
    """Make a move, with what it needs filled in."""
    what, more = _WITH.get(move, ((), {"reason": "另有安排"}))
    return brook.move(getattr(commands, _NAMES.get(move, move)), task, on, *what, **more)


def in_state(brook: Brook, state: State, village: str = "东村") -> Task:
    """A visit in that state, on 3 March."""
    if not brook.tasks():
        brook.round("03-02")
    task = brook.task("visit", village)
    for move in WAYS[state]:
        task = do(brook, move, task.id, "03-03")
    assert task.state == state
    return task
