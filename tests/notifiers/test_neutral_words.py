"""No message holds a sensitive term or the code of a child: for every duty, kind and state."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from huhang.schema import upgrade
from notifiers import documents, rendering
from notifiers.digest import digest
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.plan import Obligation
from obligations.sensitive import names_a_case, neutral_name, sensitive_terms, terms
from runtime.database import Database
from tasks.notices import kinds as notice_kinds
from tasks.notices.tables import Notice
from tasks.occasions import Occasion
from tasks.tables import Task
from tests.notifiers.town import TODAY, anwen, item, nudge, owe, settle

DUTIES = anwen().plan.obligations
KINDS = (*RungKind, *Occasion)
DUES = (date(2026, 9, 18), TODAY, date(2026, 9, 30), date(2027, 1, 15))


def test_the_list_of_sensitive_terms_is_not_empty_and_names_nothing_twice() -> None:
    assert len(terms()) > 30
    assert len(set(terms())) == len(terms())


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_the_neutral_name_of_a_duty_is_neutral(duty: Obligation) -> None:
    assert sensitive_terms(neutral_name(duty)) == ()


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.id)
def test_no_message_about_a_duty_holds_a_sensitive_term_or_a_code(duty: Obligation) -> None:
    # The register gives each call a reference; the roster names no case.
    subjects = [s.name for s in anwen().subjects(duty)] or ["关爱-7KQ2M9", "关爱-Q3W8HT"]
    reasons = ("流浪，帮教", "", "关爱-0002 没有写结果")
    for kind, due, is_review, own in product(KINDS, DUES, (False, True), (False, True)):
        items = [
            item(
                kind,
                subject,
                duty=duty.id,
                due=due,
                original_due=date(2026, 9, 17),
                is_review=is_review,
                own=own,
                mover="派出所",
                call="罗例江" if kind is RungKind.TELEPHONE else "",
                reason=reasons[n % len(reasons)],
            )
            for n, subject in enumerate(subjects)
        ]
        made = digest(items, anwen(), TODAY)
        text = rendering.subject(made, at_once=own) + rendering.body(made, "派出所")
        assert sensitive_terms(text) == ()
        assert not names_a_case(text)


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, list[Notice]]]:
    """A notice of every kind about every duty, as the ladder would draft it."""
    file = tmp_path_factory.mktemp("notices") / "database.sqlite"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    rules = settle(database)
    with database.write() as session:
        made = [
            _notice(session, rules, duty, kind) for duty in DUTIES for kind in notice_kinds.KINDS
        ]
        session.add_all(made)
        session.flush()
        yield session, made
    database.dispose()


def _notice(session: Session, rules: Jurisdiction, duty: Obligation, kind: RungKind) -> Notice:
    subjects = [subject.name for subject in rules.subjects(duty)] or ["安稳镇"]
    key = (Task.obligation == duty.id, Task.subject == subjects[0])
    task = session.scalars(select(Task).where(*key)).one_or_none()
    if task is None:
        post = rules.answering_post(duty, subjects[0])
        task = owe(session, subjects[0], duty=duty.id, post=post, due=DUES[0])
        nudge(session, task, RungKind.URGE, reason="流浪，帮教")
    return Notice(
        jurisdiction="anwen",
        task_id=task.id,
        kind=kind,
        clock="hand_in",
        attempt=1,
        due=task.due,
        post=task.post,
        state="received",
        drafted_on=TODAY,
        reply="流浪，帮教，关爱-02",
    )


def test_no_document_about_any_duty_holds_a_sensitive_term_or_a_code(
    notices: tuple[Session, list[Notice]],
) -> None:
    session, made = notices
    assert len(made) == 3 * len(DUTIES)
    for notice in made:
        filled = documents.paper(session, anwen(), notice, TODAY)
        content = documents.render(RungKind(notice.kind), filled, {})
        text = _text_of(content)
        assert filled.duty in text
        assert sensitive_terms(text) == ()
        assert not names_a_case(text)


def _text_of(content: bytes) -> str:
    """Every text of a Word file, its properties included."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = [opened.read(name).decode() for name in opened.namelist() if name.endswith(".xml")]
    return re.sub("<[^>]*>", "", "".join(parts))


def test_a_post_with_a_sensitive_name_is_masked() -> None:
    late = item(RungKind.URGE, "安稳镇", duty="venue-inspection", mover="社区矫正专干", own=False)
    made = digest([late], anwen(), TODAY)
    assert "＊＊专干负责" in rendering.body(made, "平安办")


def test_every_sensitive_duty_of_the_plan_shows_no_subject() -> None:
    hidden = [d for d in DUTIES if d.sensitive]
    assert hidden
    for duty in hidden:
        for subject in anwen().subjects(duty):
            told = item(RungKind.REMINDER, subject.name, duty=duty.id)
            text = rendering.body(digest([told], anwen(), TODAY), "某人")
            assert subject.name not in text
