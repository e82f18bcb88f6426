"""The table of what a person has to sign: a draft with its number, receipt, objection and decision."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base
from tasks.tables import Key

_Id = String(60)
_Name = String(160)


class Notice(Base):
    """督办单, 通报候选 or 约谈建议 about one running clock of one task."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("task_id", "kind", "clock", "attempt", "due"),
        UniqueConstraint("jurisdiction", "kind", "year", "number"),
        Index("ix_notice_state", "jurisdiction", "state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"))
    kind: Mapped[str] = mapped_column(String(20))  #: supervise, bulletin, talk
    clock: Mapped[str] = mapped_column(String(10))
    attempt: Mapped[int]
    due: Mapped[date]  #: of the clock that ran out
    post: Mapped[str] = mapped_column(_Name)  #: whose move it was
    state: Mapped[str] = mapped_column(String(20))
    drafted_on: Mapped[date]
    year: Mapped[int | None]
    number: Mapped[int | None]  #: counted from 1 in each year and kind, without gaps
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[str] = mapped_column(_Name, default="")
    until: Mapped[date | None]  #: the last day for an objection
    received_at: Mapped[datetime | None]  #: 签收
    received_by: Mapped[str] = mapped_column(_Name, default="")
    reply: Mapped[str] = mapped_column(Text, default="")  #: 回执
    objection: Mapped[str] = mapped_column(Text, default="")
    objected_at: Mapped[datetime | None]
    objected_by: Mapped[str] = mapped_column(_Name, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(_Name, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(_Name, default="")
    reason: Mapped[str] = mapped_column(
        Text, default=""
    )  #: why it was published, dropped or lapsed
