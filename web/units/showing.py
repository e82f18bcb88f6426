"""The page of one task, as every way to it shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from obligations.fields import FieldType
from tasks import phrases
from tasks.evidence.kinds import ACCEPT
from tasks.excusing import is_waiver_asked
from tasks.lifecycle import OWING, State
from tasks.notices.kinds import State as PaperState
from web.pages import page
from web.papers.wording import named
from web.reports import drawn
from web.reports.drafts import OWN, draft_address
from web.reports.kept import visible_to
from web.roles import Right, Visitor
from web.units import boxes
from web.units.access import ACTING, ASKING
from web.units.opening import Opened, choices_of
from web.units.timeline import timeline
from web.wording import day_text, row


def show(
    opened: Opened,
    who: Visitor,
    *,
    status: int = 200,
    said: str = "",
    wrong: str = "",
    asked: Mapping[str, str] | None = None,
) -> Response:
    """The page of a task. `asked`: what stood in a request that was refused."""
    line, found = opened.found.line, opened.found
    visible, folded = boxes.folded(opened.boxes)
    acts, asks = opened.standing in ACTING, opened.standing in ASKING
    owing = line.state in OWING
    return page(
        "task.html",
        who,
        status=status,
        said=said,
        wrong=wrong,
        row=row(opened.rules, line, who.on, near=opened.knows_subject, mine=owing and acts),
        line=line,
        duty=opened.duty,
        quotes=() if opened.duty.sensitive else opened.duty.quote,
        visible=visible,
        folded=folded,
        unfold=any(box.wrong or (not box.optional and not box.value) for box in folded),
        has_files=any(kind.type is FieldType.FILES for kind in opened.duty.hand_in.values()),
        accept=ACCEPT,
        may_hand_in=acts and owing,
        may_withdraw=asks and line.state is State.SUBMITTED,
        may_ask=asks and owing,
        may_extend=asks and owing and who.on <= line.due and not line.paused,
        waiting_extension=next((e for e in found.extensions if not e.answer), None),
        waits_for_waiver=is_waiver_asked(line.flag),
        later=opened.rules.workdays.add(line.due, 5),
        reasons_later=phrases.LATER,
        reasons_not_now=phrases.NOT_NOW,
        asked={"until": "", "phrase": "", "reason": "", **(asked or {})},
        papers=[named(one) for one in opened.papers if one.state != PaperState.LAPSED],
        deputy=opened.deputy if asks and owing else "",
        excuse=opened.excuse,
        may_excuse=who.may(Right.SUPERVISE) and (line.late or opened.excuse is not None),
        reasons_excuse=phrases.EXCUSED,
        announced=[
            (r.id, r.figures["label"], day_text(r.until, who.on) if r.until else "")
            for r in opened.announced
        ],
        draft=draft_address(opened.duty, line)
        if who.may(Right.OVERSEE) or opened.duty.draft in OWN
        else "",
        kept=[(r.id, drawn.words_of(r), r.hash[:16]) for r in opened.kept if visible_to(who, r)],
        last=found.hand_ins[-1] if found.hand_ins else None,
        events=timeline(opened, who.on),
        ties=opened.ties,
        card=opened.card,
        may_leave=who.may(Right.HAND_IN) and (who.only is None or len(who.only) > 1),
    )


def show_refused(
    opened: Opened, who: Visitor, sent: Mapping[str, Any], wrong: Sequence[str]
) -> Response:
    """The form again, as it was sent, with what is wrong beside each field."""
    line, choices = opened.found.line, choices_of(who, opened)
    again = boxes.again(opened.duty, line.id, sent, wrong, choices)
    rest = [said for said in wrong if not any(said.startswith(f"“{box.name}”") for box in again)]
    says = "；".join(rest) or "有几处要改，见下面标出的地方"
    return show(opened.with_boxes(again), who, status=422, wrong=says)
