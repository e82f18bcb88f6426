"""投递记录: what was told to whom, by which channel, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from notifiers import deliveries
from notifiers.deliveries import FILTERS, Attempt, Told
from notifiers.tables import DeliveryState, MessageKind
from web.house import InHouse
from web.pages import page
from web.rights import MayOversee
from web.roles import Visitor
from web.wording import moment

router = APIRouter()

INBOX = "站内信"
WORDS = {
    DeliveryState.SENT: ("well", "已送达"),
    DeliveryState.FAILED: ("bad", "没有送达"),
    DeliveryState.WAITING: ("busy", "等待发出"),
    DeliveryState.SENDING: ("busy", "正在发"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One delivery in words."""

    channel: str
    how: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One message in words; `how` and `state` are those of its last delivery."""

    recipient: str
    post: str
    when: str
    subject: str
    body: str
    kind: str
    read: str
    how: str
    state: str
    by: str  #: the channel, where all went well at the first try and that is all there is to say
    tries: tuple[Tried, ...]  #: what else there is to say of its deliveries


@router.get("/deliveries")
def the_deliveries(who: MayOversee, house: InHouse, only: str = "", after: str = "") -> Response:
    only = only if only in FILTERS else ""
    with house.database.read() as session:
        found = deliveries.page(session, who.jurisdiction.id, only=only, after=place(after))
    more = ""
    if found.after:
        where = {"only": only, "after": f"{found.after[0].isoformat()}~{found.after[1]}"}
        more = f"/deliveries?{urlencode(where)}"
    messages = [_shown(who, told) for told in found.messages]
    return page("deliveries.html", who, messages=messages, only=only, more=more)


def place(written: str) -> tuple[datetime, str] | None:
    """`2026-09-08T00:30:00+00:00~<id>`: the message that was shown last."""
    at, _, last = written.partition("~")
    try:
        moment_ = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment_, last) if moment_.tzinfo else None


def _shown(who: Visitor, told: Told) -> Shown:
    tries = tuple(_tried(who, one) for one in told.deliveries)
    last = tries[-1] if tries else Tried(INBOX, "idle", f"只在{INBOX}里", "")
    is_plain = all(map(_went_well, told.deliveries))
    return Shown(
        recipient=told.recipient,
        post="" if told.post == told.recipient else told.post,
        when=moment(told.at, who.jurisdiction, who.on),
        subject=told.subject,
        body=told.body,
        kind="立即" if told.kind == MessageKind.AT_ONCE else "每日一条",
        read=f"{moment(told.read_at, who.jurisdiction, who.on)}看过" if told.read_at else "",
        how=last.how,
        state=last.state,
        by=last.channel if is_plain else "",
        tries=() if is_plain else tries,
    )


def _went_well(one: Attempt) -> bool:
    return one.state is DeliveryState.SENT and one.attempts <= 1


def _tried(who: Visitor, one: Attempt) -> Tried:
    how, state = WORDS[one.state]
    at = one.ended_at or one.next_at
    said = moment(at, who.jurisdiction, who.on)
    notes = (said if one.ended_at else f"{said}发", one.reason)
    times = f"试了 {one.attempts} 次" if one.attempts > 1 else ""
    return Tried(one.channel or INBOX, how, state, " · ".join(filter(None, (*notes, times))))
