"""A task as one visitor finds it: what every page about a task begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.sensitive import hides_subjects
from reports import drafts, frozen_queries
from reports.tables import Report
from tasks import assigning, deputies, desk, feeding, following, no_fault, plans, queries, tallying
from tasks.lifecycle import State
from tasks.notices import queries as notices
from tasks.notices.tables import Notice
from tasks.queries import Detail
from tasks.tables import Excuse
from web.caring import card
from web.caring.card import Card
from web.errors import NotFound
from web.papers.standing import may_see
from web.roles import Visitor
from web.units import boxes, counting, known
from web.units.access import KNOWING, NEAR, Standing, standing
from web.units.boxes import Box, Piece
from web.units.ties import Ties, ties_of


@dataclass(frozen=True, slots=True)
class Opened:
    """A task, the rules it is under, and how the visitor stands to it."""

    found: Detail
    rules: Jurisdiction
    duty: Obligation
    standing: Standing
    boxes: list[Box]
    pieces: dict[str, Piece]  #: the evidence of the task, by id
    deputy: str  #: the B岗 of the post that answers, or ""
    papers: list[Notice]  #: the notices about it that the visitor may see
    excuse: Excuse | None  #: why the miss is nobody's fault
    announced: list[Report]  #: the reports under objection that tell of it as late
    kept: list[Report]  #: the frozen reports that it asks for
    ties: Ties
    before: Mapping[str, Any] | None  #: of a census: what was counted the period before
    card: Card  #: what the locked room has for the visitor

    @property
    def near(self) -> bool:
        """Does the visitor belong to the unit that reports it?"""
        return self.standing in NEAR

    @property
    def knows_subject(self) -> bool:
        """May the visitor read whom it is about?"""
        return self.standing in KNOWING or not hides_subjects(self.rules, self.duty)

    def with_boxes(self, changed: list[Box]) -> Opened:
        tally, shown = self.duty.tally, changed
        if tally and self.near:
            ahead = tallying.ahead(self.rules, self.duty, self.found.line.subject)
            shown = counting.beside(tally, changed, self.before, ahead)
        return replace(self, boxes=shown)


def open_task(session: Session, who: Visitor, task_id: int) -> Opened:
    """Raises NotFound where there is no such task or it is none of the visitor's business."""
    rules = who.jurisdiction
    task = queries.task(session, rules, task_id)
    found = queries.detail(session, rules, task_id, who.on) if task else None
    if task is None or found is None:
        raise NotFound
    own = plans.rules_for(session, rules, task.plan_version)
    duty = own.obligation(task.obligation)
    supports = assigning.support_of(session, task.id) if duty.is_assigned else ()
    stands = standing(who, own, duty, task.id, task.post, supports)
    if stands is Standing.NONE:
        raise NotFound
    said = feeding.known(session, own, task)
    pieces = known.pieces(session, duty, task, said, found.hand_ins)
    choices = boxes.Choices(pieces, lambda field: _units(rules, duty, field))
    last = desk.last_values(session, task)
    filled = boxes.first(duty, task.id, State(task.state), last, who.on, choices)
    filled = known.fill(session, who, own, task, said, filled, choices)
    filled = known.draft(session, rules, duty, task, filled, who.on)
    filled = card.counted(session, who, duty, task, filled)
    deputy = deputies.deputy_of(own, task.post, who.on)
    papers = [one for one in notices.of_task(session, task.id) if may_see(who, one)]
    excuse = no_fault.excuse_of(session, task.id)
    announced = frozen_queries.announced_about(session, rules, task.id) if who.only is None else []
    kept = drafts.kept_for(session, rules, duty, task) if who.only is None else []
    ties = ties_of(session, who, own, duty, task, stands)
    before = tallying.before(session, task) if duty.tally else None
    if duty.tally and not task.version:
        filled = counting.asked_anew(duty.tally, filled)
    room = card.card_of(session, who, duty, task)
    opened = Opened(
        found,
        own,
        duty,
        stands,
        [],
        pieces,
        deputy,
        papers,
        excuse,
        announced,
        kept,
        ties,
        before,
        room,
    )
    return opened.with_boxes(filled)


def choices_of(who: Visitor, opened: Opened) -> boxes.Choices:
    """What can be chosen from in this task's form."""
    rules, duty = who.jurisdiction, opened.duty
    return boxes.Choices(opened.pieces, lambda field: _units(rules, duty, field))


def _units(rules: Jurisdiction, duty: Obligation, field: str) -> tuple[str, ...]:
    named = following.nameable(rules, duty, field)
    return tuple(unit.name for unit in rules.roster.units if unit.name in named)
