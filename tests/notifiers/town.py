"""安稳镇 with its invented roster, and tasks and nudges put there by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifiers import telling
from notifiers.digest import Item, Kind
from notifiers.tables import Delivery, Message
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from runtime.database import Database
from tasks import plans
from tasks.lifecycle import CLOSED, State
from tasks.tables import JurisdictionRow, Nudge, PlanVersion, Task
from tests.plans.folders import DEMO, jurisdiction, texts

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 9, 23)  # a Wednesday; 25 September is Mid-Autumn Festival
NOW = datetime(2026, 9, 23, 8, 30, tzinfo=SHANGHAI)
GUIDANCE = "team-monthly-guidance"
SEAT = "杨地湾学校·法制副校长"

_numbers = count(1)


def anwen() -> Jurisdiction:
    return jurisdiction("anwen", DEMO)


def settle(database: Database) -> Jurisdiction:
    """The plan with its demo roster in the database, put there by hand: reading it takes a while."""
    with database.write() as session:
        session.add(
            JurisdictionRow(
                id="anwen", name="安稳镇", version=1, go_live=TODAY, rounds_until=None,
                journal_seq=0, journal_hash="",
            )
        )  # fmt: skip
        session.flush()
        session.add(
            PlanVersion(
                jurisdiction="anwen", number=1, texts=dict(texts("anwen")), roster_file=DEMO,
                since={}, digest="as in the repository", loaded_at=NOW, loaded_by="测试",
            )
        )  # fmt: skip
        session.flush()
        return plans.current(session, "anwen")


def item(kind: Kind, subject: str = SEAT, *, duty: str = GUIDANCE, **more: Any) -> Item:
    """A task of September, due on the 30th, told to the one who owes it; `more` says otherwise."""
    plain = {
        "task_id": next(_numbers),
        "is_review": False,
        "period": "2026-09",
        "due": date(2026, 9, 30),
        "mover": subject,
        "own": True,
    }
    said = {**plain, **more}
    said.setdefault("original_due", said["due"])
    return Item(kind=kind, duty=anwen().obligation(duty), subject=subject, **said)


def owe(
    session: Session,
    subject: str = SEAT,
    *,
    duty: str = GUIDANCE,
    post: str | None = None,
    due: date = date(2026, 9, 30),
    state: State = State.PENDING,
) -> Task:
    """A task of September. What is handed in waits for its reviewer until 28 September."""
    handed_in = state is State.SUBMITTED
    task = Task(
        jurisdiction="anwen",
        obligation=duty,
        period="2026-09",
        subject=subject,
        plan_version=1,
        post=post or subject,
        state=state.value,
        opens=date(2026, 9, 1),
        due=due,
        original_due=due,
        opened_on=date(2026, 9, 1),
        batch=1,
        clock_from=date(2026, 9, 1),
        version=int(handed_in),
        submitted_on=TODAY if handed_in else None,
        review_due=date(2026, 9, 28) if handed_in else None,
        closed_on=TODAY if state in CLOSED else None,
    )
    session.add(task)
    session.flush()
    return task


def nudge(
    session: Session,
    task: Task,
    kind: Kind = RungKind.REMINDER,
    *,
    post: str | None = None,
    clock: str = "hand_in",
    reason: str = "",
) -> Nudge:
    review = clock == "review" and task.review_due
    made = Nudge(
        jurisdiction="anwen",
        task_id=task.id,
        clock=clock,
        attempt=task.version if review else task.attempt,
        rung=f"#{next(_numbers)}",
        kind=kind.value,
        due=task.review_due if review else task.due,
        post=post or task.post,
        on=TODAY,
        made_at=NOW - timedelta(minutes=1),
        reason=reason,
    )
    session.add(made)
    session.flush()
    return made


def outcomes(database: Database) -> list[tuple[str, str]]:
    """(outcome, reason) of every nudge, the oldest first."""
    with database.read() as session:
        rows = session.execute(select(Nudge.outcome, Nudge.reason).order_by(Nudge.id))
        return list(rows.tuples())


def messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.recipient)))


def deliveries(database: Database) -> list[Delivery]:
    with database.read() as session:
        return list(session.scalars(select(Delivery).order_by(Delivery.id)))


def tell(database: Database, anwen: Jurisdiction, *seats: str) -> tuple[str, ...]:
    """One message for each of the seats, in the outbox; return their ids."""
    with database.write() as session:
        for seat in seats or (SEAT,):
            nudge(session, owe(session, seat))
        return telling.compose(session, anwen, NOW)


def without(anwen: Jurisdiction, *posts: str) -> Jurisdiction:
    """The same township where nobody holds those posts and no mailbox answers for them."""
    roster = anwen.roster.model_copy()
    vacant = {
        name: post.model_copy(update={"holders": (), "mailbox": False}) if name in posts else post
        for name, post in anwen.roster.by_name.items()
    }
    # What the other one has worked out of its posts does not hold here.
    roster.__dict__.update(by_name=vacant, _told={})
    return Jurisdiction(anwen.plan, roster, anwen.calendar, anwen.notice, anwen.since)
