"""合规: the year's audit pack of the room (PIPL 54; 未成年人网络保护条例 37: once a year, reported).

What is held, on which basis, who read what how often and what for, what was destroyed when. Counts and dates;
no identity, no code, nothing that leads to a case. It is for the head of the lead unit: small numbers stand
in it as they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from care import access
from care.forgetting import KEPT
from care.lifecycle import Basis, CareRefused, State
from care.notification import State as Sent
from care.tables import CareCase, CareExchange, CareReading, CareRequest, CareZone
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today
from tasks import journal
from tasks.tables import JournalRow

AUDITED = "care_audit"
ROTATED = "care_rotate"
Cell = str | int | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of the pack."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def audit(
    session: Session, rules: Jurisdiction, year: int, *, by: str, now: datetime
) -> tuple[Table, ...]:
    """The pack of that year, as things stand now. Raises CareRefused for anybody but the case post and
    whoever approves, and for a year that has not begun."""
    on = today(now, rules.zone)
    if not (access.keeps(rules, by, on) or access.approves(rules, by, on)):
        raise CareRefused("年度合规材料只给登记岗和批准人")
    if year > on.year:
        raise CareRefused(f"{year} 年还没有开始")
    room = session.get(CareZone, rules.id)
    if room is None:
        raise CareRefused("关爱登记还没有启用，没有可审计的")
    journal.write(session, rules.id, now=now, actor=by, verb=AUDITED, year=year)
    span = _span(rules, year)
    return (
        Table("概况", ("项目", "内容"), tuple(_overview(session, rules, room, year, on))),
        Table("在库", ("状态", "依据", "不满十四周岁", "人数"), tuple(_held(session, rules))),
        Table("查看", ("查看人", "岗位", "目的", "次数", "其中没有打开", "涉及人数"), tuple(_readings(session, rules, span))),
        Table("销毁", ("日期", "原因", "份数"), tuple(_destroyed(session, rules, span))),
        Table("申请", ("内容", "收到", "应答复", "答复日", "结果", "按时"), tuple(_requests(session, rules, span))),
        Table("信息交换", ("发出", "接收", "依据", "状态", "件数"), tuple(_exchanged(session, rules, span))),
        Table("留痕", ("日期", "办理人", "事项", "说明"), tuple(_acts(session, rules, span))),
        Table("保存期限", ("内容", "保存多久", "到期怎么办"), tuple(_retention(rules))),
    )  # fmt: skip


def _span(rules: Jurisdiction, year: int) -> tuple[datetime, datetime]:
    """From the first moment of the year to that of the next, in the plan's zone."""
    first, last = (datetime.combine(date(y, 1, 1), time(), rules.zone) for y in (year, year + 1))
    return first, last


_Span = tuple[datetime, datetime]
_Rows = Iterator[tuple[Cell, ...]]


def _overview(session: Session, rules: Jurisdiction, room: CareZone, year: int, on: date) -> _Rows:
    yield "辖区", rules.name
    yield "年度", year
    yield "材料日期", on
    yield "启用", _day(rules, room.opened_at)
    yield "启用人", room.opened_by
    yield "影响评估日期", room.assessed_on
    yield "影响评估存放和签字", room.assessment
    yield "现在", f"已封存（{_day(rules, room.sealed_at)}）" if room.sealed_at else "正常使用"
    yield "本年新登记", _asked(session, rules, _span(rules, year))
    yield "身份信息", "逐项加密，每人一把密钥，密钥存在数据库以外"
    yield "审阅人签字", ""
    yield "签字日期", ""


def _asked(session: Session, rules: Jurisdiction, span: _Span) -> int:
    several = select(func.count()).where(
        CareCase.jurisdiction == rules.id, CareCase.asked_at >= span[0], CareCase.asked_at < span[1]
    )
    return session.scalar(several) or 0


def _held(session: Session, rules: Jurisdiction) -> _Rows:
    """The identities that are there today."""
    grouped = (
        select(CareCase.state, CareCase.basis, CareCase.under_14, func.count())
        .where(CareCase.jurisdiction == rules.id, CareCase.destroyed_at.is_(None))
        .group_by(CareCase.state, CareCase.basis, CareCase.under_14)
        .order_by(CareCase.state, CareCase.basis, CareCase.under_14)
    )
    for state, basis, young, count in session.execute(grouped).tuples():
        yield State(state).label, Basis(basis).label, "是" if young else "否", count


def _readings(session: Session, rules: Jurisdiction, span: _Span) -> _Rows:
    grouped = (
        select(
            CareReading.by,
            CareReading.post,
            CareReading.purpose,
            func.count(),
            func.count(func.nullif(CareReading.failed, "")),
            func.count(CareReading.case_id.distinct()),
        )
        .where(
            CareReading.jurisdiction == rules.id,
            CareReading.at >= span[0],
            CareReading.at < span[1],
        )
        .group_by(CareReading.by, CareReading.post, CareReading.purpose)
        .order_by(CareReading.by, CareReading.post, CareReading.purpose)
    )
    yield from session.execute(grouped).tuples()


def _destroyed(session: Session, rules: Jurisdiction, span: _Span) -> _Rows:
    gone = select(CareCase.destroyed_at, CareCase.exit_reason).where(
        CareCase.jurisdiction == rules.id,
        CareCase.destroyed_at >= span[0],
        CareCase.destroyed_at < span[1],
    )
    counted = Counter(
        (_day(rules, at), reason or State.REFUSED.label)
        for at, reason in session.execute(gone).tuples()
        if at is not None
    )
    for (day, reason), count in sorted(counted.items()):
        yield day, reason, count


def _requests(session: Session, rules: Jurisdiction, span: _Span) -> _Rows:
    asked = (
        select(CareRequest)
        .where(
            CareRequest.jurisdiction == rules.id,
            CareRequest.received_on >= span[0].date(),
            CareRequest.received_on < span[1].date(),
        )
        .order_by(CareRequest.received_on, CareRequest.id)
    )
    for one in session.scalars(asked):
        answered = _day(rules, one.answered_at) if one.answered_at else None
        in_time = "" if answered is None else "是" if answered <= one.answer_by else "否"
        yield one.kind, one.received_on, one.answer_by, answered, one.answer, in_time


def _exchanged(session: Session, rules: Jurisdiction, span: _Span) -> _Rows:
    asked = select(CareExchange).where(
        CareExchange.jurisdiction == rules.id,
        CareExchange.asked_at >= span[0],
        CareExchange.asked_at < span[1],
    )
    counted = Counter(
        (one.sender, one.receiver, one.law + one.article, Sent(one.state).label)
        for one in session.scalars(asked)
    )
    for place, count in sorted(counted.items()):
        yield *place, count


#: What of the journal belongs into the pack, one by one; readings and calls are counted elsewhere.
_ACTS = {
    "care_open": "启用",
    "care_seal": "封存",
    "care_unseal": "启封",
    ROTATED: "更换密钥",
    AUDITED: "出年度材料",
}


def _acts(session: Session, rules: Jurisdiction, span: _Span) -> _Rows:
    rows = (
        select(JournalRow)
        .where(
            JournalRow.jurisdiction == rules.id,
            JournalRow.verb.in_(_ACTS),
            JournalRow.at >= span[0],
            JournalRow.at < span[1],
        )
        .order_by(JournalRow.seq)
    )
    for row in session.scalars(rows):
        said = json.loads(row.data)
        yield _day(rules, row.at), row.actor, _ACTS[row.verb], str(said.get("reason", ""))


def _retention(rules: Jurisdiction) -> Iterable[tuple[Cell, ...]]:
    care = access.rules_of(rules)
    return (
        ("在册对象的身份信息", f"每 {care.review_days} 天评估一次还要不要", "不需要的退出"),
        ("退出对象的身份信息", f"退出后 {care.keep_days} 天", "销毁密钥和密文，备份里的随之打不开"),
        ("未批准的登记", "不留", "当即销毁"),
        ("登记的数量、依据种类和日期", "长期", "不含身份，供统计"),
        ("查看记录、信息交换记录", f"{KEPT.days} 天（不少于三年）", "删除"),
        ("留痕", "长期", "只有办理人、时间和目的，没有对象"),
    )


def _day(rules: Jurisdiction, moment: datetime) -> date:
    return today(moment, rules.zone)
