"""`huhang archive`: an archive 档案 of a school and term as a zip, and whether a zip is still what was packed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import InJurisdiction
from huhang.console import Refused, complain, say
from huhang.writing import check_new
from obligations.archives import NoArchive, archives
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from reports.archives.contents import Contents, contents
from reports.archives.packing import ArchiveRefused, file_name, pack
from reports.archives.verifying import verify
from tasks.evidence.store import FolderStore

VERIFY = "verify"

Whose = Annotated[
    str, typer.Argument(metavar="SCHOOL | verify", help="谁的档案，如 杨地湾学校；verify 核对")
]
Which = Annotated[
    str, typer.Argument(metavar="TERM | FILE", help="哪个学期，如 2026-27-T1；或要核对的文件")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="写到哪里，不写就写在当前文件夹")
]
Duty = Annotated[
    str | None, typer.Option("--duty", metavar="ID", help="哪一种档案，只有一种时不用写")
]
Told = Annotated[
    str, typer.Option("--sha256", metavar="HASH", help="核对时：写出档案时给出的清单校验码")
]


def archive(
    whose: Whose,
    which: Which,
    out: Out = None,
    duty: Duty = None,
    told: Told = "",
    wanted: InJurisdiction = None,
) -> None:
    """一个学校一个学期的档案，写成 zip；`huhang archive verify FILE` 核对有没有缺、改、多。"""
    if whose == VERIFY:
        _verify(Path(which), told)
        return
    with edge.at_work(wanted) as at:
        found = _contents(at, _archive(at.jurisdiction, duty), whose, which)
        to = out or Path(file_name(found))
        check_new(to)
        try:
            packed = pack(found, FolderStore.of(at.settings.data.expanduser().resolve()), to)
        except ArchiveRefused as refused:
            raise Refused(str(refused)) from None
    say(f"已写到 {to}：{packed.items} 份材料，{packed.files} 个文件")
    say(f"清单校验码（请另外记下）：{packed.sha256}")
    for kind in found.kinds:
        if kind.is_empty:
            say(f"“{kind.name}”还没有材料")


def _contents(at: edge.AtWork, archive: Obligation, whose: str, which: str) -> Contents:
    try:
        with at.database.read() as session:
            return contents(session, at.jurisdiction, archive, whose, which)
    except NoArchive as none:
        raise Refused(str(none.args[0]), code=2) from None


def _archive(rules: Jurisdiction, duty: str | None) -> Obligation:
    found = {one.id: one for one in archives(rules.plan)}
    if not found:
        raise Refused("方案里没有档案（archive: true 的职责）")
    if duty is None and len(found) > 1:
        raise Refused(f"有 {len(found)} 种档案（{'、'.join(found)}），请用 --duty 指明", code=2)
    if duty is not None and duty not in found:
        raise Refused(f"没有档案 {duty!r}，有：{'、'.join(found)}", code=2)
    return found[duty or next(iter(found))]


def _verify(file: Path, told: str) -> None:
    found = verify(file, told)
    for fault in found.faults:
        complain(fault)
    if found.faults:
        raise typer.Exit(1)
    say(f"{found.title}：{found.files} 个文件，完整")
    say(f"清单校验码：{found.sha256}")
