"""The addresses behind figures: which tasks a figure counts, as a query says it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from reports.figures import COUNTED, Item, Standing


@dataclass(frozen=True, slots=True)
class Which:
    """Which tasks of a period a figure counts; empty fields ask for all. `report`: as they stood in that
    frozen report; 0: as they stand now."""

    period: str
    unit: str = ""
    duty: str = ""
    part: str = ""
    standings: frozenset[Standing] = COUNTED
    report: int = 0
    subject: str = ""
    judged: bool = False  #: only what the assessment weighs

    def holds(self, item: Item) -> bool:
        """Does the figure count that task?"""
        asked = (
            (self.unit, item.unit),
            (self.duty, item.duty),
            (self.part, item.part),
            (self.subject, item.subject),
        )
        return item.standing in self.standings and all(a in ("", b) for a, b in asked)

    def told(self, parts: Mapping[str, str], duties: Mapping[str, str]) -> str:
        """What is asked for, in words."""
        stands = "、".join(s.label for s in Standing if s in self.standings)
        asked = (
            self.subject,
            self.unit,
            parts.get(self.part, self.part),
            duties.get(self.duty, self.duty),
        )
        return " · ".join(filter(None, (*asked, "" if self.standings == COUNTED else stands)))


def address(
    period: str,
    standings: Collection[Standing] = (),
    *,
    unit: str = "",
    duty: str = "",
    part: str = "",
    report: int = 0,
    subject: str = "",
    judged: bool = False,
) -> str:
    """The address of the tasks of that period that stand so; of no standings named, all that count."""
    asked = {"period": period, "unit": unit, "duty": duty, "part": part}
    stands = ",".join(s.value for s in Standing if s in standings)
    asked |= {"standing": stands, "report": str(report or ""), "subject": subject}
    asked["judged"] = "yes" if judged else ""
    return f"/reports/items?{urlencode({name: value for name, value in asked.items() if value})}"


async def which_items(
    period: str = "",
    unit: str = "",
    duty: str = "",
    part: str = "",
    standing: str = "",
    report: int = 0,
    subject: str = "",
    judged: str = "",
) -> Which:
    """Read from the address of a request; a standing that nobody knows asks for nothing more."""
    known = {s.value: s for s in Standing}
    asked = frozenset(known[one] for one in standing[:200].split(",") if one in known)
    which = asked or COUNTED
    return Which(
        period[:20],
        unit[:160],
        duty[:60],
        part[:20],
        which,
        report,
        subject[:160],
        judged == "yes",
    )


WhichItems = Annotated[Which, Depends(which_items)]
