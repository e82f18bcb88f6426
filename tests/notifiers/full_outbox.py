"""An outbox with many messages in it, put there by hand."""

from __future__ import annotations

from sqlalchemy import insert

from notifiers.tables import Delivery, Message
from runtime.database import Database
from tasks.tables import Nudge
from tests.notifiers.town import NOW, SEAT, TODAY, owe, settle


def fill(database: Database, count: int) -> set[str]:
    """So many messages in the outbox, each with the nudge that it tells; return their ids."""
    settle(database)
    ids = [f"{n:036}" for n in range(count)]
    message = {
        "jurisdiction": "anwen", "recipient": "窦例毅", "is_mailbox": False, "post": SEAT,
        "posts": [SEAT], "tags": [SEAT], "kind": "digest", "made_at": NOW, "inbox_only": False,
    }  # fmt: skip
    nudge = {
        "jurisdiction": "anwen", "clock": "hand_in", "attempt": 1, "kind": "reminder",
        "due": TODAY, "post": SEAT, "on": TODAY, "made_at": NOW, "reason": "", "outcome": "",
    }  # fmt: skip
    with database.write() as session:
        nudge["task_id"] = owe(session).id
        told = [{**message, "id": one, "subject": f"第 {one} 条", "body": one * 10} for one in ids]
        session.execute(insert(Message), told)
        session.execute(insert(Delivery), [{"message_id": i, "number": 1, "next_at": NOW} for i in ids])  # fmt: skip
        session.execute(
            insert(Nudge), [{**nudge, "rung": f"#{int(i)}", "message_id": i} for i in ids]
        )
    return set(ids)
