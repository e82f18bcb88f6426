"""The options that several commands share, each said once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def read_day(text: str) -> date:
    """`2026-09-30` as a date. Raises typer.BadParameter that says what would be right."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"读到 {text!r}，日期应写成 2026-09-30") from None


PlanFolder = Annotated[Path, typer.Argument(metavar="PLAN", help="方案文件夹，如 plans/anwen")]
Demo = Annotated[bool, typer.Option("--demo", help="用虚构的名册 demo.yaml")]
Json = Annotated[bool, typer.Option("--json", help="只输出 JSON")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", parser=read_day, metavar="D", help="当作 D 日 08:30 来办，如 2026-09-30"
    ),
]
InJurisdiction = Annotated[
    str | None, typer.Option("--jurisdiction", metavar="ID", help="辖区，只有一个时不用写")
]
#: No database has a larger number.
LARGEST = 2**53
TaskId = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=LARGEST, help="任务编号，见 huhang tasks")
]
By = Annotated[str | None, typer.Option("--by", help="由谁办理（岗位或姓名），默认为该办的岗位")]
NeededBy = Annotated[str, typer.Option("--by", metavar="NAME", help="由谁办理（岗位或姓名）")]
Reason = Annotated[str, typer.Option("--reason", metavar="文字", help="理由")]
NeededReason = Annotated[str, typer.Option("--reason", metavar="文字", help="理由（必填）")]
Upheld = Annotated[bool, typer.Option("--uphold/--reject", help="采纳（不采纳）异议")]
#: Where only a person will do.
ByName = Annotated[str, typer.Option("--by", metavar="NAME", help="由谁办理（姓名）")]
