"""/api/v1/tasks/{id}/evidence: files of a task, sent and fetched; a hand-in then names them by their ids. And
/package: what its unit sends on."""

from __future__ import annotations

from fastapi import APIRouter, UploadFile
from starlette.responses import Response, StreamingResponse

from obligations.fields import FieldType
from reports.zips import NotPacked
from runtime.word import TemplateFault
from tasks.evidence import downloads, receiving, records
from tasks.evidence.refusals import EvidenceRefused
from tasks.evidence.tables import EvidenceRow
from tasks.lifecycle import MoveRefused
from web.api.archive_types import Package, PackageItem
from web.api.bearing import HandsIn, Sees
from web.api.files import ZIP_FILE
from web.api.office_types import Evidence
from web.errors import NOT_YOURS, NotAllowed
from web.forms import TaskId
from web.house import InHouse
from web.office import forwarding
from web.units import files
from web.units.access import ACTING
from web.units.opening import open_task

router = APIRouter(prefix="/api/v1/tasks", tags=["evidence"])


@router.get("/{task_id}/evidence")
def listed(task_id: TaskId, who: Sees, house: InHouse) -> list[Evidence]:
    with house.database.read() as session:
        known = open_task(session, who, task_id).pieces
        rows = records.named(session, known)
    return [_sheet(row) for row in rows]


@router.post("/{task_id}/evidence")
def add(task_id: TaskId, file: UploadFile, who: HandsIn, house: InHouse) -> Evidence:
    """One file as multipart/form-data, field `file`. 409 where it is not taken, with the reason."""
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
    if opened.standing not in ACTING:
        raise NotAllowed(NOT_YOURS)
    if all(kind.type is not FieldType.FILES for kind in opened.duty.hand_in.values()):
        raise MoveRefused("这项职责不收文件")
    try:
        kept = files.keep(house, who, task_id, file)
    except EvidenceRefused as refused:
        raise MoveRefused(str(refused)) from None
    with house.database.read() as session:
        row = records.find(session, int(kept))
    assert row is not None  # noqa: S101  # it was kept just now
    return _sheet(row)


@router.get("/{task_id}/evidence/{evidence_id}")
def one(task_id: TaskId, evidence_id: TaskId, who: Sees, house: InHouse) -> Response:
    with house.database.read() as session:
        row = files.visible(session, who, task_id, evidence_id)
    return StreamingResponse(
        receiving.blocks_of(house.evidence.open(row.sha256)),
        headers=downloads.attachment(row.name, row.kind, row.sha256),
    )


@router.get("/{task_id}/package")
def package(task_id: TaskId, who: Sees, house: InHouse) -> Package:
    """报送材料: what the tasks before have brought, ready to be sent on. 404 where the task sends nothing on."""
    with house.database.read() as session:
        open_task(session, who, task_id)
        found = forwarding.package_of(session, who, task_id)
    return Package(
        send_to=found.send_to,
        about=found.about,
        items=[
            PackageItem(
                task=one.task,
                name=one.name,
                post=one.post,
                on=one.on,
                said=one.said,
                files=len(one.files),
            )
            for one in found.items
        ],
        zip=f"{router.prefix}/{task_id}/package/zip",
    )


@router.get("/{task_id}/package/zip", responses=ZIP_FILE, response_class=Response)
def package_zip(task_id: TaskId, who: Sees, house: InHouse) -> Response:
    """The cover letter in Word, the list, and the files."""
    with house.database.read() as session:
        open_task(session, who, task_id)
        found = forwarding.package_of(session, who, task_id)
    try:
        return forwarding.packed(house, who, found)
    except (NotPacked, TemplateFault) as lost:
        raise MoveRefused(f"材料没有打包：{lost}") from None


def _sheet(row: EvidenceRow) -> Evidence:
    return Evidence(id=row.id, name=row.name, kind=row.kind, bytes=row.size, version=row.version)
