"""By hand too: a message as short plain text to paste into a chat, and "told by telephone" as a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import literal, or_, select, update
from sqlalchemy.orm import Session

from notifiers.tables import Delivery, DeliveryState, Message
from tasks import journal
from tasks.tables import Nudge

#: The channel of what somebody said himself.
TELEPHONE = "电话"
TOLD_ALREADY = "已电话告知，不再发送"


class NoSuchMessage(LookupError):
    """No message, or more than one, begins with that number. The words are for who typed it."""


class TellingRefused(ValueError):
    """It cannot be recorded now. The words are for the person who tried."""


def find(session: Session, jurisdiction_id: str, beginning: str) -> Message:
    """The message whose id begins like that. Raises NoSuchMessage."""
    if not beginning or not set(beginning) <= set("0123456789abcdef-"):
        raise NoSuchMessage(f"没有消息 {beginning!r}，编号见 huhang inbox")
    like = select(Message).where(
        Message.jurisdiction == jurisdiction_id, Message.id.startswith(beginning)
    )
    found = session.scalars(like.limit(2)).all()
    if len(found) != 1:
        several = "不止一条，请多写几位" if found else "没有，编号见 huhang inbox"
        raise NoSuchMessage(f"消息 {beginning!r} {several}")
    return found[0]


def short_text(message: Message) -> str:
    """The message without greeting and link: who, what in all, and the lines. A link that signs its
    reader in must not wander through a chat."""
    lines = [line for line in message.body.splitlines()[1:] if line and not _is_link(line)]
    return "\n".join([f"{message.recipient}：{message.subject}", *lines])


def _is_link(line: str) -> bool:
    return line.startswith("办理：")


def told_by_telephone(
    session: Session, message: Message, *, by: str, now: datetime, note: str = ""
) -> Delivery:
    """Record that `by` said it himself. What is still to be sent of the message is not sent any more.

    Raises TellingRefused while it is being sent, where it was told by telephone already, and where
    nobody says who it was.
    """
    if not by.strip():
        raise TellingRefused("请写明是谁打的电话（--by 姓名）")
    journal.lock(session, message.jurisdiction)
    before = session.scalars(
        select(Delivery)
        .where(Delivery.message_id == message.id)
        .order_by(Delivery.number)
        .with_for_update()
    ).all()
    _check(before)
    _call_off(before, now)
    told = Delivery(
        message_id=message.id,
        number=max((one.number for one in before), default=0) + 1,
        channel=TELEPHONE,
        state=DeliveryState.SENT.value,
        attempts=1,
        next_at=now,
        ended_at=now,
        reason=f"{by} 电话告知" + (f"：{note}" if note else ""),
    )
    session.add(told)
    _end_nudges(session, message, by)
    journal.write(
        session,
        message.jurisdiction,
        now=now,
        actor=by,
        verb="telephone",
        message=message.id,
        recipient=message.recipient,
        note=note,
    )
    return told


def _check(before: Sequence[Delivery]) -> None:
    if any(one.state == DeliveryState.SENDING for one in before):
        raise TellingRefused("这条消息正在发送，请过几分钟再记")
    if any(one.channel == TELEPHONE for one in before):
        raise TellingRefused("这条消息已经记过电话告知")


def _call_off(before: Sequence[Delivery], now: datetime) -> None:
    for one in before:
        if one.state == DeliveryState.WAITING:
            one.state, one.ended_at = DeliveryState.FAILED.value, now
            one.reason = "；".join(filter(None, [one.reason, TOLD_ALREADY]))


def _end_nudges(session: Session, message: Message, by: str) -> None:
    """What had failed or was still waiting has been told now; what was sent stays as it was."""
    theirs = (
        Nudge.jurisdiction == message.jurisdiction,
        Nudge.message_id == message.id,
        or_(Nudge.outcome == literal("", literal_execute=True), Nudge.outcome == "failed"),
    )
    said = {"outcome": "sent", "reason": f"{TELEPHONE}（{by}）"}
    session.execute(update(Nudge).where(*theirs).values(said))
