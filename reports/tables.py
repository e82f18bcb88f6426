"""The tables of reports that were frozen: what they said, who signed, who objected and what was answered; and of
the goals' figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base, UtcDateTime
from tasks.tables import Key

_Id = String(60)
_Name = String(160)


class Report(Base):
    """A report as it stood at a moment. Its figures, items and hash never change."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "kind", "year", "number"),
        Index("ix_report_period", "jurisdiction", "kind", "period"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    kind: Mapped[str] = mapped_column(String(20))  #: see reports.kinds.ReportKind
    period: Mapped[str] = mapped_column(String(20))
    first: Mapped[date]
    last: Mapped[date]
    subject: Mapped[str] = mapped_column(_Name, default="")  #: the post, where it is of one
    state: Mapped[str] = mapped_column(String(20))
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_by: Mapped[str] = mapped_column(_Name)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))  #: SHA-256 of the canonical JSON of all that
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    announced_by: Mapped[str] = mapped_column(_Name, default="")
    until: Mapped[date | None]  #: the last day for an objection
    year: Mapped[int | None]
    number: Mapped[int | None]  #: counted from 1 in each year and kind, without gaps
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_by: Mapped[str] = mapped_column(_Name, default="")
    reason: Mapped[str] = mapped_column(Text, default="")  #: why it was dropped


class Objection(Base):
    """异议: what a unit says against a report before it is published, and the answer."""

    __tablename__ = "report_objection"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    report_id: Mapped[int] = mapped_column(Key, ForeignKey("report.id"), index=True)
    post: Mapped[str] = mapped_column(_Name)  #: who objects
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(_Name)
    upheld: Mapped[bool | None]  #: None until it is answered
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[str] = mapped_column(_Name, default="")


class GoalFigure(Base):
    """The figure of one indicator for one year; earlier ones of the same year are in the journal."""

    __tablename__ = "goal_figure"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    goal: Mapped[str] = mapped_column(_Id, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float]
    source: Mapped[str] = mapped_column(_Name, default="")  #: who said so
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(_Name)
