"""`huhang ledger`: the ledger 台账 of a duty as an Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huhang import edge
from huhang.commands.options import AsOf, InJurisdiction
from huhang.console import Refused, say
from huhang.writing import new_file
from reports import ledgers, sheets
from reports.spans import UnknownPeriodError

Duty = Annotated[str, typer.Argument(metavar="DUTY", help="职责，见 huhang plan show")]
Period = Annotated[
    str,
    typer.Argument(metavar="[PERIOD]", help="周期，如 2026-09、2026-Q4、2026-27-T1；不写就是全部"),
]
Out = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="写到哪个 Excel 文件，如 台账.xlsx")
]


def ledger(
    duty: Duty, out: Out, period: Period = "", as_of: AsOf = None, wanted: InJurisdiction = None
) -> None:
    """一项职责的台账，写成 Excel；敏感职责少于 3 的数不显示。"""
    with edge.at_work(wanted, as_of) as at, at.database.read() as session:
        try:
            found = ledgers.ledger(
                session, at.jurisdiction, at.jurisdiction.obligation(duty), at.on, period=period
            )
        except (UnknownPeriodError, LookupError) as error:
            raise Refused(str(error.args[0]), code=2) from None
    with new_file(out) as to:
        sheets.write(found, to, at.on)
    say(f"已写到 {out}：{found.title}，{len(found.rows)} 行")
