"""/api/v1/plan: the plan as it is loaded, its versions, and the next one: checked, or loaded."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from obligations.faults import PlanError
from obligations.loading import load
from tasks import plans, versions
from tasks.lifecycle import MoveRefused
from web.api import types
from web.api.bearing import Oversees, Supervises
from web.api.files import ANY_FILE
from web.api.office_types import PlanBody, PlanChecked, PlanSheet
from web.caring import appointing
from web.errors import NotFound
from web.house import InHouse
from web.supervisors import plan as pages
from web.supervisors.plan import warnings_of

router = APIRouter(prefix="/api/v1/plan", tags=["plan"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def the_plan(who: Oversees, house: InHouse) -> PlanSheet:
    """Its duties are at /duties, its words at /notice."""
    plan = who.jurisdiction.plan
    with house.database.read() as session:
        folder = versions.folder(session, who.jurisdiction.id)
        number = versions.history(session, who.jurisdiction.id, 1)[0].number
    if folder is None:
        raise NotFound
    return PlanSheet(
        title=plan.title,
        document=plan.document,
        version=number,
        effective_from=plan.effective_from,
        review_by=plan.review_by,
        files=sorted(folder.texts),
        warnings=warnings_of(who, folder.texts, folder.roster_file),
    )


@router.get("/versions")
def plan_versions(who: Oversees, house: InHouse) -> list[types.VersionSheet]:
    with house.database.read() as session:
        found = versions.history(session, who.jurisdiction.id)
    return [
        types.VersionSheet(
            number=one.number,
            loaded_at=one.loaded_at,
            loaded_by=one.loaded_by,
            changed=one.changed,
        )
        for one in found
    ]


@router.get("/versions/{number}/{file}", responses=ANY_FILE, response_class=Response)
def a_file(number: Number, file: str, who: Supervises, house: InHouse) -> Response:
    """One file of the plan's folder as that version holds it, in UTF-8."""
    return pages.a_file(number, file, who, house)


@router.post("/next")
def the_next(body: PlanBody, who: Supervises, house: InHouse) -> PlanChecked:
    """What the files would change, or all that is wrong with them; without `dry_run`, loaded where nothing is."""
    with house.database.write() as session:
        rules = plans.held(session, who.jurisdiction.id)
        folder = versions.folder(session, rules.id)
        if folder is None:
            raise NotFound
        number = versions.history(session, rules.id, 1)[0].number
        after, file = {**folder.texts, **body.files}, folder.roster_file
        try:
            read = load(after, roster=file)[0]
        except PlanError as error:
            faults = [str(fault) for fault in error.faults]
            return PlanChecked(faults=faults, warnings=[], lines=[], version=number)
        if read.id != rules.id:
            raise MoveRefused("这是另一个辖区的方案")
        appointing.check(session, who, after, file)
        lines = plans.preview(session, after, file, now=who.now)
        if not body.dry_run:
            number = plans.load_plan(session, after, file, now=who.now, by=who.person)
    warned = warnings_of(who, after, file)
    return PlanChecked(faults=[], warnings=warned, lines=lines, version=number)
