"""`huhang up`, `deploy` and `doctor`: start everything, tell Prefect of it, and say what is wrong."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from huhang import deploy as deploying
from huhang import edge, up
from huhang.commands.options import Demo, Json
from huhang.console import say, show_json
from huhang.doctor import examine
from runtime import clock
from runtime.database import Database
from runtime.settings import Settings

DEMO_PLAN = Path("plans/anwen")
PREFECT_YAML = Path("prefect.yaml")

Plan = Annotated[
    Path | None,
    typer.Argument(metavar="[PLAN]", help="方案文件夹；不写就用 plans/anwen 和虚构的名册"),
]
WriteYaml = Annotated[
    bool, typer.Option("--write-yaml", help="不登记，只在当前文件夹生成 prefect.yaml")
]
OtherPlan = Annotated[
    Path, typer.Option("--plan", metavar="PLAN", help="生成 prefect.yaml 用的方案文件夹")
]


def start(plan: Plan = None, demo: Demo = False) -> None:
    """启动全部：数据库、方案、今天的巡检、Prefect；按 Ctrl-C 结束。"""
    up.run(plan or DEMO_PLAN, demo=demo or plan is None)


def deploy(
    write_yaml: WriteYaml = False, folder: OtherPlan = DEMO_PLAN, demo: Demo = False
) -> None:
    """把已载入方案的流程登记到 Prefect；或由方案文件夹生成 prefect.yaml。"""
    if write_yaml:
        code = deploying.write_yaml(folder, demo=demo, file=PREFECT_YAML)
    else:
        code = deploying.register()
    if code:
        raise typer.Exit(code)


def doctor(as_json: Json = False) -> None:
    """体检：有什么不对、该怎么办。有问题时退出码为 1。"""
    settings = Settings()
    database = Database(settings.url)
    found = examine(
        database if edge.exists(database) else None,
        settings.data.expanduser().resolve(),
        clock.now(),
        settings.keyring,
    )
    database.dispose()
    problems = sum(finding.level == "problem" for finding in found)
    if as_json:
        show_json({"ok": not problems, "findings": [asdict(finding) for finding in found]})
    else:
        for finding in found:
            mark = "问题" if finding.level == "problem" else "留意"
            say(f"{mark}　{finding.says}。{finding.do}")
        if not problems:
            say("没有问题")
    if problems:
        raise typer.Exit(1)
