"""A plan 方案: the document as data. One sentence of the notice is one obligation 职责."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator, model_validator

from obligations.cadence import Cadence, DueRule, OpensRule, Within
from obligations.fields import PLAIN_NUMBERS, FieldKind
from obligations.ladder import DEFAULT, Ladder, Rung
from obligations.periods import Every
from obligations.sheets import Sheet


def _many(value: Any) -> Any:
    """A plan may write one name where several are possible."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str | dict) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_many)]


class Basis(StrEnum):
    TEXT = "text"  #: the notice states the cadence
    OFFICE = "office"  #: the notice says 定期, 及时 or nothing; the office has yet to confirm
    CONFIRMED = "confirmed"  #: proposed where the notice is silent, and confirmed by the office


class After(Sheet):
    """The duty whose acceptance opens this one."""

    obligation: str
    when: str | None = None  #: only if this field of the parent's hand-in was filled

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"obligation": value} if isinstance(value, str) else value


#: `lead: subject`: the subject's own post answers.
SUBJECT = "subject"
#: `of: accepted`: the clock of a follow-up starts on the day of acceptance.
ACCEPTED = "accepted"


class Obligation(Sheet):
    """One recurring duty. The first of `lead` answers; the others are co-leads, without a clock."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    name: str = Field(min_length=1, max_length=80)
    clause: str
    quote: Names
    lead: Names = Field(min_length=1)
    support: Names = ()
    each: Names = Field(min_length=1)
    named_in: str | None = None  #: the parent's field that names the subjects (a follow-up only)
    every: Cadence | None = None
    opens: OpensRule | None = None
    due: DueRule | None = None
    roll: str = Field("earlier", pattern="^(earlier|later)$")
    after: Annotated[tuple[After, ...], BeforeValidator(_many)] = ()
    within: Within | None = None
    of: str = ACCEPTED
    basis: Basis
    note: str = ""
    hand_in: Mapping[str, FieldKind] = {}
    review: str | None = None
    minutes: int = Field(5, ge=0, le=10_000)
    sensitive: bool = False
    whitelist: str | None = None  #: number in the 社会事务进校园 whitelist
    ladder: Ladder | None = None

    @model_validator(mode="after")
    def _sound(self) -> Obligation:
        if bool(self.after) == bool(self.every):
            raise ValueError("写 every（多久一次）或 after（在哪项之后），两者取一")
        if self.after and not self.within:
            raise ValueError("after 要写明期限，如 within: 3 working days")
        if self.every and (self.within or self.of != ACCEPTED or self.named_in):
            raise ValueError("within、of、named_in 只用于 after 的职责")
        once = self.every is not None and self.every.every is Every.ONCE
        if once != isinstance(self.due.day if self.due else None, date):
            raise ValueError("once 要写明到期日，如 due: 2020-07-31；其他周期的 due 不写年份")
        if SUBJECT in self.lead[1:]:
            raise ValueError("subject 只能写在 lead 的第一位")
        return self

    @field_validator("hand_in")
    @classmethod
    def _frozen(cls, value: Mapping[str, FieldKind]) -> Mapping[str, FieldKind]:
        return dict(value)

    @property
    def too_telling(self) -> tuple[str, ...]:
        """Fields a sensitive duty may not ask for: photos, files, free text."""
        if not self.sensitive:
            return ()
        return tuple(
            n for n, k in self.hand_in.items() if k.type not in PLAIN_NUMBERS and k.type != "units"
        )

    @property
    def cadence(self) -> str:
        """How often, as the plan writes it."""
        if self.every:
            return str(self.every)
        return f"after {', '.join(a.obligation for a in self.after)}, within {self.within}"

    @property
    def in_term(self) -> bool:
        """Does its time follow the school year?"""
        school = (Every.TERM, Every.SCHOOL_YEAR)
        return bool(self.every) and (self.every.in_term or self.every.every in school)

    def __hash__(self) -> int:
        return hash(self.id)


class Plan(Sheet):
    """The document as data. `zone` is an IANA name; all its days are days there."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    document: str = ""
    zone: str
    effective_from: date
    review_by: date | None = None
    ladder: Ladder = DEFAULT
    review_days: int = Field(3, ge=1, le=60)  #: working days a reviewer has
    return_days: int = Field(2, ge=0, le=60)  #: working days a returned hand-in has at least
    obligations: tuple[Obligation, ...] = Field(min_length=1)

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("没有这个时区，应如 Asia/Shanghai") from None
        return value

    @cached_property
    def by_id(self) -> Mapping[str, Obligation]:
        return {o.id: o for o in self.obligations}

    def ladder_of(self, obligation: Obligation) -> tuple[Rung, ...]:
        return self.ladder if obligation.ladder is None else obligation.ladder

    def followers(self, obligation: str) -> tuple[tuple[Obligation, After], ...]:
        """The duties that acceptance of `obligation` opens, with the condition of each."""
        return self._followers.get(obligation, ())

    @cached_property
    def _followers(self) -> Mapping[str, tuple[tuple[Obligation, After], ...]]:
        found: dict[str, tuple[tuple[Obligation, After], ...]] = {}
        for duty in self.obligations:
            for after in duty.after:
                found[after.obligation] = (*found.get(after.obligation, ()), (duty, after))
        return found
