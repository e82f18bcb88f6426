"""The tables of the locked room. What says who somebody is stands only in `care_field.sealed`.

No table outside this room refers to a case: a task knows its reference of one period, and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from runtime.database import Base
from tasks.tables import Key

_Id = String(60)
_Name = String(160)
#: A random id of 128 bits, in hex.
_CaseId = String(32)


class CareZone(Base):
    """The room of one jurisdiction: that it was opened, and whether it is sealed."""

    __tablename__ = "care_zone"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(_Name)
    assessed_on: Mapped[date]  #: the impact assessment (PIPL 55, 56)
    assessment: Mapped[str] = mapped_column(Text)  #: where it is kept, and who signed it
    last_code: Mapped[int] = mapped_column(default=0)
    sealed_at: Mapped[datetime | None]
    sealed_by: Mapped[str] = mapped_column(_Name, default="")
    sealed_why: Mapped[str] = mapped_column(Text, default="")


class CareCase(Base):
    """关爱对象: a code, who calls, on which basis. Nothing in here says who it is."""

    __tablename__ = "care_case"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "code"),
        Index("ix_care_case_contact", "jurisdiction", "contact"),
    )

    id: Mapped[str] = mapped_column(_CaseId, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    code: Mapped[str] = mapped_column(String(20))  #: shown in the room only
    contact: Mapped[str] = mapped_column(_Name)  #: the post that calls
    state: Mapped[str] = mapped_column(String(10))  #: see care.lifecycle.State
    basis: Mapped[str] = mapped_column(String(20))  #: consent, statute
    basis_on: Mapped[date]
    basis_note: Mapped[str] = mapped_column(String(200))  #: the document, or the article of the law
    purpose: Mapped[str] = mapped_column(String(40))
    under_14: Mapped[bool]
    told_on: Mapped[date]  #: when the guardian got the notice
    agency: Mapped[str] = mapped_column(_Name, default="")  #: who holds the facts of the case
    agency_ref: Mapped[str] = mapped_column(_Id, default="")  #: that agency's own number
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(_Name)
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(_Name, default="")
    active_from: Mapped[date | None]  #: since when it is called; None while it is not
    review_by: Mapped[date | None]  #: the next review of need
    misses: Mapped[int] = mapped_column(default=0)  #: calls that nobody answered, in a row
    exited_on: Mapped[date | None]
    exit_reason: Mapped[str] = mapped_column(String(40), default="")
    destroy_on: Mapped[date | None]
    destroyed_at: Mapped[datetime | None]


class CareField(Base):
    """One sealed field of one case: nonce and ciphertext, bound to case, field and key."""

    __tablename__ = "care_field"

    case_id: Mapped[str] = mapped_column(ForeignKey("care_case.id"), primary_key=True)
    name: Mapped[str] = mapped_column(_Id, primary_key=True)
    key_id: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CareReference(Base):
    """Under which name a case is known outside, in one period and no other."""

    __tablename__ = "care_reference"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "obligation", "period", "reference"),
        Index("ix_care_reference_task", "task_id"),
    )

    case_id: Mapped[str] = mapped_column(ForeignKey("care_case.id"), primary_key=True)
    obligation: Mapped[str] = mapped_column(_Id, primary_key=True)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    reference: Mapped[str] = mapped_column(String(20))
    task_id: Mapped[int | None] = mapped_column(Key, ForeignKey("task.id"))
    settled: Mapped[int] = mapped_column(
        default=0
    )  #: the version of the hand-in that was looked at


class CareReading(Base):
    """Somebody looked at identity fields: who, when, which, and what for."""

    __tablename__ = "care_reading"
    __table_args__ = (Index("ix_care_reading_at", "jurisdiction", "at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    case_id: Mapped[str] = mapped_column(ForeignKey("care_case.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(_Name)
    post: Mapped[str] = mapped_column(_Name)
    fields: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(40))
    failed: Mapped[str] = mapped_column(String(10), default="")  #: of care.identity.FAILURES


class CareRequest(Base):
    """A request to see, correct or delete what is kept (PIPL 44 to 47), and how it was answered."""

    __tablename__ = "care_request"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    case_id: Mapped[str] = mapped_column(ForeignKey("care_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  #: of care.requests.KINDS
    received_on: Mapped[date]
    answer_by: Mapped[date]
    task_id: Mapped[int | None] = mapped_column(Key, ForeignKey("task.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(_Name)
    answer: Mapped[str] = mapped_column(String(40), default="")  #: of care.requests.ANSWERS
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(_Name, default="")


class CareListing(Base):
    """The list of one month's readings, and the task in which the head looks through it."""

    __tablename__ = "care_listing"

    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)  #: 2026-09
    task_id: Mapped[int] = mapped_column(Key, ForeignKey("task.id"), index=True)


class CareExchange(Base):
    """信息交换: what one unit notified another of, under a reference used once. Whose it is, the sender knows."""

    __tablename__ = "care_exchange"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "reference"),
        Index("ix_care_exchange_open", "jurisdiction", "state", "expires_on"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(ForeignKey("jurisdiction.id"))
    reference: Mapped[str] = mapped_column(String(20))
    sender: Mapped[str] = mapped_column(_Name)  #: a unit, or an agency outside: 公安
    sender_post: Mapped[str] = mapped_column(_Name)
    approver: Mapped[str] = mapped_column(_Name)  #: the post that approves
    receiver: Mapped[str] = mapped_column(_Name)
    receiver_post: Mapped[str] = mapped_column(_Name)
    need: Mapped[str] = mapped_column(String(20))  #: of care.notification.NEEDS
    purpose: Mapped[str] = mapped_column(String(40))
    law: Mapped[str] = mapped_column(String(40))
    article: Mapped[str] = mapped_column(String(40))
    expires_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))  #: see care.notification.State
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(_Name)
    approval_id: Mapped[int | None] = mapped_column(Key, ForeignKey("task.id"), index=True)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(_Name, default="")
    task_id: Mapped[int | None] = mapped_column(Key, ForeignKey("task.id"), index=True)
    received_at: Mapped[datetime | None]
    received_by: Mapped[str] = mapped_column(_Name, default="")
    answer: Mapped[str] = mapped_column(String(20), default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(_Name, default="")
    closed_at: Mapped[datetime | None]
