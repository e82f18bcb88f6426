"""The package that the task's unit sends on: made from what has been handed in, downloaded as a zip."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from reports import forwarding
from reports.forwarding import NothingToForward, Package
from reports.zips import NotPacked
from runtime.word import TemplateFault
from tasks import queries
from tasks.evidence import receiving
from web.downloads import headers
from web.errors import NotFound
from web.forms import TaskId
from web.house import House, InHouse
from web.rights import MaySee
from web.roles import Visitor
from web.units.opening import open_task
from web.units.showing import show

router = APIRouter()

ZIP = "application/zip"


@router.get("/tasks/{task_id:int}/package")
def the_package(task_id: TaskId, who: MaySee, house: InHouse) -> Response:
    """Packed beside the store and gone from there as soon as it is open: it lies on the disk, not in memory."""
    with house.database.read() as session:
        opened = open_task(session, who, task_id)
        found = package_of(session, who, task_id)
    try:
        return packed(house, who, found)
    except (NotPacked, TemplateFault) as lost:
        return show(opened, who, status=422, wrong=f"材料没有打包：{lost}")


def package_of(session: Session, who: Visitor, task_id: int) -> Package:
    """What the task's unit sends on. Raises NotFound where it sends nothing on."""
    task = queries.task(session, who.jurisdiction, task_id)
    if task is None:
        raise NotFound
    try:
        return forwarding.package(session, who.jurisdiction, task)
    except NothingToForward:
        raise NotFound from None


def packed(house: House, who: Visitor, found: Package) -> Response:
    """The package as a zip to be saved. Raises NotPacked, TemplateFault."""
    with house.evidence.incoming() as folder:
        file = folder / "package.zip"
        forwarding.pack(found, house.evidence, file, who.on, who.jurisdiction.templates)
        size, content = file.stat().st_size, file.open("rb")
    told = {**headers(found.name), "Content-Length": str(size)}
    return StreamingResponse(receiving.blocks_of(content), headers=told, media_type=ZIP)
