"""The tables of what is owed now. A change of state is a row (journal, nudge) before it is anything else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base, UtcDateTime

#: A key that counts up, on both databases.
Key = BigInteger().with_variant(Integer, "sqlite")
_Id = String(60)
_Name = String(160)


class JurisdictionRow(Base):
    """辖区. Its row is the lock of every change in it, and holds the head of its journal."""

    __tablename__ = "jurisdiction"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    name: Mapped[str] = mapped_column(_Name)
    version: Mapped[int]  #: the plan version in force
    go_live: Mapped[date]  #: periods due before this day are never opened
    rounds_until: Mapped[date | None]  #: the day of the last round; no round may be earlier
    journal_seq: Mapped[int] = mapped_column(default=0)
    journal_hash: Mapped[str] = mapped_column(String(64), default="")


class PlanVersion(Base):
    """The texts of a plan folder as they were loaded. Never changed."""

    __tablename__ = "plan_version"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    roster_file: Mapped[str] = mapped_column(_Name)
    since: Mapped[dict[str, str]] = mapped_column(JSON)  #: see Jurisdiction.since
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_by: Mapped[str] = mapped_column(_Name)


class Opening(Base):
    """One turn of one obligation that has been opened; `digest` is that of its (subject, post) list."""

    __tablename__ = "opening"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    obligation: Mapped[str] = mapped_column(_Id, primary_key=True)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    due: Mapped[date]  #: as the calendar said when it was last looked at
    opened_on: Mapped[date]


class Task(Base):
    """任务: what is owed for one obligation, one period, one subject, one cause."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "obligation", "period", "subject", "cause"),
        Index(
            "ix_task_next", "jurisdiction", "obligation", "next_on",
            postgresql_where=text("next_on IS NOT NULL"), sqlite_where=text("next_on IS NOT NULL"),
        ),
        Index(
            "ix_task_open", "jurisdiction", "obligation", "post",
            postgresql_where=text("closed_on IS NULL"), sqlite_where=text("closed_on IS NULL"),
        ),
        Index(
            "ix_task_closed", "jurisdiction", "obligation", "closed_on",
            postgresql_where=text("closed_on IS NOT NULL"), sqlite_where=text("closed_on IS NOT NULL"),
        ),
        Index(
            "ix_task_parent", "parent_id",
            postgresql_where=text("parent_id IS NOT NULL"), sqlite_where=text("parent_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    obligation: Mapped[str] = mapped_column(_Id)
    period: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(_Name)
    cause: Mapped[str] = mapped_column(_Id, default="")  #: "" or `<parent id>@<accepted version>`
    parent_id: Mapped[int | None] = mapped_column(Key, ForeignKey("task.id"))
    plan_version: Mapped[int]  #: the version under which it was opened
    post: Mapped[str] = mapped_column(_Name)  #: who answers; no part of its identity
    pinned: Mapped[bool] = mapped_column(
        default=False
    )  #: reassigned by hand: the roster leaves it be
    state: Mapped[str] = mapped_column(String(10))
    opens: Mapped[date]
    due: Mapped[date]
    original_due: Mapped[date]
    opened_on: Mapped[date]
    batch: Mapped[int]  #: seq of the journal row that opened it
    attempt: Mapped[int] = mapped_column(default=1)  #: times the unit's clock was started
    clock_from: Mapped[date]  #: when the unit's clock was last started
    review_due: Mapped[date | None]
    next_on: Mapped[date | None]  #: the next planned moment; None when nothing is planned
    paused_from: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=0)  #: number of the last hand-in
    submitted_on: Mapped[date | None]  #: the day of the last hand-in
    closed_on: Mapped[date | None]
    flag: Mapped[str] = mapped_column(Text, default="")  #: what a person should look at


class HandIn(Base):
    """提交: one version of what was handed in."""

    __tablename__ = "hand_in"
    __table_args__ = (UniqueConstraint("task_id", "version"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"))
    version: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(_Name)
    recorded_for: Mapped[str] = mapped_column(_Name, default="")  #: 代录: whose word it is
    outcome: Mapped[str] = mapped_column(
        String(10), default=""
    )  #: accepted, returned, withdrawn, reopened, waived, cancelled
    outcome_by: Mapped[str] = mapped_column(_Name, default="")
    reason: Mapped[str] = mapped_column(Text, default="")


class Pause(Base):
    """暂缓: an interval, open while `until` is None. `until` is the day of resuming."""

    __tablename__ = "pause"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    suspension: Mapped[str] = mapped_column(
        String(30), default=""
    )  #: `from/to` of the calendar's entry


class Extension(Base):
    """延期申请."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(_Name)
    answer: Mapped[str] = mapped_column(String(10), default="")  #: granted, refused, lapsed
    answered_by: Mapped[str] = mapped_column(_Name, default="")
    answer_reason: Mapped[str] = mapped_column(Text, default="")


class Excuse(Base):
    """免责: a supervisor says that a miss is nobody's fault. It stays in sight and out of blame."""

    __tablename__ = "excuse"

    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(_Name)


class Nudge(Base):
    """提醒记录: one dated act of chasing, or one event that somebody waits for.

    Waiting while `outcome` is "" ; it ends as sent, failed, suppressed or skipped, with the reason.
    """

    __tablename__ = "nudge"
    __table_args__ = (
        UniqueConstraint("task_id", "clock", "attempt", "rung", "due", "post"),
        Index(
            "ix_nudge_waiting", "jurisdiction", "message_id",
            postgresql_where=text("outcome = ''"), sqlite_where=text("outcome = ''"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"))
    clock: Mapped[str] = mapped_column(String(10))  #: hand_in, review, event
    attempt: Mapped[int]
    rung: Mapped[str] = mapped_column(String(20))  #: open, T-3, T+1 …, or the event's number
    kind: Mapped[str] = mapped_column(String(20))  #: RungKind or Occasion
    due: Mapped[date]
    post: Mapped[str] = mapped_column(_Name)
    on: Mapped[date]  #: the day it was planned for
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    message_id: Mapped[str | None] = mapped_column(String(36))  #: the message that carries it


class Holding(Base):
    """Who answered for a post when the day's round last looked: a change is a handover."""

    __tablename__ = "holding"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    post: Mapped[str] = mapped_column(_Name, primary_key=True)
    recipient: Mapped[str] = mapped_column(_Name)
    is_mailbox: Mapped[bool]
    since: Mapped[date]


class JournalRow(Base):
    """留痕: append-only; each row is chained to the one before by its hash."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_task", "task_id"),)

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(_Name)
    verb: Mapped[str] = mapped_column(String(30))
    task_id: Mapped[int | None] = mapped_column(Key)
    data: Mapped[str] = mapped_column(Text)  #: canonical JSON, as it was hashed
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class RoundRow(Base):
    """巡检: one daily pass, with what moved and what failed."""

    __tablename__ = "round"
    __table_args__ = (ForeignKeyConstraint(["jurisdiction"], ["jurisdiction.id"]),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(_Id, index=True)
    day: Mapped[date]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved: Mapped[list[str]] = mapped_column(JSON, default=list)
    failed: Mapped[list[str]] = mapped_column(JSON, default=list)
