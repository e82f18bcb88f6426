"""What can be said with a notice, and what its buttons say. Where a duty is sensitive a phrase is chosen and
nothing else can be written: words of one's own could tell of a child."""

from __future__ import annotations

from dataclasses import dataclass

from obligations.ladder import RungKind
from tasks.notices import kinds
from tasks.notices.kinds import Step
from tasks.notices.tables import Notice


@dataclass(frozen=True, slots=True)
class Act:
    """One step as the page offers it."""

    step: Step
    button: str
    asks: str  #: what the field asks for; empty where there is none
    needed: bool
    phrases: tuple[str, ...]
    grave: bool  #: it says something against somebody


@dataclass(frozen=True, slots=True)
class Named:
    """A notice as another page names it."""

    id: int
    title: str  #: 督办〔2026〕3号, or 督办单 for a draft
    state: str


def named(notice: Notice) -> Named:
    """That notice."""
    kind = RungKind(notice.kind)
    number = kinds.number_text(kind, notice.year, notice.number)
    return Named(notice.id, number or kinds.name(kind), kinds.State(notice.state).label)


PHRASES = {
    Step.RECEIVE: ("已知悉，三个工作日内办结", "已知悉，有困难，另行说明"),
    Step.OBJECT: ("已按期办理，记录有误", "不属于本岗位的职责", "因客观原因无法按期办理"),
    Step.UPHOLD: ("情况属实",),
    Step.REJECT: ("理由不成立", "情况属实，但不影响结论"),
    Step.DROP: ("情况已说明，不再办理", "已经办结"),
    Step.PUBLISH: (),
    Step.ISSUE: (),
}
_ASKS = {
    Step.RECEIVE: "回执",
    Step.OBJECT: "理由",
    Step.UPHOLD: "答复",
    Step.REJECT: "答复",
    Step.DROP: "理由",
    Step.PUBLISH: "说明",
    Step.ISSUE: "",
}
_ISSUE = {
    RungKind.SUPERVISE: "签发督办单",
    RungKind.BULLETIN: "告知单位，听取异议",
    RungKind.TALK: "签发约谈通知",
}
_OPTIONAL = frozenset({Step.RECEIVE, Step.PUBLISH})
_GRAVE = frozenset({Step.PUBLISH})


def act(kind: RungKind, step: Step, *, sensitive: bool) -> Act:
    """`step` of a notice of that kind."""
    asks = "" if sensitive and not PHRASES[step] else _ASKS[step]
    return Act(
        step=step,
        button=_ISSUE.get(kind, step.label) if step is Step.ISSUE else step.label,
        asks=asks,
        needed=bool(asks) and step not in _OPTIONAL,
        phrases=PHRASES[step] if sensitive else (),
        grave=step in _GRAVE,
    )
