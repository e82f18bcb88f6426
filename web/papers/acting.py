"""The steps with a notice, as the pages and the API take them: who may, what may be said, the command."""

from __future__ import annotations

from sqlalchemy.orm import Session

from obligations.ladder import RungKind
from obligations.plan import Obligation
from tasks import plans, queries
from tasks.lifecycle import MoveRefused
from tasks.notices import commands
from tasks.notices.kinds import Step
from tasks.notices.queries import notice as find
from tasks.notices.tables import Notice
from web.errors import NotAllowed, NotFound
from web.papers.standing import ADDRESSED, answers, may_see, signs
from web.papers.wording import PHRASES
from web.roles import Visitor

NOT_YOURS = "这份文书由别人办理"
CHOOSE = "这项职责请从列出的话里选一句"


def paper_of(session: Session, who: Visitor, notice_id: int) -> Notice:
    """Raises NotFound where there is none that this visitor may see."""
    found = find(session, who.jurisdiction, notice_id, for_leader=True)
    if found is None or not may_see(who, found):
        raise NotFound
    return found


def duty_of(session: Session, who: Visitor, notice: Notice) -> Obligation:
    """The duty that it is about."""
    task = queries.task(session, who.jurisdiction, notice.task_id)
    if task is None:
        raise NotFound
    return plans.duty_of(session, who.jurisdiction, task)


def take(session: Session, who: Visitor, notice_id: int, step: Step, said: str) -> Notice:
    """Take the step. Raises NotFound, NotAllowed, MoveRefused."""
    plans.held(session, who.jurisdiction.id)
    notice = paper_of(session, who, notice_id)
    _check(session, who, notice, step, said)
    by, now = who.person, who.now
    match step:
        case Step.ISSUE:
            return commands.issue(session, notice.id, by=by, now=now)
        case Step.RECEIVE:
            return commands.receive(session, notice.id, by=by, now=now, reply=said)
        case Step.OBJECT:
            return commands.object_(session, notice.id, by=by, now=now, reason=said)
        case Step.UPHOLD | Step.REJECT:
            upheld = step is Step.UPHOLD
            return commands.answer(session, notice.id, by=by, now=now, upheld=upheld, reason=said)
        case Step.PUBLISH | Step.DROP:
            publish = step is Step.PUBLISH
            return commands.decide(session, notice.id, by=by, now=now, publish=publish, reason=said)


def _check(session: Session, who: Visitor, notice: Notice, step: Step, said: str) -> None:
    kind = RungKind(notice.kind)
    if not (answers(who, notice) if step in ADDRESSED else signs(who, kind)):
        raise NotAllowed(NOT_YOURS)
    if said and duty_of(session, who, notice).sensitive and said not in PHRASES[step]:
        raise MoveRefused(CHOOSE)
