"""`huhang up`: everything in one, on this machine, until Ctrl-C.

First what needs no Prefect: the database, the plan, today's round. Meanwhile the web app, Prefect's server
and our executor start, as processes of their own, each started again when it dies. This process imports
no Prefect: it stays small, and is there at once.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.status import Status

from huhang import demo_cases, own_templates, prefect_home
from huhang.console import Refused, complain, say, show_table
from huhang.folders import read_folder, roster_file
from huhang.lock import locked
from huhang.prefect_home import PrefectSettings
from huhang.processes import News, Program, Supervisor
from huhang.schema import upgrade
from obligations.faults import PlanError
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from rounds import caring, day
from rounds.day import DayRun
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings, WebSettings
from tasks import plans
from tasks.working import RoundRefused
from web import accounts

TICK = 0.5  # seconds between two looks at the processes
PAGES_WAIT = 10.0  # seconds for the pages to answer; then what else there is starts beside them
PORT_WAIT = 12.0  # seconds for the processes of an `up` that was killed to notice and to end


def run(plan: Path, *, demo: bool = False) -> None:
    """Run until Ctrl-C or SIGTERM. The plan folder is loaded only where it is not yet.

    Raises Refused when the data folder is held by another `up` or the port by another program, and
    what loading a plan raises; by then nothing is left running.
    """
    settings, prefect, web = Settings(), PrefectSettings(), WebSettings()
    folder = settings.data.expanduser().resolve()
    with _ended_by_signals(), locked(folder, prefect_port=prefect.port) as was_killed:
        for port, variable in (
            (prefect.port, "HUHANG_PREFECT_PORT"),
            (web.port, "HUHANG_WEB_PORT"),
        ):
            _wait_for_port(port, variable, PORT_WAIT if was_killed else 0.0)
        with Supervisor() as supervisor, Console(stderr=True).status("准备数据库…") as status:
            pages, *others = _programs(settings, prefect)
            supervisor.start(pages)  # it takes a while to come up, and waits for the database
            rules = _prepare(settings, plan, demo=demo)
            _wait_for_pages(supervisor)
            if demo and web.is_local:
                _make_demo_accounts(settings, plan, rules)
            say(f"网页：{web.address}；正在启动 Prefect，约半分钟")
            for program in others:
                supervisor.start(program)
            _todays_rounds(settings, rules, status)
            status.update("Prefect 启动中…")
            _watch(supervisor, status, lambda n: _show(settings, web, rules, n))


def _wait_for_pages(supervisor: Supervisor) -> None:
    """Prefect takes the whole machine while it starts: the pages come first."""
    give_up = time.monotonic() + PAGES_WAIT
    while time.monotonic() < give_up:
        for news in supervisor.news(TICK):
            if "died" in news.said:
                complain(_death(news))
            if "pages" in news.said:
                return


def _programs(settings: Settings, prefect: PrefectSettings) -> tuple[Program, ...]:
    """The processes, in the order of their start: people can work before Prefect is there."""
    environment = prefect_home.environment(settings, prefect.port)
    logs = _logs(settings)
    return (
        Program("网页", "huhang.web_server", logs / "web.log", environment),
        Program("Prefect 服务", "huhang.prefect_server", logs / "prefect.log", environment),
        Program("执行器", "huhang.executor", logs / "executor.log", environment),
    )


def _logs(settings: Settings) -> Path:
    return settings.data.expanduser().resolve() / "logs"


def _prepare(settings: Settings, plan: Path, *, demo: bool) -> list[Jurisdiction]:
    """Bring the database up to date and load the plan where its jurisdiction has none.

    Raises OtherRosterError where the demo was loaded and the real roster is asked for, or the reverse.
    """
    texts, roster, now = read_folder(plan), roster_file(demo=demo), clock.now()
    rules, _ = load(texts, roster=roster)
    if faults := own_templates.faults(rules):
        raise PlanError(faults)
    with _opened(settings) as database:
        upgrade(database)
        with database.write() as session:
            plans.check_same_roster(session, rules.id, roster)
            if rules.id not in plans.jurisdiction_ids(session):
                plans.load_plan(session, texts, roster, now=now, by="huhang up")
                say(f"已载入方案 {plan}（{roster}）")
            return [plans.current(session, one) for one in plans.jurisdiction_ids(session)]


def _todays_rounds(settings: Settings, rules: list[Jurisdiction], status: Status) -> None:
    with _opened(settings) as database:
        for one in rules:
            status.update(f"{one.name}今日巡检…")
            _todays_round(database, settings, one, clock.now())


def _todays_round(
    database: Database, settings: Settings, rules: Jurisdiction, now: datetime
) -> None:
    try:
        run = day.run(database, rules.id, now, day.channels_of(settings))
    except RoundRefused as refused:
        complain(f"{rules.name}：{refused}")
        return
    caring.keep(database, rules.id, settings.keyring, now)
    day.beat()
    say(f"{rules.name}今日巡检：{_summary(run)}")
    for duty in run.failed:
        complain(f"  {duty} 没有办成，其余照办；请看 huhang doctor")


def _summary(run: DayRun) -> str:
    moved = sum(duty.moved for duty in run.runs)
    if not moved and not run.told.messages:
        return "没有新的事"
    opened = sum(duty.opened for duty in run.runs)
    return f"{moved} 项职责有变动，开启 {opened} 件，告知 {run.told.messages} 条消息"


def _watch(supervisor: Supervisor, status: Status, show: Callable[[int], None]) -> None:
    """Say what happens to the processes, until somebody ends us."""
    shown = False
    while True:
        for news in supervisor.news(TICK):
            match news.said:
                case {"registered": done, "of": of}:
                    status.update(f"登记流程 {done}/{of}…")
                case {"executor": "ready"} if shown:
                    say("执行器已恢复")
                case {"executor": "ready", "deployments": count}:
                    status.stop()
                    show(count)
                    shown = True
                case {"died": _}:
                    complain(_death(news))


def _death(news: News) -> str:
    return (
        f"{news.program.label}意外结束（代码 {news.said['died']}），"
        f"{news.said['again_in']:g} 秒后重新启动；日志：{news.program.log}"
    )


def _show(
    settings: Settings,
    web: WebSettings,
    rules: list[Jurisdiction],
    deployments: int,
) -> None:
    """What is running, and where."""
    rows = [
        ("辖区", "、".join(one.name for one in rules)),
        ("网页", web.address),
        ("流程界面", f"{web.address}/prefect（督办岗登录后）"),
        ("执行器", f"{deployments} 个流程，每天 08:30 巡检"),
        ("数据库", _database(settings)),
        ("数据文件夹", str(settings.data)),
        ("日志", str(_logs(settings))),
    ]
    show_table(("正在运行", "在哪里"), rows, empty="")
    say("按 Ctrl-C 结束")


def _database(settings: Settings) -> str:
    """Without user and password."""
    with _opened(settings) as database:
        url = database.url
    return str(url.database) if database.is_sqlite else f"PostgreSQL {url.host}/{url.database}"


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.url)
    try:
        yield database
    finally:
        database.dispose()


def _make_demo_accounts(settings: Settings, plan: Path, rules: list[Jurisdiction]) -> None:
    """Accounts for the invented people, where there are none yet, and the invented children of the care
    register. Passwords are shown this once.
    Where the folder of data holds another roster than the invented one, nobody gets any."""
    now = clock.now()
    invented = load(read_folder(plan), roster=roster_file(demo=True))[0].roster
    with _opened(settings) as database, database.write() as session:
        theirs = [one for one in rules if one.roster == invented]
        made = [
            row
            for one in theirs
            for row in accounts.demo(session, one, now=now, on=clock.today(now, one.zone))
        ]
        for one in theirs:
            demo_cases.seed(session, settings.keyring, one, now)
    another = f"{sys.argv[0]} user password 姓名"
    if made:
        say(f"演示账号（密码只显示这一次；换密码：{another}）")
        show_table(("登录名", "密码", "岗位"), made, empty="")
    elif theirs:
        say(f"演示账号的密码在第一次启动时显示过；忘了就换一个：{another}")


def _wait_for_port(port: int, variable: str, seconds: float) -> None:
    """Raises Refused when `port` is not free by then."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up and not prefect_home.is_free(port):
        time.sleep(TICK)
    if not prefect_home.is_free(port):
        raise Refused(f"端口 {port} 已被别的程序占用，请用 {variable} 换一个，如 {port + 1}")


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block in good order, and are no error."""
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        say("已结束，下次启动接着办")
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
