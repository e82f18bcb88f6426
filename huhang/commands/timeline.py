"""`huhang task timeline`: every planned moment of a task, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from zoneinfo import ZoneInfo

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction, Json, TaskId
from huhang.console import Refused, show_json, show_table
from huhang.wording import local, outcome
from notifiers import timeline as timelines
from notifiers.timeline import Attempt, Step


def timeline(
    task: TaskId, as_of: AsOf = None, wanted: InJurisdiction = None, as_json: Json = False
) -> None:
    """一项任务的每一次提醒：已发、没有送达、不必再发、略过，还是还没到。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        steps = timelines.timeline(session, at.jurisdiction, task, at.on)
    if steps is None:
        raise Refused(f"没有任务 {task}，编号见 huhang tasks")
    if as_json:
        show_json([asdict(step) for step in steps])
        return
    columns = ["日期", "提醒", "岗位", "收信人", "结果", "说明", "接下来"]
    zone = at.jurisdiction.zone
    rows = [
        [s.on, s.label, s.post, s.recipient, outcome(s.state), _told(s, zone), s.then]
        for s in steps
    ]
    show_table(columns, rows, empty="这项任务没有要提醒的")


def _told(step: Step, zone: ZoneInfo) -> str:
    """`企业微信（第 1 项） 2026-09-23 08:31 企业微信已接受`, or the reason where nothing was tried."""
    tried = list(_attempts(step, zone))
    return "；".join(tried) if tried else step.reason


def _attempts(step: Step, zone: ZoneInfo) -> Iterator[str]:
    for one in step.attempts:
        yield " ".join(filter(None, [one.channel, *_when(one, zone), one.reason]))


def _when(one: Attempt, zone: ZoneInfo) -> Iterator[str]:
    if one.at:
        yield local(one.at, zone)
    elif one.tries:
        yield f"已试 {one.tries} 次"
    if one.next_at and one.tries:
        yield f"{local(one.next_at, zone)} 再试"
