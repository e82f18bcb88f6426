"""Figures as the API tells them: each with the address of the tasks that it counts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from reports.bulletin import Bulletin, Counted, Owed, sentence
from reports.figures import Standing
from web.api import report_types as types
from web.reports.addresses import address
from web.reports.showing import COLUMNS

BASE = "/api/v1"

#: How many stand in these ways (of none named: all that count).
Count = Callable[[tuple[Standing, ...]], int]
#: Where those are; None where they are not to be seen.
Opens = Callable[[tuple[Standing, ...]], str]


def figures(
    columns: Iterable[tuple[str, tuple[Standing, ...]]], count: Count, opens: Opens | None
) -> list[types.Figure]:
    """One line's figures. Each number that is not nought has an address, unless `opens` is None."""
    return [
        types.Figure(
            name=name,
            standings=stands,
            count=count(stands),
            items=BASE + opens(stands) if opens and count(stands) else None,
        )
        for name, stands in columns
    ]


def bulletin_of(
    said: Bulletin, *, document: str = "", report: int = 0, opens: bool = True
) -> types.Bulletin:
    """`report`: the frozen one whose items the figures open; `opens`: may the caller see them at all?"""

    def lines(counted: Iterable[Counted], by: str) -> Iterator[types.Line]:
        for one in counted:
            yield _line(said.period, one, {by: one.key} if by else {}, report, opens=opens)

    return types.Bulletin(
        period=said.period,
        title=said.title,
        issuer=said.issuer,
        opening=said.opening,
        sentence=sentence(said.whole),
        whole=next(lines([Counted("", "合计", said.whole)], "")),
        units=list(lines(said.units, "unit")),
        parts=list(lines(said.parts, "part")),
        late=[late(one) for one in said.late],
        elsewhere=said.elsewhere,
        named=[
            types.NamedUnit(
                task=one.task,
                unit=one.unit,
                text=one.text,
                objection=one.objection.text if one.objection else "",
                answer=one.objection.answer if one.objection else "",
            )
            for one in said.named
        ],
        apart=said.apart,
        document=document,
    )


def _line(period: str, one: Counted, by: dict[str, Any], report: int, *, opens: bool) -> types.Line:
    def at(stands: tuple[Standing, ...]) -> str:
        return address(period, stands, report=report, **by)

    columns = [(name, stands) for name, stands, _ in COLUMNS]
    counted = figures(columns, lambda stands: one.tally.count(*stands), at if opens else None)
    return types.Line(key=one.key, name=one.name, figures=counted)


def late(one: Owed) -> types.Late:
    return types.Late(
        task=one.id,
        unit=one.unit,
        post=one.post,
        name=one.name,
        about=one.about,
        due=one.due,
        mover=one.mover,
    )
