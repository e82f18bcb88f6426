"""Who gets into the locked room: the lead unit's case post, and for one case its contact. Nobody else.

The head of the lead unit approves by code and basis, and reads no identity. Pure, over the roster of the day.
"""

from __future__ import annotations

from datetime import date

from care.lifecycle import CareRefused
from care.tables import CareCase
from obligations.caring import Care
from obligations.chain import upwards
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.roster import Recipient


def contact_duty(jurisdiction: Jurisdiction) -> Obligation:
    """The duty of the monthly call. Raises CareRefused where the plan has none."""
    return _caring(jurisdiction)[0]


def rules_of(jurisdiction: Jurisdiction) -> Care:
    """What the plan says of the register. Raises CareRefused where it says nothing."""
    return _caring(jurisdiction)[1]


def _caring(jurisdiction: Jurisdiction) -> tuple[Obligation, Care]:
    duty = jurisdiction.plan.caring
    if duty is None or duty.care is None:
        raise CareRefused("方案里没有关爱登记（哪项职责都没有写 care）")
    return duty, duty.care


def case_post(jurisdiction: Jurisdiction) -> str:
    """The post that keeps the register: the one that reviews the calls."""
    return jurisdiction.post(contact_duty(jurisdiction).review or jurisdiction.roster.supervisor)


def approving_post(jurisdiction: Jurisdiction, asked_by: str, on: date) -> str:
    """The post that approves what `asked_by` registered: the head of the lead unit, or the next one up
    that somebody else holds (principle 4)."""
    keeper = case_post(jurisdiction)
    ahead = [post for _, post in upwards(jurisdiction, keeper)]
    told = ((post, jurisdiction.roster.recipient(post, on)) for post in ahead)
    free = (post for post, who in told if who and not who.is_mailbox and who.name != asked_by)
    return next(free, ahead[-1])


def holds(jurisdiction: Jurisdiction, person: str, post: str, on: date) -> bool:
    """Does this very person answer for the post on that day? A unit's mailbox is nobody's eyes."""
    return jurisdiction.roster.recipient(post, on) == Recipient(person)


def keeps(jurisdiction: Jurisdiction, person: str, on: date) -> bool:
    """Is it the person of the case post?"""
    return holds(jurisdiction, person, case_post(jurisdiction), on)


def approves(jurisdiction: Jurisdiction, person: str, on: date) -> bool:
    """Is it the person who approves what the case post registers?"""
    keeper = jurisdiction.roster.recipient(case_post(jurisdiction), on)
    asked_by = keeper.name if keeper else ""
    return holds(jurisdiction, person, approving_post(jurisdiction, asked_by, on), on)


def reading_post(jurisdiction: Jurisdiction, case: CareCase, person: str, on: date) -> str:
    """In which post the person may read this case. Raises CareRefused, the same for a case that is not
    there as for one that is somebody else's."""
    if keeps(jurisdiction, person, on):
        return case_post(jurisdiction)
    if holds(jurisdiction, person, case.contact, on):
        return case.contact
    raise CareRefused(NOT_YOURS)


NOT_YOURS = "没有这条登记，或您不是它的联系人"


def check_keeper(jurisdiction: Jurisdiction, person: str, on: date) -> None:
    """Raises CareRefused for anybody but the case post."""
    if not keeps(jurisdiction, person, on):
        raise CareRefused(f"只有{case_post(jurisdiction)}承办岗可以办理")


def check_approver(jurisdiction: Jurisdiction, person: str, on: date, asked_by: str) -> None:
    """Raises CareRefused for anybody but the post that approves."""
    post = approving_post(jurisdiction, asked_by, on)
    if not holds(jurisdiction, person, post, on):
        raise CareRefused(f"由{post}批准；登记人不能批准自己的登记")
