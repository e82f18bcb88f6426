"""What is legal in a plan but doubtful: it runs, and the office should look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from obligations.faults import Fault
from obligations.jurisdiction import Jurisdiction
from obligations.loading import CALENDAR, PLAN
from obligations.owed import turns
from obligations.periods import Every
from obligations.plan import Basis, Obligation
from obligations.roster import GroupKind
from obligations.source import Path, Source

_Doubt = tuple[Path, str]
#: What a draft leaves to a person.
TODO = "TODO"


def warnings(
    jurisdiction: Jurisdiction, sources: Mapping[str, Source], on: date
) -> tuple[Fault, ...]:
    """Every doubt about the plan as it stands on that day, in the order of the files."""
    roster_file = next(file for file in sources if file not in (PLAN, CALENDAR))
    found = [
        *(sources[PLAN].fault(path, text) for path, text in _plan(jurisdiction, on)),
        *(sources[roster_file].fault(path, text) for path, text in _roster(jurisdiction, on)),
        *(sources[CALENDAR].fault(path, text) for path, text in _calendar(jurisdiction, on)),
        *(source.fault(*todo) for source in sources.values() for todo in _todos(source.data, ())),
    ]
    return tuple(sorted(found))


def _todos(data: Any, path: Path) -> Iterator[_Doubt]:
    """What `huhang plan draft` could not decide, wherever it stands."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _todos(value, (*path, key))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from _todos(value, (*path, n))
    elif isinstance(data, str) and TODO in data:
        yield path, f"还有 {TODO} 没有定：{data.replace(TODO, '').strip()}"


def _plan(jurisdiction: Jurisdiction, on: date) -> Iterator[_Doubt]:
    plan = jurisdiction.plan
    if plan.review_by and plan.review_by < on:
        yield ("review_by",), f"方案应在 {plan.review_by} 前复核，已经过了"
    if not jurisdiction.notice:
        yield (), "文件夹里没有 notice.txt，引文没有核对"
    for n, duty in enumerate(plan.obligations):
        path: Path = ("obligations", n)
        yield from _cadence(jurisdiction, duty, path)
        yield from _subjects(jurisdiction, duty, path)


def _cadence(jurisdiction: Jurisdiction, duty: Obligation, path: Path) -> Iterator[_Doubt]:
    effective = jurisdiction.plan.effective_from
    if duty.basis is Basis.OFFICE and not duty.is_assigned:  # assigned work has no cadence
        cadence = f"“{duty.name}”的周期（{duty.cadence}）"
        yield (*path, "basis"), f"{cadence}原文没有写明，是建议，请确认后改为 confirmed"
    if duty.every and duty.every.every is Every.ONCE:
        for turn in turns(jurisdiction, duty, date.min, date.max):
            if turn.due < effective:
                message = f"“{duty.name}”到期日 {turn.due} 早于方案生效日 {effective}"
                yield (*path, "due"), message


def _subjects(jurisdiction: Jurisdiction, duty: Obligation, path: Path) -> Iterator[_Doubt]:
    at_school = jurisdiction.kinds(duty) & {GroupKind.SCHOOL, GroupKind.SEAT}
    if at_school and not duty.whitelist:
        yield path, f"“{duty.name}”在学校进行，没有社会事务进校园白名单编号（whitelist）"
    for n, group in enumerate(duty.each):
        found = jurisdiction.roster.groups[group]
        if not found.subjects and found.kind is not GroupKind.CASE:
            message = f"“{duty.name}”按“{group}”逐个开任务，名册里这一组还没有对象"
            yield (*path, "each", n), message


def _roster(jurisdiction: Jurisdiction, on: date) -> Iterator[_Doubt]:
    roster = jurisdiction.roster
    if roster.printed:
        yield ("printed",), f"任职是 {roster.printed} 文件所印，尚未确认；确认后删去 printed"
    for name, group in roster.groups.items():
        # Whom to call stands in the care register; a roster is shown, exported and compared.
        if group.subjects and group.kind is GroupKind.CASE:
            message = f"“{group.label}”不要写在名册里，请登记到关爱登记（huhang case）"
            yield ("groups", name, "subjects"), message
        if not group.subjects and group.kind is not GroupKind.CASE:
            yield ("groups", name), f"“{group.label}”还没有写出名单"
    for n, unit in enumerate(roster.units):
        if roster.holder(unit.name, on) is None:
            yield ("units", n), f"“{unit.name}”没有写明承办人，提醒发到单位信箱"
    for n, post in enumerate(roster.posts):
        if roster.recipient(post.name, on) is None:
            yield ("posts", n), f"岗位“{post.name}”空缺，催督转给上一级"


def _calendar(jurisdiction: Jurisdiction, on: date) -> Iterator[_Doubt]:
    for year in (on.year, on.year + 1):
        if jurisdiction.workdays.is_provisional(date(year, 7, 1)):
            yield (), f"{year} 年放假安排没有公布或录入，按周一至周五计算，日期为暂定"
    for n, sheet in enumerate(jurisdiction.calendar.school_years):
        if sheet.provisional:
            yield ("school_years", n), f"{sheet.id} 学年的起止日期是暂定的"
    if missing := jurisdiction.school.missing_year(on):
        yield ("school_years",), f"{missing} 学年还没有录入学期日期，暂按上一学年推算"
