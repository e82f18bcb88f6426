"""The laws of what people hand in, or ask for instead: 不适用, and files. See simulation/laws.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from obligations.fields import FieldType
from simulation.seen import Seen
from simulation.town import Why
from tasks.evidence.tables import EvidenceRow
from tasks.excusing import is_waiver_asked
from tasks.lifecycle import OWING, State
from tasks.occasions import Occasion
from tasks.tables import HandIn, Task


def every_waiver_ends(seen: Seen) -> Iterator[str]:
    """Whoever said 不适用 waits for an answer, or was told it: waived by somebody who is known, or owed
    as before until it is handed in. What is waived is chased no more."""
    told = {(one.task_id, one.kind) for one in seen.nudges if one.clock == "event"}
    for task in seen.tasks.values():
        waiting = is_waiver_asked(task.flag)
        if waiting and task.state not in OWING:
            yield f"task {task.id} is {task.state} and asks still"
        if waiting and not seen.verbs[task.id, "ask_waiver"]:
            yield f"task {task.id} asks, and nobody is known to have asked"
        if task.state == State.WAIVED and not seen.verbs[task.id, "waive"]:
            yield f"nobody is known to have waived task {task.id}"
        if seen.verbs[task.id, "ask_waiver"] and not waiting and not _was_answered(seen, task):
            yield f"what was asked about task {task.id} is gone without an answer"
        refused = seen.verbs[task.id, "refuse_waiver"] > 0
        if refused != ((task.id, Occasion.WAIVER_REFUSED) in told):
            yield f"what was answered about task {task.id} is not what was told"
    for one in seen.nudges:
        task = seen.tasks[one.task_id]
        chased = one.rung.startswith("T") and one.reached
        if chased and task.state == State.WAIVED and task.closed_on and one.on > task.closed_on:
            yield f"task {task.id}, waived on {task.closed_on}, was chased on {one.on}"


def _was_answered(seen: Seen, task: Task) -> bool:
    answers = ("waive", "refuse_waiver", "submit", "cancel")
    return task.state not in OWING or any(seen.verbs[task.id, verb] for verb in answers)


def every_file_is_handed_in(seen: Seen) -> Iterator[str]:
    """Every file belongs to a hand-in that names it, is in the store and in the journal; nothing else is
    in the store; and nothing that had to be sent is missing."""
    stored, rows = seen.town.files.hashes(), [row for row, _ in seen.files]
    for row, hand_in in seen.files:
        yield from _judge(seen, row, hand_in)
        if row.sha256 not in stored:
            yield f"file {row.id} is not in the store"
    for task_id, count in Counter(row.task_id for row in rows).items():
        if seen.verbs[task_id, "attach"] != count:
            yield f"task {task_id} has {count} files, the journal knows another number"
    if strange := stored - {row.sha256 for row in rows}:
        yield f"{len(strange)} files in the store are nobody's"
    sent = {row.task_id for row in rows}
    for task in seen.tasks.values():
        if task.version and task.id not in sent and _must_send(seen, task):
            yield f"task {task.id} was handed in without the files it asks for"


def _judge(seen: Seen, row: EvidenceRow, hand_in: HandIn | None) -> Iterator[str]:
    notes = seen.town.notes.get(row.task_id, ())
    if (
        hand_in is None
    ):  # what the engine refused to take leaves its file behind, to be sent once more
        if all(note.why is not Why.REFUSED for note in notes):
            yield f"file {row.id} of task {row.task_id} belongs to no hand-in"
    elif all(str(row.id) not in named for named in hand_in.fields.values() if _is_list(named)):
        yield f"file {row.id} is not named by hand-in {hand_in.version} of task {row.task_id}"


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _must_send(seen: Seen, task: Task) -> bool:
    duty = seen.rules_by_version[task.plan_version].obligation(task.obligation)
    return any(k.type is FieldType.FILES and not k.optional for k in duty.hand_in.values())
