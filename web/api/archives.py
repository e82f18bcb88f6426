"""/api/v1/archives and /ledgers: what was handed in, put together by school and term, or by duty."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.responses import Response

from obligations import archives as known
from obligations.plan import Obligation
from reports.archives.contents import Contents, Item
from reports.archives.packing import ArchiveRefused, manifest_hash
from reports.ledgers import Ledger
from reports.spans import UnknownPeriodError
from tasks.lifecycle import MoveRefused
from web.api import archive_types as types
from web.api import types as wire
from web.api.bearing import Oversees, Sees
from web.api.figures import BASE
from web.api.files import ANY_FILE, EXCEL_FILE, ZIP_FILE
from web.api.report_types import PeriodText
from web.errors import NotFound
from web.forms import TaskId
from web.house import House, InHouse
from web.reports import archives, ledgers
from web.reports.seeing import address, asked_for, seen, turns
from web.roles import Visitor
from web.wording import duty_name

router = APIRouter(prefix="/api/v1", tags=["archives"])


@router.get("/archives")
def the_archives(who: Sees) -> list[types.ArchivePlace]:
    """Those that the caller may see, the newest period first."""
    return [
        types.ArchivePlace(
            archive=one.id,
            name=one.name,
            period=turn.id,
            label=turn.label,
            subject=subject,
            address=BASE + address(one, turn.id, subject),
        )
        for one in known.archives(who.jurisdiction.plan)
        for turn in turns(who, one)
        for subject in seen(who, one)
    ]


@router.get("/archives/{archive}/{period}/{subject}")
def one_archive(
    archive: str, period: str, subject: str, who: Sees, house: InHouse
) -> types.Archive:
    duty, found = _found(archive, period, subject, who, house)
    here = BASE + address(duty, found.period.id, found.subject)
    return types.Archive(
        archive=found.archive,
        name=found.name,
        subject=found.subject,
        period=found.period.id,
        first=found.period.first,
        last=found.period.last,
        kinds=[
            types.ArchiveKind(
                name=kind.name,
                items=[_item(here, one) for one in kind.items],
                missing=[
                    types.ArchiveMissing(
                        task=one.task,
                        name=one.name,
                        period=one.period,
                        subject=one.subject,
                        post=one.post,
                        due=one.due,
                        state=one.state,
                    )
                    for one in kind.missing
                ],
                stated=kind.is_stated,
            )
            for kind in found.kinds
        ],
        own=_item(here, found.own) if found.own else None,
        manifest=manifest_hash(found),
        zip=f"{here}/zip",
    )


def _found(
    archive: str, period: str, subject: str, who: Visitor, house: House
) -> tuple[Obligation, Contents]:
    duty = asked_for(who, archive, subject)
    with house.database.read() as session:
        return duty, archives.contents_of(session, who, duty, subject, period)


def _item(here: str, one: Item) -> types.ArchiveItem:
    return types.ArchiveItem(
        task=one.task,
        duty=one.duty,
        name=one.name,
        period=one.period,
        subject=one.subject,
        post=one.post,
        version=one.version,
        handed_in=one.handed_in,
        accepted=one.accepted,
        fields=dict(one.fields),
        files=[
            types.ArchiveFile(
                id=file.id,
                name=file.name,
                path=file.path,
                kind=file.kind,
                bytes=file.size,
                sha256=file.sha256,
                address=f"{here}/files/{file.id}",
            )
            for file in one.files
        ],
    )


@router.get(
    "/archives/{archive}/{period}/{subject}/zip", responses=ZIP_FILE, response_class=Response
)
def the_zip(archive: str, period: str, subject: str, who: Sees, house: InHouse) -> Response:
    """An index page, the files, and a manifest with checksums that `huhang archive verify` checks."""
    try:
        return archives.packed(house, _found(archive, period, subject, who, house)[1])
    except ArchiveRefused as refused:
        raise MoveRefused(str(refused)) from None


@router.get(
    "/archives/{archive}/{period}/{subject}/files/{evidence_id}",
    responses=ANY_FILE,
    response_class=Response,
)
def one_file(
    archive: str, period: str, subject: str, evidence_id: TaskId, who: Sees, house: InHouse
) -> Response:
    return archives.one_file(archive, period, subject, evidence_id, who, house)


@router.get("/ledgers")
def the_ledgers(who: Oversees) -> list[types.LedgerPlace]:
    return [
        types.LedgerPlace(
            duty=duty.id, name=duty_name(duty), address=f"{BASE}/ledgers/{quote(duty.id, safe='')}"
        )
        for duty in who.jurisdiction.plan.obligations
    ]


@router.get("/ledgers/{duty}")
def one_ledger(
    duty: str,
    who: Oversees,
    house: InHouse,
    period: PeriodText = "",
    cursor: wire.Cursor = "",
    limit: wire.Limit = 50,
) -> types.Ledger:
    """One row for each task, of a period or of all. Of a sensitive duty small counts are "<3" for whoever is not
    of the unit; tasks about single children are counted, never listed."""
    found = _ledger(who, house, duty, period)
    begins = _begins(cursor)
    ends = begins + limit
    asked = f"?{urlencode({'period': period})}" if period else ""
    return types.Ledger(
        title=found.title,
        headings=found.headings,
        rows=found.rows[begins:ends],
        totals=found.totals,
        count=len(found.rows),
        next=wire.cursor("row", ends) if ends < len(found.rows) else None,
        file=f"{BASE}/ledgers/{quote(duty, safe='')}/file{asked}",
    )


def _begins(cursor: str) -> int:
    """The row of that cursor; the first one where it is none of ours."""
    read = wire.place(cursor)
    is_ours = read is not None and read[0] == "row" and read[1].isascii() and read[1].isdigit()
    return int(read[1][:9]) if read and is_ours else 0


@router.get("/ledgers/{duty}/file", responses=EXCEL_FILE, response_class=Response)
def the_file(duty: str, who: Oversees, house: InHouse, period: PeriodText = "") -> Response:
    return ledgers.as_file(_ledger(who, house, duty, period), who.on)


def _ledger(who: Visitor, house: House, duty: str, period: str) -> Ledger:
    try:
        return ledgers.ledger_of(who, house, duty, period.strip())
    except UnknownPeriodError as error:
        raise NotFound(str(error)) from None
