"""Everything that a jurisdiction told: who was told something, and when. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers.tables import Message


class Said(NamedTuple):
    """One message; of its words only what they are."""

    recipient: str
    is_mailbox: bool
    post: str
    kind: str
    made_at: datetime
    body: str


def messages(session: Session, jurisdiction_id: str) -> list[Said]:
    """Every message there ever was, in order of time and reader."""
    rows = (
        select(
            Message.recipient, Message.is_mailbox, Message.post, Message.kind, Message.made_at,
            Message.body,
        )
        .where(Message.jurisdiction == jurisdiction_id)
        .order_by(Message.made_at, Message.recipient, Message.is_mailbox, Message.kind)
    )  # fmt: skip
    return [Said(*row) for row in session.execute(rows).tuples()]
