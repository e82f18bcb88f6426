"""`huhang plan draft`: a first plan from the text of a notice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from huhang.console import Refused, say
from huhang.reading import read_text
from obligations.drafting.drafting import draft as drafted
from obligations.loading import PLAN
from runtime import clock

ZONE = ZoneInfo("Asia/Shanghai")

Notice = Annotated[Path, typer.Argument(metavar="NOTICE", help="通知原文，纯文本文件")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="写到哪个文件夹，应当不存在或是空的；不写就在原文旁边"
    ),
]


def draft(notice: Notice, out: Out = None) -> None:
    """由通知原文起草一个方案文件夹；拿不准的地方标 TODO，由人来定。"""
    files = drafted(read_text(notice), clock.today(clock.now(), ZONE))
    folder = out or notice.with_suffix("").with_name(f"{notice.stem}-draft")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} 里已有内容，请换一个 --out，以免盖掉")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    duties = files[PLAN].count("\n  - id: ")
    todos = sum(text.count("TODO") for text in files.values())
    say(f"已起草到 {folder}：职责 {duties} 项，要人来定的（TODO）{todos} 处")
    say(f"接着：huhang plan check {folder}；huhang plan coverage {folder}")
