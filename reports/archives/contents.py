"""What lies in an archive: accepted hand-ins of the duties that feed it, about its subject, in its period.

A task belongs to the period in which the calendar had it due, so that neither an extension nor a late
hand-in moves it into another archive. What is missing is a list, and no reproach.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from obligations.archives import kinds, sources, span, subject_of
from obligations.fed import gives_to
from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.periods import Period
from obligations.plan import Obligation
from tasks import plans
from tasks.evidence import names, records
from tasks.evidence.tables import EvidenceRow
from tasks.lifecycle import OPEN, State
from tasks.tables import HandIn, Task

LONGEST = 180  # bytes of a file's name; file systems take 255
OWN = "补充材料"  #: the folder of what was handed in with the archive itself


@dataclass(frozen=True, slots=True)
class File:
    """One file of the archive. `path` is its place in the zip: made of our words, safe on every system."""

    id: int  #: of the evidence
    name: str
    path: str
    kind: str  #: an extension, by content
    sha256: str
    size: int  #: bytes
    thumb: str


@dataclass(frozen=True, slots=True)
class Item:
    """What was handed in for one task."""

    task: int
    hand_in: int
    duty: str
    name: str
    period: str
    subject: str
    post: str
    version: int
    handed_in: date
    accepted: date
    fields: tuple[tuple[str, str], ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A task that would fill the archive and is not closed yet."""

    task: int
    name: str
    period: str
    subject: str
    post: str
    due: date
    state: State


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of material. `is_stated`: with the archive itself it was handed in that there is some."""

    name: str
    items: tuple[Item, ...]
    missing: tuple[Missing, ...]
    is_stated: bool

    @property
    def is_empty(self) -> bool:
        """Is there nothing at all of this kind?"""
        return not self.items and not self.is_stated


@dataclass(frozen=True, slots=True)
class Contents:
    """One archive. `own` is what was handed in with the archive itself, once accepted."""

    archive: str  #: id of the duty
    name: str
    place: str
    subject: str
    period: Period
    kinds: tuple[Kind, ...]
    own: Item | None

    @property
    def placed(self) -> tuple[Item, ...]:
        """Every item in every place where it lies, in the order of the kinds."""
        several = (*chain.from_iterable(kind.items for kind in self.kinds), self.own)
        return tuple(item for item in several if item)

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that was handed in, each once."""
        return tuple({item.task: item for item in self.placed}.values())

    @property
    def files(self) -> tuple[File, ...]:
        """Every file, each path once."""
        found = (file for item in self.placed for file in item.files)
        return tuple({file.path: file for file in found}.values())


def contents(
    session: Session, rules: Jurisdiction, archive: Obligation, subject: str, period: str
) -> Contents:
    """The archive of one subject in one period. Raises NoArchive."""
    about, turn = subject_of(rules, archive, subject), span(rules, archive, period)
    feeding = sources(rules.plan, archive)
    duties = {duty for several in feeding.values() for duty in several}
    found = _tasks(session, rules, duties, turn, about)
    own = _own(session, rules, archive, about, period)
    closed = [task for task in (*found, *own) if task.state == State.DONE]
    read = _Read(session, rules, closed)
    mine = next((read.hand_in(task) for task in own if task.id in read.hand_ins), None)
    return Contents(
        archive=archive.id,
        name=archive.name,
        place=rules.name,
        subject=about,
        period=turn,
        kinds=tuple(
            _kind(read, n, name, feeding[name], found, mine)
            for n, name in enumerate(kinds(archive), 1)
        ),
        own=next((read.item(task, OWN) for task in own if task.id in read.hand_ins), None),
    )


def _kind(
    read: _Read,
    number: int,
    name: str,
    duties: Mapping[str, tuple[str, ...]],
    found: Sequence[Task],
    own: HandIn | None,
) -> Kind:
    mine = [task for task in found if task.obligation in duties]
    folder = names.shown(f"{number}-{name}")
    says = [
        task
        for task in mine
        if task.id in read.hand_ins
        and any(read.hand_in(task).fields.get(field) for field in duties[task.obligation])
    ]
    return Kind(
        name,
        tuple(read.item(task, folder) for task in sorted(says, key=read.order)),
        tuple(read.missing(task) for task in mine if State(task.state) in OPEN),
        bool(own and own.fields.get(name)),
    )


def _tasks(
    session: Session, rules: Jurisdiction, duties: Iterable[str], turn: Period, about: str
) -> list[Task]:
    """The tasks of these duties that belong to the period and to the subject, by due date."""
    rows = select(Task).where(
        Task.jurisdiction == rules.id,
        Task.obligation.in_(sorted(duties)),
        Task.original_due.between(turn.first, turn.last),
    )
    ordered = session.scalars(rows.order_by(Task.original_due, Task.obligation, Task.id))
    return [task for task in ordered if _is_about(rules, task.subject, about)]


def _is_about(rules: Jurisdiction, subject: str, about: str) -> bool:
    # A seat that the roster no longer knows still bears the name of its school.
    return gives_to(rules, subject, about) or subject.startswith(f"{about}·")


def _own(
    session: Session, rules: Jurisdiction, archive: Obligation, about: str, period: str
) -> list[Task]:
    rows = select(Task).where(
        Task.jurisdiction == rules.id,
        Task.obligation == archive.id,
        Task.period == period,
        Task.subject == about,
    )
    return list(session.scalars(rows))


class _Read:
    """The accepted hand-ins of several tasks with their files, asked for at once."""

    def __init__(self, session: Session, rules: Jurisdiction, closed: Sequence[Task]) -> None:
        self._session, self._rules = session, rules
        self.hand_ins = _hand_ins(session, closed)
        self._duties = {task.id: plans.duty_of(session, rules, task) for task in closed}
        wanted = dict.fromkeys(one for task in closed for one in self._named(task))
        self._files = {row.id: row for row in records.named(session, wanted)}

    def hand_in(self, task: Task) -> HandIn:
        return self.hand_ins[task.id]

    def order(self, task: Task) -> tuple[date, int]:
        return task.submitted_on or task.due, task.id

    def item(self, task: Task, folder: str) -> Item:
        """What was handed in for the task, its files in that folder of the zip."""
        handed_in, duty = self.hand_in(task), self._duties[task.id]
        return Item(
            task=task.id,
            hand_in=handed_in.id,
            duty=duty.id,
            name=duty.name,
            period=task.period,
            subject=task.subject,
            post=task.post,
            version=handed_in.version,
            handed_in=task.submitted_on or task.due,
            accepted=task.closed_on or task.due,
            fields=tuple(_said(duty, handed_in.fields)),
            files=tuple(_file(self._files[n], folder) for n in self._numbers(task)),
        )

    def missing(self, task: Task) -> Missing:
        name = plans.duty_of(self._session, self._rules, task).name
        state = State(task.state)
        return Missing(task.id, name, task.period, task.subject, task.post, task.due, state)

    def _numbers(self, task: Task) -> list[int]:
        named = dict.fromkeys(int(one) for one in self._named(task))
        return [one for one in named if one in self._files]

    def _named(self, task: Task) -> Iterator[str]:
        if task.id not in self.hand_ins:
            return
        for name, value in self.hand_ins[task.id].fields.items():
            if _is_files(self._duties[task.id], name):
                yield from value


def _hand_ins(session: Session, closed: Sequence[Task]) -> dict[int, HandIn]:
    """Task to the hand-in that was accepted: its last one."""
    if not closed:
        return {}
    last = and_(Task.id == HandIn.task_id, Task.version == HandIn.version)
    rows = select(HandIn).join(Task, last).where(Task.id.in_([task.id for task in closed]))
    accepted = session.scalars(rows.where(HandIn.outcome == "accepted"))
    return {row.task_id: row for row in accepted}


def _is_files(duty: Obligation, field: str) -> bool:
    kind = duty.hand_in.get(field)
    return kind is not None and kind.type is FieldType.FILES


def _said(duty: Obligation, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields as a reader meets them; files stand by themselves."""
    for name, value in fields.items():
        if not _is_files(duty, name):
            yield name, _text(value)


def _text(value: object) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case float():
            return f"{value:g}"
        case list():
            return "、".join(map(str, value))
    return str(value)


def _file(row: EvidenceRow, folder: str) -> File:
    # The number keeps two files of one name apart, and files of one hand-in together and in order.
    path = f"{folder}/{row.id:06d} {_short(row.name)}"
    return File(row.id, row.name, path, row.kind, row.sha256, row.size, row.thumb)


def _short(name: str) -> str:
    """The name, cut where it is too long for a file system; its extension stays."""
    stem, extension = names.split(names.shown(name))
    cut = stem.encode()[:LONGEST].decode(errors="ignore").strip(" .")
    return f"{cut}.{extension}" if extension else cut
