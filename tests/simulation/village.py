"""A small invented plan with every shape of duty, played in seconds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from simulation.people import reading
from simulation.people.behaviour import People
from simulation.run import Played, play
from simulation.scene import Scene, prepare

MONDAY = date(2026, 9, 7)
#: 提醒 and the rest of the ladder need ten working days after a due date; three weeks hold them.
THREE_WEEKS, SIX_WEEKS = 21, 42

PLAN = """\
id: brook
title: 溪口村工作方案
zone: Asia/Shanghai
effective_from: 2026-01-01
obligations:
  - id: patrol
    name: 每周巡查
    clause: 一
    quote: 每周巡查一次
    lead: subject
    each: seats
    every: week
    basis: text
    hand_in: {次数: count, 时间: date, 照片: files?}
    review: 甲所
  - id: visit
    name: 每月走访
    clause: 二
    quote: 每月走访一次
    lead: subject
    each: seats
    every: month
    due: 5 working days after start
    basis: text
    hand_in: {次数: count}
    review: 副职
  - id: visit-report
    name: 走访报告
    clause: 三
    quote: 走访后报告
    lead: 乙所
    each: seats
    after: visit
    within: 3 working days
    basis: text
    hand_in: {情况: line}
  - id: study
    name: 每季度学习
    clause: 四
    quote: 每季度学习一次
    lead: 甲所
    each: town
    every: quarter
    basis: text
    hand_in: {时间: date, 方式: "choice(集中, 分散)"}
    review: 正职
  - id: lesson
    name: 每周一课
    clause: 五
    quote: 每周一课
    lead: 丙校
    each: town
    every: week, in term
    basis: text
    hand_in: {人数: count, 满意: yes, 签到表: files}
  - id: contact
    name: 关爱帮教
    neutral: 每周联系
    clause: 六
    quote: 每周联系一次
    lead: 乙所
    each: cases
    every: week
    basis: text
    sensitive: true
    hand_in: {次数: count}
"""

ROSTER = """\
jurisdiction: brook
name: 溪口村
supervisor: 甲所
deputy_leaders: 副职
leader: 正职
units:
  - {name: 甲所, head: 赵例一, handler: {person: 钱例二, deputy: 孙例三}}
  - {name: 乙所, head: 李例四, handler: 周例五}
  - {name: 丙校}
posts:
  - {name: 正职, holders: 吴例六}
  - {name: 副职, holders: 郑例七}
  - {name: 东·讲师, unit: 甲所, holders: 王例八}
  - {name: 西·讲师, unit: 乙所, holders: 冯例九}
  - {name: 南·讲师, external: true, holders: 陈例十}
groups:
  town: {kind: jurisdiction, label: 村, subjects: [溪口村]}
  seats: {kind: seat, label: 席位, subjects: [东·讲师, 西·讲师, 南·讲师]}
  cases: {kind: case, label: 关爱对象, subjects: [{name: 关爱-99}]}
"""

CALENDAR = """\
published: CN
school_years:
  - id: 2026-27
    terms:
      - {id: T1, from: 2026-09-01, to: 2027-01-22}
      - {id: T2, from: 2027-02-22, to: 2027-07-09}
"""

NOTICE = "每周巡查一次。每月走访一次。走访后报告。每季度学习一次。每周一课。每周联系一次。"

#: Everybody asks for everything, and sends what he can.
ASKING = """\
hand_in: {unasked: 0.7, moved: {urge: 0.5, supervise: 0.8, other: 0.6}, files: 0.7}
review: {unasked: 0.9, returned: 0.2}
extension: {asked: 0.2, granted: 0.5}
waiver: {asked: 0.4, granted: 0.5, answered: [0, 4]}
"""

TEXTS = {"plan.yaml": PLAN, "demo.yaml": ROSTER, "calendar.yaml": CALENDAR, "notice.txt": NOTICE}


def people(named: str) -> People:
    """One of the kinds that come with the house, or `asking`."""
    return reading.read("asking.yaml", ASKING) if named == "asking" else reading.known(named)


def scene(
    who: str | People = "typical",
    *,
    days: int = THREE_WEEKS,
    first: date = MONDAY,
    seed: int = 0,
    without: Iterable[str] = (),
    texts: dict[str, str] | None = None,
) -> Scene:
    """So many days of the village."""
    kind = people(who) if isinstance(who, str) else who
    last = first + timedelta(days=days - 1)
    return prepare(texts or TEXTS, first=first, last=last, people=kind, seed=seed, without=without)


def played(who: str | People = "typical", **more: object) -> Played:
    """The village, played."""
    return play(scene(who, **more))  # type: ignore[arg-type]
