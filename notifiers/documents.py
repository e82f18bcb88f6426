"""Documents in Word that a person signs: 督办单, 拟通报告知 and 约谈通知, from templates an office can edit.

A plan's own template (`templates/supervise.docx` in its folder) stands in place of ours. They are
rendered in a sandbox, and everything filled in is escaped.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib.resources import files

from sqlalchemy.orm import Session

from notifiers import timeline
from notifiers.rendering import masked
from notifiers.timeline import Step
from obligations import wording
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.plan import Obligation
from obligations.sensitive import hides_subjects, spoken
from runtime import word
from runtime.clock import today
from runtime.word import SUFFIX, TemplateFault
from tasks import plans, titles
from tasks.notices import kinds
from tasks.notices.tables import Notice
from tasks.tables import Task

UNSIGNED = "（未签发，签发后编号）"
_OUTCOMES = {
    "sent": "已告知",
    "failed": "没有送达",
    "suppressed": "未发",
    "skipped": "略过",
    "waiting": "等待告知",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of what was done so far."""

    day: str
    what: str
    whom: str
    result: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that a template can fill in; all of it text, in neutral words."""

    place: str  #: 安稳镇
    document: str  #: 安稳府〔2020〕50号
    number: str
    post: str
    duty: str
    clause: str
    period: str
    subject: str
    due: str
    late: str  #: 已逾期 3 个工作日
    issued: str  #: the day, or that nobody has signed it
    issuer: str
    until: str  #: the last day for an objection; empty where there is none
    receipt: str
    reply: str
    steps: tuple[Row, ...]


def paper(session: Session, jurisdiction: Jurisdiction, notice: Notice, on: date) -> Paper:
    """What there is to say in a notice, as it stood when it was signed, or stands on `on`."""
    task = session.get_one(Task, notice.task_id)
    rules = plans.rules_for(session, jurisdiction, task.plan_version)
    duty = rules.obligation(task.obligation)
    signed = today(notice.issued_at, rules.zone) if notice.issued_at else None
    day = signed or on
    kind = RungKind(notice.kind)
    number = kinds.number_text(kind, notice.year, notice.number)
    steps = timeline.timeline(session, jurisdiction, task.id, on) or []
    return Paper(
        place=jurisdiction.name,
        document=rules.plan.document or rules.plan.title,
        number=number or UNSIGNED,
        post=masked(notice.post),
        duty=titles.spoken_name(duty, titles.title(session, task)),
        clause=duty.clause,
        period=wording.period_text(task.period, day) or "一次性工作",
        subject=_subject(rules, duty, task.subject),
        due=_day(notice.due),
        late=wording.time_left(rules, notice.due, day),
        issued=_day(signed) if signed else UNSIGNED,
        issuer=notice.issued_by,
        until=_day(notice.until) if notice.until else "",
        receipt=_receipt(notice, rules),
        reply=spoken(rules, duty, notice.reply),
        steps=tuple(_rows(steps, day)),
    )


def _subject(rules: Jurisdiction, duty: Obligation, subject: str) -> str:
    return "（不显示）" if hides_subjects(rules, duty) else masked(subject)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _receipt(notice: Notice, rules: Jurisdiction) -> str:
    if notice.received_at is None:
        return ""
    return f"{notice.received_by}，{_day(today(notice.received_at, rules.zone))}"


def _rows(steps: Iterable[Step], until: date) -> Iterable[Row]:
    for step in steps:
        if step.on <= until and step.state != timeline.AHEAD:
            told = step.recipient or step.post
            yield Row(
                _day(step.on), step.label, masked(told), _OUTCOMES.get(step.state, step.state)
            )


def render(kind: RungKind, filled: Paper, own: Mapping[str, str]) -> bytes:
    """The document. `own`: the plan's templates. Raises TemplateFault."""
    return _render(kind.value + SUFFIX, filled, own)


def check(name: str, own: Mapping[str, str]) -> None:
    """Can the plan's own template of that name be filled in? Raises TemplateFault."""
    _render(name, SAMPLE, own)


def _render(name: str, filled: Paper, own: Mapping[str, str]) -> bytes:
    known = [field.name for field in fields(Paper)]
    return word.fill(_template(name, own), asdict(filled), known)


def _template(name: str, own: Mapping[str, str]) -> bytes:
    if name not in own:
        return (files("notifiers") / "templates" / name).read_bytes()
    try:
        return base64.b64decode(own[name], validate=True)
    except binascii.Error:
        raise TemplateFault("不是 Word 文件（.docx）") from None


#: For trying a template.
SAMPLE = Paper(
    place="某镇",
    document="某府〔2020〕1号",
    number="督办〔2026〕1号",
    post="某岗",
    duty="每月到校指导",
    clause="四（一）一",
    period="9月",
    subject="某校",
    due="2026年9月30日",
    late="已逾期 3 个工作日",
    issued="2026年10月10日",
    issuer="某人",
    until="2026年10月15日",
    receipt="",
    reply="",
    steps=(Row("2026年9月24日", "提醒", "某人", "已告知"),),
)
