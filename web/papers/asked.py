"""What is asked of the list of notices: whose move they are, which kind, how they stand, to which unit."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends
from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from tasks.notices import listing
from tasks.notices.kinds import KINDS, State
from tasks.notices.listing import Which, Whose
from web.papers.standing import signs
from web.roles import Right, Visitor
from web.supervisors.cells import counts_children
from web.supervisors.columns import posts_in


@dataclass(frozen=True, slots=True)
class Asked:
    """As it stands in the address; what is empty, or no word of ours, asks for everything."""

    whose: str = Whose.MINE
    kind: str = ""
    state: str = ""
    unit: str = ""

    def address(self, **more: str) -> str:
        """The address of the list with these, `more` laid over them."""
        said = {**asdict(self), **more}
        kept = {name: value for name, value in said.items() if value}
        return f"/papers?{urlencode(kept)}"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.state or self.unit)


async def asked(whose: str = "", kind: str = "", state: str = "", unit: str = "") -> Asked:
    """Read from the address of a request. Asynchronous, as it waits for nothing."""
    return Asked(
        whose if whose in list(Whose) else Whose.MINE,
        kind if kind in list(KINDS) else "",
        state if state in list(State) else "",
        unit[:160],
    )


AskedFor = Annotated[Asked, Depends(asked)]


def sees(who: Visitor) -> frozenset[RungKind]:
    """A 约谈建议 is seen by leaders only."""
    return frozenset(KINDS) if who.may(Right.LEAD) else frozenset(KINDS) - {RungKind.TALK}


def everything(who: Visitor, whose: Whose) -> Which:
    """All of them that the visitor may see."""
    return Which(
        sees=sees(who), signs=frozenset(kind for kind in KINDS if signs(who, kind)), whose=whose
    )


def which(session: Session, who: Visitor, asked: Asked) -> Which:
    """What is asked for, as the query takes it."""
    posts = None
    if asked.unit:
        drafted_to = listing.posts(session, who.jurisdiction.id)
        posts = posts_in(who.jurisdiction, asked.unit, drafted_to)
    return replace(
        everything(who, Whose(asked.whose)),
        kind=RungKind(asked.kind) if asked.kind else None,
        state=State(asked.state) if asked.state else None,
        posts=posts,
    )


def about_children(rules: Jurisdiction) -> list[str]:
    """The duties of which notices are counted and not listed."""
    return [duty.id for duty in rules.plan.obligations if counts_children(rules, duty)]
