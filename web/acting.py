"""What every page does when somebody acts: once only, and then tell whoever waits for it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from fastapi import BackgroundTasks
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from rounds import day
from tasks import journal
from web import forms, threads
from web.house import House
from web.roles import Visitor
from web.tables import FormUse


def once(session: Session, form: FormData, who: Visitor) -> bool:
    """Is this form sent for the first time? Its token is remembered in the same transaction, so that of
    two taps one acts and the other finds it done. A form without a token counts as new."""
    token = forms.text(form, "once", 43)
    if not token:
        return True
    journal.lock(session, who.jurisdiction.id)  # the second tap waits here for the first
    if session.get(FormUse, token) is not None:
        return False
    session.add(FormUse(token=token, at=who.now))
    session.flush()
    return True


def is_repeated(session: Session, form: FormData) -> bool:
    """Was this very form sent before? To be asked before its files are kept."""
    token = forms.text(form, "once", 43)
    return bool(token) and session.get(FormUse, token) is not None


def tell_later(later: BackgroundTasks, house: House, who: Visitor) -> None:
    """After the answer: send what somebody waits for; the rest is for the day's round."""
    later.add_task(_tell, house, who.jurisdiction.id, who.now)


async def _tell(house: House, jurisdiction_id: str, now: datetime) -> None:
    told = partial(
        day.tell, house.database, jurisdiction_id, now, house.channels, at_once_only=True
    )
    await threads.beside(told)
