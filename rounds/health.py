"""Is all well? What is wrong with a jurisdiction's work and with the installation, and what to do about it.

No silent failure (DESIGN, principle 6): a message that did not arrive, a day without a round, a post
with no address, a calendar year that is a guess. `huhang doctor` and the page 系统状态 say the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from notifiers.health import HOUR, failing_channels, health, is_growing
from notifiers.hours import is_open
from obligations.jurisdiction import Jurisdiction
from rounds import caring
from runtime.clock import today
from tasks import journal, queries

ROUND_BY = time(10, 0)  #: a working day without a round by then is somebody's alarm
LOOK_BACK = timedelta(days=7)  # how long a failed message is a finding
RUNNING = "看 huhang up 是否在运行；渠道是否一直没有应答"
STUCK = timedelta(hours=24)  # what waits longer in the outbox will not go by itself
#: The checks of which the administrator is told.
ALARMS = frozenset({"round", "post", "channel", "outbox", "reading"})
LEAST_SPACE = 500 * 1024**2  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """`problem`: somebody has to act. `note`: it works, and somebody should know."""

    level: Literal["problem", "note"]
    check: str
    says: str
    do: str


def of_jurisdiction(
    session: Session, rules: Jurisdiction, now: datetime, *, with_journal: bool = True
) -> Iterator[Finding]:
    """Every finding about one jurisdiction. Checking the journal reads all of it."""
    yield from _rounds(session, rules, now)
    yield from _posts(session, rules, now)
    yield from _messages(session, rules, now)
    yield from _channels(session, rules, now)
    yield from _readings(session, rules, now)
    yield from _calendar(session, rules, now)
    if with_journal:
        yield from of_journal(session, rules)


def alarms(session: Session, rules: Jurisdiction, now: datetime) -> dict[str, str]:
    """What the administrator is told of without asking: no round by ten, a vacant post that owes something,
    a channel that fails, an outbox that grows, somebody who reads as nobody has to. Check to words."""
    checks = (_rounds, _posts, _messages, _channels, _readings)
    found = (finding for check in checks for finding in check(session, rules, now))
    wrong: dict[str, list[str]] = {}
    for finding in found:
        if finding.check in ALARMS:
            wrong.setdefault(finding.check, []).append(f"{finding.says}。{finding.do}")
    return {check: "；".join(says) for check, says in wrong.items()}


def _rounds(session: Session, rules: Jurisdiction, now: datetime) -> Iterator[Finding]:
    on, last = today(now, rules.zone), next(iter(queries.last_rounds(session, rules.id, 1)), None)
    does = "看 huhang up 是否在运行；补一次：huhang round"
    if last is None or last.day < on:
        late = now.astimezone(rules.zone).time() >= ROUND_BY
        missed = rules.workdays.count(last.day, on) if last else 1
        if missed > 1 or (late and rules.workdays.is_workday(on)):
            since = f"上一次是 {last.day}" if last else "一次也没有过"
            yield Finding("problem", "round", f"{rules.name}今天还没有巡检，{since}", does)
    elif last.day > on:
        # A round rewinds nothing: whoever typed a wrong year has no round any more until then.
        says = f"{rules.name}最近一次巡检记的是 {last.day}，比今天 {on} 晚，到那天之前不会再巡检"
        yield Finding(
            "problem", "round", says, "时钟不对先校准；日期写错了，用那次巡检之前的备份恢复"
        )
    elif last.failed:
        names = "、".join(last.failed)
        yield Finding(
            "problem", "round", f"{rules.name} {last.day} 的巡检部分失败：{names}",
            "看日志，修好后 huhang run 该项职责",
        )  # fmt: skip


def _posts(session: Session, rules: Jurisdiction, now: datetime) -> Iterator[Finding]:
    on = today(now, rules.zone)
    # How many is not said: for the contact of a child it would be the number of children.
    for post in queries.open_posts(session, rules.id):
        if post in rules.roster.by_name and rules.roster.recipient(post, on):
            continue
        says = f"{rules.name}的岗位“{post}”空缺，还有任务没有办结"
        yield Finding("problem", "post", says, _who_else(session, rules, post))


def _who_else(session: Session, rules: Jurisdiction, post: str) -> str:
    """What to do about an empty post. A contact's calls move in the register, the rest one by one."""
    duties = queries.open_duties(session, rules.id, post)
    does = ["在名册里写明任职的人"]
    if rules.plan.caring and rules.plan.caring.id in duties:
        does.append("请登记岗在关爱登记里变更联系人")
        duties -= {rules.plan.caring.id}
    if duties:
        does.append("huhang task reassign 转交")
    return "，或".join(does)


def _messages(session: Session, rules: Jurisdiction, now: datetime) -> Iterator[Finding]:
    state = health(session, rules.id, now - LOOK_BACK)
    if state.failures:
        last = state.failures[0]
        says = (
            f"{rules.name}近 7 天有 {len(state.failures)} 条消息没有送达，"
            f"最近一条给 {last.recipient}：{last.reason}"
        )
        yield Finding("problem", "delivery", says, "检查 channels.yaml；消息仍在站内信里")
    if state.waiting_since and now - state.waiting_since > STUCK:
        says = f"{rules.name}有 {state.waiting} 条消息等了一天以上还没有发出"
        yield Finding("problem", "outbox", says, RUNNING)
    elif _grows(session, rules, state.waiting_since, now):
        says = f"{rules.name}等待发出的消息越来越多，现在有 {state.waiting} 条"
        yield Finding("problem", "outbox", says, RUNNING)


def _channels(session: Session, rules: Jurisdiction, now: datetime) -> Iterator[Finding]:
    for one in failing_channels(session, rules.id, now):
        since = f"{one.since.astimezone(rules.zone):%m-%d %H:%M}"
        says = f"{rules.name}的渠道{one.channel}从 {since} 起一直发不出：{one.reason}"
        yield Finding("problem", "channel", says, "检查 channels.yaml 里的这一项和对方的服务")


def _readings(session: Session, rules: Jurisdiction, now: datetime) -> Iterator[Finding]:
    for says in caring.unusual_readings(session, rules, now, LOOK_BACK):
        does = "请批准人问明原因，核对查看记录；有疑问先封存：huhang case seal-all"
        yield Finding("problem", "reading", f"{rules.name}的关爱登记查看异常：{says}", does)


def _grows(session: Session, rules: Jurisdiction, since: datetime | None, now: datetime) -> bool:
    """Outside the hours waiting is as it should be; a rush that is being worked off is no alarm."""
    waits_long = since is not None and now - since > HOUR
    return waits_long and is_open(rules, now) and is_growing(session, rules.id, now)


def _calendar(session: Session, rules: Jurisdiction, now: datetime) -> Iterator[Finding]:
    on = today(now, rules.zone)
    guessed = {
        line.due.year
        for line in queries.tasks(session, rules, on, open_only=True)
        if rules.workdays.is_provisional(line.due)
    }
    for year in sorted(guessed):
        says = f"{rules.name}有任务按暂定的 {year} 年日历算到期日"
        yield Finding(
            "note", "calendar", says, "放假安排公布后升级日历，或写进 calendar.yaml 再载入"
        )


def of_journal(session: Session, rules: Jurisdiction) -> Iterator[Finding]:
    """Has somebody changed what was written down?"""
    problems = journal.verify(session, rules.id)
    if problems:
        says = f"{rules.name}的留痕有 {len(problems)} 处不对：{problems[0]}"
        yield Finding("problem", "journal", says, "全部见 huhang journal verify；与备份核对")


def of_space(folder: Path) -> Iterator[Finding]:
    """Is there room for what this installation writes?"""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    if free < LEAST_SPACE:
        says = f"数据文件夹所在的磁盘只剩 {free // 1024**2} MB"
        yield Finding("problem", "space", says, "腾出空间，或用 HUHANG_DATA 换一个磁盘")
