"""What goes over the wire for a leader. Duties about single children are counted nowhere in it."""

from __future__ import annotations

from web.api.types import Sheet


class Overdue(Sheet):
    """A task that is late, or that a paper waits about. `steps`: what was done so far; `paper` and `asks`:
    what the leader is to decide on; `waits_for`: who is to review it."""

    task: int
    duty: str
    post: str
    period: str
    paper: int | None
    asks: str
    waits_for: str
    steps: list[str]


class Coming(Sheet):
    """The next meeting. `until` in words; `is_over`: it should have been held by now."""

    name: str
    period: str
    until: str
    is_over: bool
    task: int | None


class Counted(Sheet):
    name: str
    count: int


class Closed(Sheet):
    """What was closed in a month: in time, and late."""

    name: str
    done: int
    late: int


class Done(Sheet):
    """Of a part of the notice: how many tasks due in the quarter are done, of how many."""

    name: str
    done: int
    of: int


class Quarter(Sheet):
    """The four charts. `late`: open and late at each week's end; `ahead`: due in each coming week."""

    name: str
    closed: list[Closed]
    parts: list[Done]
    late: list[Counted]
    ahead: list[Counted]


class Leaders(Sheet):
    """`late` counts all that is late, `longest_late` leaves out what stands in `decisions`. `requests`:
    the tasks of those that wait for the leader's answer."""

    to_decide: int
    decisions: list[Overdue]
    requests: list[int]
    requests_of_others: int
    late: int
    longest_late: list[Overdue]
    meeting: Coming | None
    quarter: Quarter
