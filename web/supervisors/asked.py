"""What a supervisor asks the board for: an action of the plan, a unit, a period, a light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from obligations.coverage import part_of, part_titles
from obligations.jurisdiction import Jurisdiction
from tasks.boards import Which
from tasks.lights import Light
from web.supervisors.columns import posts_in


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters as they stand in the address; empty ones ask for everything. `part` is a part of the
    notice (四（一）), an action 行动."""

    part: str = ""
    unit: str = ""
    period: str = ""
    duty: str = ""
    light: str = ""

    def which(self, rules: Jurisdiction) -> Which:
        """The same, as the tasks' queries take it."""
        narrowed = bool(self.part or self.duty)
        return Which(
            duties=frozenset(self.duties(rules)) if narrowed else None,
            posts=posts_in(rules, self.unit, ()) if self.unit else None,
            period=self.period or None,
            light=Light(self.light) if self.light in list(Light) else None,
        )

    def duties(self, rules: Jurisdiction) -> list[str]:
        """The ids of the duties that are asked for, in the order of the plan."""
        return [
            duty.id
            for duty in rules.plan.obligations
            if self.part in ("", part_of(duty.clause)) and self.duty in ("", duty.id)
        ]

    def address(self, path: str = "/board/tasks", **more: str) -> str:
        """The address of `path` with these filters, `more` laid over them."""
        # A board has a thousand addresses: taking the dataclass apart for each took a third of its time.
        kept = {name: said for name in _NAMES if (said := more.get(name, getattr(self, name)))}
        return f"{path}?{urlencode(kept)}" if kept else path


_NAMES = tuple(field.name for field in fields(Asked))


async def asked(
    part: str = "", unit: str = "", period: str = "", duty: str = "", light: str = ""
) -> Asked:
    """Read from the address of a request. Asynchronous, as it waits for nothing: a thread would cost more."""
    return Asked(part[:20], unit[:160], period[:20], duty[:60], light[:20])


AskedFor = Annotated[Asked, Depends(asked)]


def parts(rules: Jurisdiction) -> Mapping[str, str]:
    """The parts of the notice that hold duties, with their headings."""
    return part_titles(rules.notice, rules.plan.obligations)
