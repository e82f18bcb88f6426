"""The open tasks of one post as a calendar (RFC 5545), under a secret address that can be revoked.

Neutral words only. Tasks whose subject is not shown are one entry a period. Phones ignore VTODO, so each
is an event of a whole day, with an alarm at 9:00 on the day before and on the day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from icalendar import Alarm, Calendar, Event
from starlette.requests import Request
from starlette.responses import Response

from obligations.jurisdiction import Jurisdiction
from obligations.roster import GroupKind
from obligations.sensitive import hides_subjects
from obligations.wording import period_text
from runtime.clock import today
from tasks import plans, queries
from tasks.lifecycle import OWING
from tasks.queries import TaskLine
from tasks.titles import spoken_name
from web import keys, rights
from web.errors import NotFound
from web.house import InHouse, Now
from web.rights import AnyoneAtAll
from web.tables import CalendarFeed

router = APIRouter()

DAY = timedelta(days=1)
ALARMS = (timedelta(hours=-15), timedelta(hours=9))  # before and after the day's 0:00
ASK_AGAIN = timedelta(hours=4)


@router.get("/feeds/{secret}.ics")
def feed(
    secret: Annotated[str, Path(max_length=64)],
    _: AnyoneAtAll,
    request: Request,
    house: InHouse,
    now: Now,
) -> Response:
    """200 with the calendar, 304 where the caller has it already, 404 for a secret that opens nothing."""
    with house.database.read() as session:
        found = keys.feed_of(session, secret)
        if found is None:
            raise NotFound
        rules = plans.current(session, found.jurisdiction)
        on = today(now, rules.zone)
        held, stands_in = rights.posts_of(rules, found.person, on)
        if found.post not in held | stands_in:
            raise NotFound  # the post is somebody else's now, and so is its work
        lines = queries.tasks(session, rules, on, posts=[found.post], open_only=True)
    written = calendar(rules, found, lines, house.settings.url or "").to_ical()
    tag = f'"{hashlib.sha256(written).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=900"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(written, media_type="text/calendar; charset=utf-8", headers=headers)


def calendar(
    rules: Jurisdiction, found: CalendarFeed, lines: Iterable[TaskLine], address: str
) -> Calendar:
    """What is owed, by due date. `address`: where people reach the pages; empty for no links."""
    made = Calendar()
    made.add("prodid", "-//Huhang//obligations//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"护航 · {found.post}")
    made.add("x-published-ttl", "PT4H")
    made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for event in _events(rules, found.made_at, lines, address):
        made.add_component(event)
    return made


def _events(
    rules: Jurisdiction, stamp: datetime, lines: Iterable[TaskLine], address: str
) -> Iterator[Event]:
    told = set()
    for line in lines:
        duty = rules.plan.by_id.get(line.obligation)
        if duty is None or line.state not in OWING or line.paused:
            continue
        name, about = spoken_name(duty, line.name), period_text(line.period, line.due)
        uid, leads_to = f"task-{line.id}", f"/tasks/{line.id}"
        if hides_subjects(rules, duty):
            uid, leads_to = f"{duty.id}-{line.period}-{line.due}", "/tasks"
        elif rules.kinds(duty) != {GroupKind.JURISDICTION}:
            about = " · ".join(filter(None, (line.subject, about)))
        if uid in told:
            continue
        told.add(uid)
        yield _event(
            f"{uid}@{rules.id}.huhang", stamp, f"{name}（{about}）", line, address, leads_to
        )


def _event(
    uid: str, stamp: datetime, summary: str, line: TaskLine, address: str, leads_to: str
) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", line.due)
    event.add("dtend", line.due + DAY)
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    if line.provisional:
        event.add("description", "日期暂定：这一年的放假安排还没有公布")
    if address:
        event.add("url", f"{address}{leads_to}")
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", before)
        event.add_component(alarm)
    return event
