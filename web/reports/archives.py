"""档案: what was handed in, by kind, for one school and term; to read, and to take along as a zip."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response, StreamingResponse

from obligations.archives import NoArchive, archives
from obligations.plan import Obligation
from obligations.wording import day_text, period_text
from reports.archives.contents import Contents, File, contents
from reports.archives.packing import ArchiveRefused, file_name, manifest_hash, pack
from tasks.evidence import downloads, receiving
from web.downloads import headers
from web.errors import NotFound
from web.forms import TaskId
from web.house import House, InHouse
from web.pages import page
from web.reports.seeing import Link, address, asked_for, seen, turns
from web.rights import MaySee
from web.roles import Right, Visitor

router = APIRouter()

ZIP = "application/zip"
SHOWN = 6  # items of a kind that stand open; the rest is folded


@dataclass(frozen=True, slots=True)
class Group:
    """One archive of the plan in one period, with whose there are."""

    name: str
    period: str
    links: list[Link]


@router.get("/archives")
def the_archives(who: MaySee) -> Response:
    """Raises NotFound for a visitor who may see none."""
    groups = [
        Group(one.name, turn.label, [Link(s, address(one, turn.id, s)) for s in names])
        for one in archives(who.jurisdiction.plan)
        for names in (seen(who, one),)
        for turn in turns(who, one)
        if names
    ]
    if not groups:
        raise NotFound
    return page("reports/archives.html", who, groups=groups, back=_back(who))


@router.get("/archives/{archive}/{period}/{subject}")
def one_archive(archive: str, period: str, subject: str, who: MaySee, house: InHouse) -> Response:
    duty = asked_for(who, archive, subject)
    with house.database.read() as session:
        found = contents_of(session, who, duty, subject, period)
    return _page(who, duty, found)


@router.get("/archives/{archive}/{period}/{subject}/zip")
def the_zip(archive: str, period: str, subject: str, who: MaySee, house: InHouse) -> Response:
    """Packed beside the store, and gone from there as soon as it is open: what is sent lies on the disk
    and not in memory."""
    duty = asked_for(who, archive, subject)
    with house.database.read() as session:
        found = contents_of(session, who, duty, subject, period)
    try:
        return packed(house, found)
    except ArchiveRefused as refused:
        return _page(who, duty, found, wrong=str(refused))


def packed(house: House, found: Contents) -> Response:
    """The archive as a zip to be saved. Raises ArchiveRefused."""
    with house.evidence.incoming() as folder:
        file = folder / "archive.zip"
        pack(found, house.evidence, file)
        size, opened = file.stat().st_size, file.open("rb")
    told = {**headers(file_name(found)), "Content-Length": str(size)}
    return StreamingResponse(receiving.blocks_of(opened), headers=told, media_type=ZIP)


@router.get("/archives/{archive}/{period}/{subject}/files/{evidence_id:int}")
def one_file(
    archive: str, period: str, subject: str, evidence_id: TaskId, who: MaySee, house: InHouse
) -> Response:
    file = _file(archive, period, subject, evidence_id, who, house)
    return StreamingResponse(
        receiving.blocks_of(house.evidence.open(file.sha256)),
        headers=downloads.attachment(file.name, file.kind, file.sha256),
    )


def _file(
    archive: str, period: str, subject: str, evidence_id: int, who: Visitor, house: InHouse
) -> File:
    """The file of that number, when it lies in this archive. Raises NotFound."""
    duty = asked_for(who, archive, subject)
    with house.database.read() as session:
        found = contents_of(session, who, duty, subject, period)
    for file in found.files:
        if file.id == evidence_id:
            return file
    raise NotFound


def contents_of(
    session: Session, who: Visitor, duty: Obligation, subject: str, period: str
) -> Contents:
    """Raises NotFound for a period that has none."""
    try:
        return contents(session, who.jurisdiction, duty, subject, period)
    except NoArchive:
        raise NotFound from None


def _page(who: Visitor, duty: Obligation, found: Contents, *, wrong: str = "") -> Response:
    here = address(duty, found.period.id, found.subject)
    known = {turn.id: turn.label for turn in turns(who, duty)}
    return page(
        "reports/archive.html",
        who,
        status=422 if wrong else 200,
        wrong=wrong,
        found=found,
        here=here,
        periods=[Link(name, address(duty, one, found.subject)) for one, name in known.items()],
        code=manifest_hash(found),
        shown=SHOWN,
        opens=lambda post: who.may(Right.OVERSEE) or post in who.posts,
        several=len(seen(who, duty)) > 1,
        day=lambda day: day_text(day, who.on),
        period_of=lambda period: period_text(period, who.on),
        back=_back(who),
    )


def _back(who: Visitor) -> tuple[str, str]:
    return ("/reports", "报告") if who.may(Right.OVERSEE) else ("/tasks", "我的任务")
