"""The tables of a rehearsal: title, headings and rows, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from obligations.ladder import RungKind
from simulation.versus import Figure, Versus
from simulation.what import Outcome

VERDICTS = {"better": "好些", "worse": "差些", "same": "相同", "": "变动"}
#: So many rows of a long table are enough for a terminal.
SHORT = 12


class Table(NamedTuple):
    """`says`: what to make of it, where it is not plain. `empty`: what to say without rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    empty: str = "没有"
    says: str = ""


def tables(outcome: Outcome) -> Iterator[Table]:
    """Everything that a rehearsal tells, in the order in which a planner asks."""
    yield _summary(outcome)
    yield _units(outcome)
    yield _months(outcome)
    yield _duties(outcome)
    yield _people(outcome)
    yield _heavy(outcome)
    yield _supervised(outcome)
    yield _stalled(outcome)
    yield _leader(outcome)
    yield _moved(outcome)
    yield _provisional(outcome)


def _summary(o: Outcome) -> Table:
    rungs = [(RungKind(kind).label, n) for kind, n in o.nudges.items()]
    rows = [
        ("天数", o.days),
        ("任务", o.tasks),
        ("填报时间（小时）", round(o.minutes / 60)),
        ("逾期", o.late),
        ("消息", o.messages),
        *rungs,
        *o.events.items(),
        *((f"最后状态：{state}", n) for state, n in o.states.items()),
        ("外出（次）", o.absences),
        ("系统不允许的操作", len(o.refused)),
    ]
    return Table("总数", ("项", "数"), rows)


def _units(o: Outcome) -> Table:
    rows = [(u.unit, u.tasks, u.minutes, u.late, u.reviews) for u in o.by_unit]
    return Table("各单位", ("单位", "任务", "填报分钟", "逾期", "审核"), rows)


def _months(o: Outcome) -> Table:
    months = sorted({m.month for u in o.by_unit for m in u.months})
    rows = []
    for unit in o.by_unit:
        mine = {m.month: f"{m.tasks}/{m.minutes}" for m in unit.months}
        rows.append((unit.unit, *(mine.get(month, "") for month in months)))
    return Table("各单位逐月到期：任务/分钟", ("单位", *months), rows)


def _duties(o: Outcome) -> Table:
    rows = [(d.name, d.tasks, d.minutes, d.late, d.supervised) for d in o.by_duty]
    rows.sort(key=lambda row: -int(row[2]))
    return Table("各项职责", ("职责", "任务", "填报分钟", "逾期", "到督办"), rows)


def _people(o: Outcome) -> Table:
    rows = [
        (p.person, p.messages, f"{p.messages / max(len(p.weeks), 1):.1f}", p.most, p.busiest)
        for p in o.by_person
    ]
    columns = ("人", "消息", "有消息的周平均", "最多一周", "哪一周")
    return Table(
        "每人收到的消息", columns, rows, says="一人一天至多一条摘要；督办和等着的答复另外即时告知。"
    )


def _heavy(o: Outcome) -> Table:
    rows = [(h.day, h.post, h.deadlines, "、".join(h.duties)) for h in o.heavy_days]
    return Table("一岗一天四项以上到期", ("日期", "岗位", "到期", "职责"), rows)


def _supervised(o: Outcome) -> Table:
    rows = [
        (s.on, s.name, s.period, s.subject, s.post, s.clock, s.highest, s.why, s.detail)
        for s in o.supervised
    ]
    columns = ("日期", "职责", "周期", "对象", "轮到", "环节", "最高一级", "原因", "谁")
    return Table("谁到了督办，为什么", columns, rows)


def _stalled(o: Outcome) -> Table:
    rows = [
        (s.who, s.why, s.first, s.last, s.tasks, s.reviews, s.days, "、".join(s.behind))
        for s in o.stalled
    ]
    columns = ("谁", "原因", "从", "到", "等的提交", "等的审核", "共等工作日", "后面开不了的职责")
    return Table(
        "一处缺人，哪里停住", columns, rows, says="在名册登记外出或写明B岗，这些就由B岗接手。"
    )


def _leader(o: Outcome) -> Table:
    rows = [(m.month, m.opened, m.done, m.late, m.supervise, m.bulletin, m.talk) for m in o.leader]
    columns = ("月", "新开", "办结", "月末仍逾期", "督办", "通报候选", "约谈建议")
    return Table("领导会看到什么", columns, rows)


def _moved(o: Outcome) -> Table:
    rows = [(m.due, m.name, m.period, m.plain, "暂定" if m.provisional else "") for m in o.moved]
    columns = ("到期日", "职责", "周期", "不放假、不调休时", "")
    return Table("放假调休移动的到期日", columns, rows)


def _provisional(o: Outcome) -> Table:
    rows = [(p.name, p.dates, p.first, p.last) for p in o.provisional]
    columns = ("职责", "暂定的到期日", "最早", "最晚")
    return Table(
        "暂定的日期", columns, rows, says="放假安排或校历还没有公布；公布后录入日历再载入。"
    )


def versus_tables(versus: Versus) -> Iterator[Table]:
    """The tables of a comparison."""
    columns = ("项", versus.before, versus.after, "相差", "")
    yield Table("两种办法相比", columns, list(map(_compared, versus.figures)))
    for title, figures in (
        ("逾期不同的单位", versus.units),
        ("逾期不同的职责", versus.duties),
        ("消息不同的人", versus.people),
    ):
        yield Table(title, columns, list(map(_compared, figures)))


def _compared(figure: Figure) -> tuple[Any, ...]:
    verdict = VERDICTS[figure.verdict]
    return figure.name, figure.before, figure.after, f"{figure.change:+d}", verdict
