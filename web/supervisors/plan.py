"""方案: the plan as it is loaded, its warnings, its versions, and what the next version would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from obligations import doubts
from obligations.coverage import part_of
from obligations.faults import PlanError
from obligations.fields import FieldKind
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from obligations.periods import Every
from obligations.plan import SUBJECT, Basis, Obligation
from tasks import plans, versions
from tasks.lifecycle import MoveRefused
from tasks.versions import Version
from web.acting import once
from web.caring import appointing
from web.errors import NotFound
from web.forms import Sent
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee, MaySupervise
from web.roles import Visitor
from web.supervisors.asked import parts
from web.wording import duty_name, full_day, moment

router = APIRouter()

MOST_BYTES = 2 * 1024 * 1024  # of one file of a plan folder; ours has 60 KB
MOST_LINES = 200

CADENCES = {
    Every.WEEK: "每周",
    Every.MONTH: "每月",
    Every.QUARTER: "每季度",
    Every.HALF_YEAR: "每半年",
    Every.YEAR: "每年",
    Every.TERM: "每学期",
    Every.SCHOOL_YEAR: "每学年",
    Every.ONCE: "一次",
    Every.ASSIGNED: "有人交办时",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty in words."""

    id: str
    name: str
    clause: str
    quote: str
    lead: str
    cadence: str
    review: str
    fields: str
    basis: str


@router.get("/plan")
def the_plan(who: MayOversee, house: InHouse, said: str = "") -> Response:
    rules = who.jurisdiction
    with house.database.read() as session:
        folder = versions.folder(session, rules.id)
        loaded = versions.history(session, rules.id)
    warned = warnings_of(who, folder.texts, folder.roster_file) if folder else []
    return page(
        "plan.html",
        who,
        said=said,
        plan=rules.plan,
        since=full_day(rules.plan.effective_from),
        review_by=full_day(rules.plan.review_by) if rules.plan.review_by else "",
        parts=_parts(rules),
        warnings=warned,
        versions=[_version(who, one) for one in loaded],
        number=loaded[0].number if loaded else 0,
        roster_file=folder.roster_file if folder else "",
    )


@router.get("/plan/versions/{number:int}/{file}")
def a_file(number: int, file: str, who: MaySupervise, house: InHouse) -> Response:
    """One file as a version holds it."""
    with house.database.read() as session:
        folder = versions.folder(session, who.jurisdiction.id, number)
    if folder is None or file not in folder.texts:
        raise NotFound
    return Response(folder.texts[file], media_type="text/plain; charset=utf-8")


@router.post("/plan/next")
def the_next(who: MaySupervise, house: InHouse, form: Sent) -> Response:
    """What the files that were sent would change, or all that is wrong with them; confirmed, load them."""
    with house.database.read() as session:
        folder = versions.folder(session, who.jurisdiction.id)
    assert folder is not None  # noqa: S101  # the version in force is there
    try:
        sent = _sent(form)
    except UnicodeDecodeError:
        return _show(who, {}, wrong=["文件应是 UTF-8 的文本"])
    if not sent:
        return _show(who, {}, wrong=["请选方案文件夹里改过的文件（plan.yaml、calendar.yaml……）"])
    after, file = {**folder.texts, **sent}, folder.roster_file
    try:
        if load(after, roster=file)[0].id != who.jurisdiction.id:
            return _show(who, sent, wrong=["这是另一个辖区的方案"])
        if form.get("confirm"):
            with house.database.write() as session:
                if once(session, form, who):
                    appointing.check(session, who, after, file)
                    plans.load_plan(session, after, file, now=who.now, by=who.person)
            return RedirectResponse("/plan?said=amended", status_code=303)
        with house.database.read() as session:
            appointing.check(session, who, after, file)
            lines = plans.preview(session, after, file, now=who.now)
    except (PlanError, MoveRefused) as error:
        return _show(who, sent, wrong=_said(error))
    return _show(who, sent, lines=lines, warned=warnings_of(who, after, file))


def _said(error: PlanError | MoveRefused) -> list[str]:
    return [str(fault) for fault in error.faults] if isinstance(error, PlanError) else [str(error)]


def _sent(form: FormData) -> dict[str, str]:
    """The files of the form by name: uploaded, or kept in it while somebody looks at what they change."""
    kept = {
        name.removeprefix("text:"): str(value)
        for name, value in form.items()
        if name.startswith("text:")
    }
    for file in form.getlist("files"):
        if isinstance(file, UploadFile) and file.filename:
            name = file.filename.rpartition("/")[2]
            kept[name] = file.file.read(MOST_BYTES).decode("utf-8-sig")
    # A form sends every end of a line as two characters.
    return {name: text.replace("\r\n", "\n") for name, text in kept.items()}


def _show(
    who: Visitor,
    sent: Mapping[str, str],
    *,
    lines: list[str] | None = None,
    warned: list[str] | None = None,
    wrong: list[str] | None = None,
) -> Response:
    lines = lines or []
    return page(
        "plan_next.html",
        who,
        status=422 if wrong else 200,
        sent=sent,
        lines=lines[:MOST_LINES],
        more=max(0, len(lines) - MOST_LINES),
        warnings=warned or [],
        wrong=wrong or [],
    )


def warnings_of(who: Visitor, files: Mapping[str, str], roster_file: str) -> list[str]:
    """What somebody should look at in these files, though nothing is wrong."""
    rules, sources = load(files, roster=roster_file)
    return [str(fault) for fault in doubts.warnings(rules, sources, who.on)]


def _version(who: Visitor, one: Version) -> tuple[int, str, str, tuple[str, ...]]:
    at = moment(one.loaded_at, who.jurisdiction, who.on)
    return one.number, at, one.loaded_by, one.changed


def _parts(rules: Jurisdiction) -> list[tuple[str, list[Duty]]]:
    found: dict[str, list[Duty]] = {}
    for duty in rules.plan.obligations:
        found.setdefault(part_of(duty.clause), []).append(_duty(rules, duty))
    titles = parts(rules)
    return [(title, found[part]) for part, title in titles.items() if part in found]


def _duty(rules: Jurisdiction, duty: Obligation) -> Duty:
    return Duty(
        id=duty.id,
        name=duty_name(duty),
        clause=duty.clause,
        quote="" if duty.sensitive else "……".join(duty.quote),
        lead="、".join("各自的岗位" if one == SUBJECT else one for one in duty.lead),
        cadence=_cadence(rules, duty),
        review=duty.review or "不用审核",
        fields="、".join(_field(name, kind) for name, kind in duty.hand_in.items()),
        basis="周期由本办建议，待确认" if duty.basis is Basis.OFFICE else "",
    )


def _cadence(rules: Jurisdiction, duty: Obligation) -> str:
    """How often, in Chinese."""
    if duty.every is None:
        parents = "”“".join(duty_name(rules.obligation(one.obligation)) for one in duty.after)
        days = f"{duty.within.days} 个工作日内" if duty.within else ""
        return f"“{parents}”之后{days}"
    if duty.every.every is Every.RULE:
        return f"按规则 {duty.every.rule}"
    return CADENCES[duty.every.every] + ("（学期内）" if duty.every.in_term else "")


def _field(name: str, kind: FieldKind) -> str:
    return f"{name}（可不填）" if kind.optional else name
