"""The journal 留痕: append-only, each row chained to the one before by its hash.

The head of the chain stands in the jurisdiction's row, so that rows cut off at the end are missed too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import set_committed_value

from runtime.database import table_of
from tasks.tables import JournalRow, JurisdictionRow

#: Who acts when nobody does: the engine itself.
SYSTEM = "护航"
_LOCKED = "locked jurisdictions"  # key in Session.info

_HASHED = ("jurisdiction", "seq", "at", "actor", "verb", "task_id", "data", "previous")
#: Built once: every change of every task writes a row and moves the head.
_ADD = insert(table_of(JournalRow))
_HEAD = table_of(JurisdictionRow)
_MOVE = (
    update(_HEAD)
    .where(_HEAD.c.id == bindparam("where"))
    .values(journal_seq=bindparam("last"), journal_hash=bindparam("its_hash"))
)


class UnknownJurisdictionError(LookupError):
    """Nobody has loaded a plan for this jurisdiction. The message is for the person who named it."""


def lock(session: Session, jurisdiction: str) -> JurisdictionRow:
    """The jurisdiction's row, held until the transaction ends: one change at a time in one township.

    On SQLite the transaction holds the only write lock there is. Raises UnknownJurisdictionError.
    """
    # Kept, because a session holds its rows only weakly: every command asks for this one many times.
    held: dict[str, JurisdictionRow] = session.info.setdefault(_LOCKED, {})
    row = held.get(jurisdiction)
    if row is not None and row in session:
        return row
    row = session.get(JurisdictionRow, jurisdiction, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownJurisdictionError(f"没有辖区 {jurisdiction!r}，请先 huhang plan load")
    held[jurisdiction] = row
    return row


def write(
    session: Session,
    jurisdiction: str,
    *,
    now: datetime,
    actor: str,
    verb: str,
    task_id: int | None = None,
    **data: Any,
) -> int:
    """Add one row at the end of the chain; return its number, counted from 1. `data` is JSON."""
    head = lock(session, jurisdiction)
    seq = head.journal_seq + 1
    row = {
        "jurisdiction": jurisdiction,
        "seq": seq,
        "at": now,
        "actor": actor,
        "verb": verb,
        "task_id": task_id,
        "data": canonical(data),
        "previous": head.journal_hash,
    }
    hashed = _digest(row)
    session.execute(_ADD, {**row, "hash": hashed})
    session.execute(_MOVE, {"where": jurisdiction, "last": seq, "its_hash": hashed})
    set_committed_value(head, "journal_seq", seq)
    set_committed_value(head, "journal_hash", hashed)
    return seq


@event.listens_for(Session, "after_soft_rollback")
def _let_go(session: Session, _: SessionTransaction) -> None:
    """Where a transaction or a part of it is undone, the heads go back too: they are read anew."""
    for row in session.info.pop(_LOCKED, {}).values():
        if row in session:
            session.expire(row)


def verify(session: Session, jurisdiction: str) -> list[str]:
    """What is wrong with the chain, in Chinese, at most one line a row; empty when all is well."""
    head = session.get(JurisdictionRow, jurisdiction)
    if head is None:
        raise UnknownJurisdictionError(f"没有辖区 {jurisdiction!r}")
    return list(_broken(session, head))


def canonical(data: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces, dates in ISO form."""
    return json.dumps(
        data,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=lambda d: d.isoformat(),
    )


def _broken(session: Session, head: JurisdictionRow) -> Iterator[str]:
    rows = select(JournalRow).where(JournalRow.jurisdiction == head.id).order_by(JournalRow.seq)
    seq, previous = 0, ""
    for row in session.scalars(rows.execution_options(yield_per=1000)):
        if row.seq != seq + 1:
            yield f"第 {seq + 1} 条到第 {row.seq - 1} 条不见了"
        elif row.previous != previous:
            yield f"第 {row.seq} 条与前一条接不上，顺序或前一条被改过"
        if row.hash != _hash(row):
            yield f"第 {row.seq} 条被改过（{row.verb}，{row.actor}）"
        seq, previous = row.seq, row.hash
    if seq < head.journal_seq:
        yield f"第 {seq + 1} 条到第 {head.journal_seq} 条不见了"
    elif (seq, previous) != (head.journal_seq, head.journal_hash):
        yield "最后一条与辖区记下的不符"


def _hash(row: JournalRow) -> str:
    return _digest({name: getattr(row, name) for name in _HASHED})


def _digest(row: Mapping[str, Any]) -> str:
    """Of the columns in _HASHED, in that order."""
    said = {**row, "at": row["at"].astimezone(UTC).isoformat()}
    content = [said[name] for name in _HASHED]
    return hashlib.sha256(canonical(content).encode()).hexdigest()
