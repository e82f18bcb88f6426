"""Photos and files of a hand-in: taken in with the form, given out to whoever may see the task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response, StreamingResponse

from obligations.fields import FieldType
from obligations.plan import Obligation
from tasks.evidence import downloads, receiving, records
from tasks.evidence.limits import Limits
from tasks.evidence.refusals import EvidenceRefused
from tasks.evidence.tables import EvidenceRow
from web.errors import NotFound
from web.forms import TaskId
from web.house import House, InHouse
from web.rights import MaySee
from web.roles import Visitor
from web.units.boxes import box_id
from web.units.opening import open_task

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the uploads of one form: the new evidence by field, and what was refused."""

    ids: dict[str, list[str]]
    wrong: list[str]


def take_in(house: House, who: Visitor, duty: Obligation, task_id: int, form: FormData) -> Taken:
    """Keep the files of a form as drafts of the task. One that is refused does not lose the others."""
    taken = Taken({}, [])
    for field, upload in _uploads(duty, task_id, form):
        try:
            kept = keep(house, who, task_id, upload)
        except EvidenceRefused as refused:
            taken.wrong.append(f"“{field}”{refused}")
        else:
            taken.ids.setdefault(field, []).append(kept)
    return taken


def _uploads(duty: Obligation, task_id: int, form: FormData) -> Iterator[tuple[str, UploadFile]]:
    for number, (name, kind) in enumerate(duty.hand_in.items()):
        if kind.type is FieldType.FILES:
            for value in form.getlist(box_id(task_id, number)):
                if isinstance(value, UploadFile) and value.filename:
                    yield name, value


def keep(house: House, who: Visitor, task_id: int, upload: UploadFile) -> str:
    """Keep one file as a draft of the task; its id. Raises EvidenceRefused."""
    limits = Limits()
    with house.database.read() as session:
        records.check_welcome(session, task_id, limits)
    blocks = receiving.blocks_of(upload.file)
    stored = receiving.receive(house.evidence, upload.filename or "", blocks, limits, upload.size)
    with house.database.write() as session:
        row = records.attach(session, task_id, stored, by=who.person, now=who.now, limits=limits)
        return str(row.id)


@router.get("/tasks/{task_id:int}/evidence/{evidence_id:int}")
def one_file(task_id: TaskId, evidence_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        row = visible(session, who, task_id, evidence_id)
    return StreamingResponse(
        receiving.blocks_of(house.evidence.open(row.sha256)),
        headers=downloads.attachment(row.name, row.kind, row.sha256),
    )


@router.get("/tasks/{task_id:int}/evidence/{evidence_id:int}/small")
def one_thumbnail(task_id: TaskId, evidence_id: TaskId, who: MaySee, house: InHouse) -> Response:
    with house.database.read() as session:
        row = visible(session, who, task_id, evidence_id)
    if not row.thumb:
        raise NotFound
    with house.evidence.open(row.thumb) as file:
        return Response(file.read(), headers=downloads.thumbnail(row.thumb))


def visible(session: Session, who: Visitor, task_id: int, evidence_id: int) -> EvidenceRow:
    """Raises NotFound where it is no evidence of that task, or the task is none of the visitor's business."""
    pieces = open_task(session, who, task_id).pieces
    row = records.find(session, evidence_id)
    if row is None or str(evidence_id) not in pieces:
        raise NotFound
    return row
