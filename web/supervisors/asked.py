"""What a supervisor asks the board for: an action of the plan, a unit, a period, a light."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends

from obligations.coverage import part_of, titles
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
        kept = {name: value for name, value in asdict(replace(self, **more)).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path


async def asked(
    part: str = "", unit: str = "", period: str = "", duty: str = "", light: str = ""
) -> Asked:
    """Read from the address of a request. Asynchronous, as it waits for nothing: a thread would cost more."""
    return Asked(part[:20], unit[:160], period[:20], duty[:60], light[:20])


AskedFor = Annotated[Asked, Depends(asked)]


def parts(rules: Jurisdiction) -> Mapping[str, str]:
    """The parts of the notice that hold duties, with their headings."""
    known = titles(rules.notice)
    found = dict.fromkeys(part_of(duty.clause) for duty in rules.plan.obligations)
    return {part: f"{part} {known.get(part, '')}".strip() for part in found}
