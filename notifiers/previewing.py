"""What a message looks like on each channel that its reader has, with its size. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers import links
from notifiers.channels.channel import Channel, Channels
from notifiers.channels.letter import Letter
from notifiers.channels.strict import fit
from notifiers.outbox import INBOX
from notifiers.tables import Message

#: Stands where the secret of a sign-in link will: it is made when the message goes out.
SECRET = "（发送时生成）"  # noqa: S105 -- it is none


@dataclass(frozen=True, slots=True)
class Form:
    """The message on one channel. `size` is in bytes of UTF-8, as the services count."""

    channel: str
    text: str
    size: int


@dataclass(frozen=True, slots=True)
class Preview:
    """One message that would be sent, on every channel that would be tried, the preferred one first."""

    recipient: str
    posts: tuple[str, ...]
    subject: str
    body: str
    forms: tuple[Form, ...]


def previews(session: Session, ids: Iterable[str], channels: Channels) -> tuple[Preview, ...]:
    """The messages of those ids as they would arrive."""
    made = select(Message).where(Message.id.in_(list(ids))).order_by(Message.recipient)
    return tuple(_preview(message, channels) for message in session.scalars(made))


def _preview(message: Message, channels: Channels) -> Preview:
    found = channels.of(message.jurisdiction, message.tags)
    forms = [_form(channel, message, channels.address) for channel in found]
    return Preview(
        recipient=message.recipient,
        posts=tuple(message.posts),
        subject=message.subject,
        body=message.body,
        forms=tuple(forms) or (_sized(INBOX, f"{message.subject}\n{message.body}"),),
    )


def _form(channel: Channel, message: Message, address: str) -> Form:
    link = _link(channel, address)
    letter = Letter(message.id, message.subject, links.with_link(message.body, link))
    most = getattr(getattr(channel, "plugin", None), "most_bytes", 0)
    return _sized(channel.name, fit(letter.text, most) if most else letter.text)


def _link(channel: Channel, address: str) -> str:
    if not address:
        return ""
    return address + (links.PATH + SECRET if channel.is_personal else links.TASKS)


def _sized(channel: str, text: str) -> Form:
    return Form(channel, text, len(text.encode()))
