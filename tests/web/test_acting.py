"""A form acts once, whoever comes first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from runtime.database import Database
from tests.notifiers.town import NOW, anwen, settle
from web.acting import is_repeated, once
from web.roles import Visitor


def test_of_two_taps_the_second_finds_it_done(database: Database) -> None:
    settle(database)
    who = cast("Visitor", SimpleNamespace(jurisdiction=anwen(), now=NOW))
    form = FormData({"once": "a" * 43})
    with database.write() as session:
        assert not is_repeated(session, form)
        assert once(session, form, who)
    with database.write() as session:
        assert is_repeated(session, form)
        assert not once(session, form, who)


def test_a_form_whose_work_failed_can_be_sent_again(database: Database) -> None:
    settle(database)
    who = cast("Visitor", SimpleNamespace(jurisdiction=anwen(), now=NOW))
    form = FormData({"once": "a" * 43})
    with pytest.raises(LookupError), database.write() as session:
        act_and_fail(session, form, who)
    with database.write() as session:
        assert once(session, form, who)


def act_and_fail(session: Session, form: FormData, who: Visitor) -> None:
    once(session, form, who)
    raise LookupError
