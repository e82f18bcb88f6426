"""The table of evidence: which file belongs to which task. The bytes are in the store, under their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base, UtcDateTime
from tasks.tables import Key


class EvidenceRow(Base):
    """佐证: one file of one task. A hand-in names it by its id, in a field of type `files`."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), index=True)
    version: Mapped[int | None]  #: the first hand-in that named it; None while it is a draft
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(160))  #: as it is shown; never a path
    kind: Mapped[str] = mapped_column(String(10))  #: an extension, by content
    size: Mapped[int] = mapped_column(BigInteger)  #: bytes, as it is kept
    thumb: Mapped[str] = mapped_column(String(64), default="", index=True)  #: hash, or ""
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    uploaded_by: Mapped[str] = mapped_column(String(160))
