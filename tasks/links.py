"""The tables that tie tasks together: what was taken from which hand-in, and what somebody assigned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base, UtcDateTime
from tasks.tables import Key

_Name = String(160)


class Feed(Base):
    """报一次: a field of one version of a hand-in says what another one had said; nothing is copied by hand."""

    __tablename__ = "feed"
    __table_args__ = (
        ForeignKeyConstraint(["task_id", "version"], ["hand_in.task_id", "hand_in.version"]),
    )

    task_id: Mapped[int] = mapped_column(Key, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(_Name, primary_key=True)
    source_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), primary_key=True, index=True)
    source_version: Mapped[int]
    by_itself: Mapped[bool]  #: nothing was missing, and nobody had to hand it in


class Assignment(Base):
    """交办: what somebody assigned, in words. The task itself is one of the plan's `assigned` duty."""

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("jurisdiction", "number"),)

    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    number: Mapped[int]  #: counted up in a jurisdiction: no two are the same
    title: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(60))  #: 联席会议（2026年第四季度）, or ""
    source_id: Mapped[int | None] = mapped_column(Key, ForeignKey("task.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(_Name)


class Support(Base):
    """配合: a post that supports one assigned task. It sees it, without a clock."""

    __tablename__ = "assignment_support"

    task_id: Mapped[int] = mapped_column(Key, ForeignKey("assignment.task_id"), primary_key=True)
    post: Mapped[str] = mapped_column(_Name, primary_key=True, index=True)


class ToldIn(Base):
    """外部通报: a task that an agency outside opened by notifying a unit. A number and a reference, no words."""

    __tablename__ = "told_in"

    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), primary_key=True)
    told_by: Mapped[str] = mapped_column(_Name)  #: one of those whom the plan names: 公安
    count: Mapped[int]  #: how many, and never who
