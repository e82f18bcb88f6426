"""A disk that has no room left: people are told so, nothing is half done, and with room it goes on."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tasks import commands
from tests.web.conftest import HOLDER, Place
from tests.web.test_units import again, visit
from web.units import files


def test_a_full_disk_is_said_changes_nothing_and_the_next_try_goes_through(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit, full = commands.submit, sqlite3.OperationalError("database or disk is full")

    def submits_and_finds_no_room(*given: Any, **more: Any) -> None:
        submit(*given, **more)
        raise OperationalError("INSERT", {}, full)

    task = visit(place)
    browser, page = place.browser(HOLDER), f"/tasks/{task.id}"
    said = {f"f{task.id}-1": "谈到交通安全"}
    with monkeypatch.context() as patched:
        patched.setattr(commands, "submit", submits_and_finds_no_room)
        answer = browser.fill(page, f"{page}/hand-in", said)
        by_api = browser.client.post(
            f"/api/v1{page}/hand-in",
            json={"values": {"时间": "2026-09-08", "指导内容": "谈到交通安全"}},
            headers={"x-csrf-token": browser.csrf(), "sec-fetch-site": "same-origin"},
        )
    assert (answer.status_code, "或磁盘已满，这一次没有办成" in answer.text) == (503, True)
    assert (by_api.status_code, by_api.json()["status"]) == (503, 503)
    assert again(place, task).state == "pending"
    assert browser.send(f"{page}/hand-in", browser.sent).status_code == 303
    assert again(place, task).state == "submitted"


def test_a_form_for_whose_files_there_is_no_room_is_answered_likewise(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "take_in", full)
    page = f"/tasks/{visit(place).id}"
    answer = place.browser(HOLDER).fill(page, f"{page}/hand-in")
    assert (answer.status_code, "磁盘已满" in answer.text) == (503, True)
