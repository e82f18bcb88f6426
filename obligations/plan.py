"""A plan 方案: the document as data. One sentence of the notice is one obligation 职责."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator, model_validator

from obligations.cadence import Cadence, DueRule, OpensRule, Within
from obligations.caring import Care
from obligations.feeds import Given
from obligations.fields import UNTELLING, FieldKind, FieldType
from obligations.hours import OFFICE_HOURS, Hours
from obligations.judging import Assessment, Goal
from obligations.ladder import DEFAULT, Ladder, Rung
from obligations.periods import Every
from obligations.sheets import Day, Misfit, Names, Sheet, Slug, many
from obligations.tallying import Tally, misfits


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


#: The reports that a hand-in can be drafted by: see reports.drafts.
Report = Literal["bulletin", "meeting", "information", "summary", "assessment", "goals"]


class Obligation(Sheet):
    """One recurring duty. The first of `lead` answers; the others are co-leads, without a clock."""

    stand_ins: ClassVar = {
        **dict.fromkeys(("name", "clause", "quote", "lead", "each"), "-"),
        "id": "duty",
        "every": "year",
        "basis": "text",
    }

    id: Slug
    name: str = Field(min_length=1, max_length=80)
    neutral: str | None = Field(None, max_length=40)  #: its name in messages, flows and logs
    clause: str
    quote: Names = Field(min_length=1)
    lead: Names = Field(min_length=1)
    support: Names = ()
    each: Names = Field(min_length=1)
    named_in: str | None = None  #: the parent's field that names the subjects (a follow-up only)
    every: Cadence | None = None
    opens: OpensRule | None = None
    due: DueRule | None = None
    roll: Literal["earlier", "later"] = "earlier"
    after: Annotated[tuple[After, ...], BeforeValidator(many)] = ()
    within: Within | None = None
    of: str = ACCEPTED
    basis: Basis
    note: str = ""
    hand_in: Mapping[str, FieldKind] = {}
    feeds: Mapping[str, Given] = {}  #: the duties that a hand-in serves as well
    review: str | None = None
    draft: Report | None = None  #: the report that is drafted for its hand-in
    minutes: int = Field(5, ge=0, le=10_000)
    sensitive: bool = False
    whitelist: str | None = None  #: number in the 社会事务进校园 whitelist
    told_by: Names = ()  #: the agencies outside that may notify a unit of it, by 信息交换
    send_to: str | None = None  #: for whom a package is made of what its parents handed in
    assigns: str | None = None  #: the field whose lines can be assigned 交办 as tasks of their own
    checks: Names = ()  #: the groups whose missing work a check starts from
    meeting: bool = False  #: a meeting: its next turn is told on the leaders' page
    archive: bool = False  #: 档案: each `yes` field is a kind, filled by what other duties feed it
    ladder: Ladder | None = None
    tally: Tally | None = None  #: counts that go on from one period to the next
    care: Care | None = None  #: its subjects are those of the care register

    @model_validator(mode="after")
    def _sound(self) -> Obligation:
        _check_follow_up(self)
        _check_links(self)
        _check_days(self)
        for problem in misfits(self.tally, self.hand_in) if self.tally else ():
            raise Misfit("tally", problem)
        if SUBJECT in self.lead[1:]:
            raise Misfit("lead", "subject 只能写在 lead 的第一位")
        return self

    @property
    def too_telling(self) -> tuple[str, ...]:
        """Fields a sensitive duty may not ask for: photos, files, free text."""
        if not self.sensitive:
            return ()
        return tuple(name for name, kind in self.hand_in.items() if kind.type not in UNTELLING)

    @property
    def cadence(self) -> str:
        """How often, as the plan writes it."""
        if self.every:
            return str(self.every)
        return f"after {', '.join(a.obligation for a in self.after)}, within {self.within}"

    @property
    def is_assigned(self) -> bool:
        """交办: opened one by one, when somebody assigns it; no period brings it."""
        return self.every is not None and self.every.every is Every.ASSIGNED

    @property
    def in_term(self) -> bool:
        """Does its time follow the school year?"""
        if self.every is None:
            return False
        return self.every.in_term or self.every.every in (Every.TERM, Every.SCHOOL_YEAR)

    def __hash__(self) -> int:
        return hash(self.id)


def _check_follow_up(duty: Obligation) -> None:
    """Either `every` or `after`, and with each only the words that belong to it."""
    if duty.after and duty.every:
        raise Misfit("after", "every（多久一次）和 after（在哪项之后）两者取一")
    if not duty.after and not duty.every:
        raise Misfit("every", "请写 every（多久一次）或 after（在哪项之后）")
    if duty.after and not duty.within:
        raise Misfit("after", "after 要写明期限，如 within: 3 working days")
    own = ("due", "opens") if duty.after else ("within", "named_in")
    for key in own:
        if getattr(duty, key) is not None:
            raise Misfit(key, f"{key} 只用于 {'every' if duty.after else 'after'} 的职责")
    if duty.every and duty.of != ACCEPTED:
        raise Misfit("of", "of 只用于 after 的职责")


#: The cadences that divide no time into periods which could be told by their ids.
_PASSING = (Every.ONCE, Every.ASSIGNED, Every.RULE)
#: The cadences whose periods hold every day of a year once, so that 09-30 names one day of each.
_YEARLY = (Every.YEAR, Every.SCHOOL_YEAR)


def _check_days(duty: Obligation) -> None:
    """`due` and `opens` name one day in each period, no more and no less."""
    if duty.every is None:
        return
    every, due, opens = duty.every.every, duty.due, duty.opens
    dated = due is not None and isinstance(due.day, date)
    if every is Every.ONCE and not dated:
        raise Misfit("every", "once 要写明到期日，如 due: 2020-07-31")
    if dated and every is not Every.ONCE:
        raise Misfit("due", "只有 once 的到期日写年份，其他写 09-30、day 25 或不写")
    if due and due.month_day and every not in _YEARLY:
        raise Misfit("due", "09-30 这种写法只用于 year 和 school year")
    if due and isinstance(due.day, int) and every is not Every.MONTH:
        raise Misfit("due", "day 25 这种写法只用于 month")
    if opens and opens.month_day and every not in (*_YEARLY, Every.ONCE):
        raise Misfit("opens", "12-01 这种写法只用于 year、school year 和 once")


def _check_links(duty: Obligation) -> None:
    """The words that tie a duty to others stand where they mean something."""
    if duty.is_assigned and (duty.due or duty.opens or duty.sensitive):
        key = "due" if duty.due else "opens" if duty.opens else "sensitive"
        raise Misfit(key, f"assigned（交办）的职责不写 {key}：到期日和事项都在交办时写")
    for key in ("told_by", "send_to"):
        if getattr(duty, key) and not duty.after:
            raise Misfit(key, f"{key} 只用于 after 的职责")
    field = duty.hand_in.get(duty.assigns or "")
    if duty.assigns and (field is None or field.type is not FieldType.TEXT):
        raise Misfit("assigns", f"assigns: {duty.assigns!r} 应为 hand_in 里的一个 text 字段")
    if duty.archive:
        _check_archive(duty)


def _check_archive(duty: Obligation) -> None:
    if duty.every is None or duty.every.every in _PASSING:
        raise Misfit("archive", "archive（档案）的 every 应为 term、school year、year 这样的周期")
    if all(kind.type is not FieldType.YES for kind in duty.hand_in.values()):
        raise Misfit("archive", "archive（档案）的 hand_in 里，每一类材料写一个 yes 字段")
    if duty.sensitive:
        raise Misfit("archive", "archive（档案）收材料，不能写在敏感职责上")


class NoDuty(Sheet):
    """Words of the notice that ask nobody for anything, and why: 指导思想, 人员名单 …"""

    quote: Names = Field(min_length=1)
    why: str = Field(min_length=1)


class Plan(Sheet):
    """The document as data. `zone` is an IANA name; all its days are days there."""

    stand_ins: ClassVar = {
        "id": "plan",
        "title": "方案",
        "zone": "UTC",
        "effective_from": "0001-01-01",
    }

    id: Slug
    title: str
    document: str = ""
    zone: str
    effective_from: Day
    review_by: Day | None = None
    ladder: Ladder = DEFAULT
    hours: Hours = OFFICE_HOURS  #: on working days; outside them nobody is told
    review_days: int = Field(3, ge=1, le=60)  #: working days a reviewer has
    return_days: int = Field(2, ge=0, le=60)  #: working days a returned hand-in has at least
    obligations: tuple[Obligation, ...] = Field(min_length=1)
    assessment: Assessment = Assessment()  #: 年终考核: who is assessed, what counts how much
    goals: tuple[Goal, ...] = ()  #: 三年目标: indicators with a figure a year
    no_duty: tuple[NoDuty, ...] = ()  #: what else the notice says; huhang plan coverage asks for it

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

    @cached_property
    def caring(self) -> Obligation | None:
        """The duty whose subjects are in the care register, where the plan has one."""
        return next((duty for duty in self.obligations if duty.care), None)

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
