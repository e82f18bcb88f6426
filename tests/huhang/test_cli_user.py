"""`huhang user`: accounts made, listed, changed and disabled on the command line."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pytest

from tests.huhang.conftest import Huhang

SAID = "correct horse battery"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody pipes a password in."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SAID}\n" * 5))


def test_an_account_is_made_for_somebody_of_the_roster_and_its_password_is_stored_hashed(
    demo: Huhang, typed: None, data: Path
) -> None:
    assert demo("user", "add", "尤例学").out == "已建账号 尤例学\n"
    [row] = demo("user", "list", "--json").json
    assert (row["login"], row["person"], row["admin"]) == ("尤例学", "尤例学", False)
    with sqlite3.connect(data / "huhang.sqlite") as database:
        [(stored,)] = database.execute("SELECT password FROM account").fetchall()
    assert stored.startswith("$argon2id$")


def test_somebody_the_roster_does_not_know_gets_no_account(demo: Huhang, typed: None) -> None:
    ran = demo("user", "add", "没有这个人")
    assert ran.code == 1
    assert "名册里没有" in ran.complaint
    assert demo("user", "list", "--json").json == []


def test_an_administrator_needs_no_place_in_the_roster(demo: Huhang, typed: None) -> None:
    assert demo("user", "add", "张管理", "--admin").code == 0
    assert "张管理" in demo("user", "list").out


def test_a_short_password_and_a_taken_name_are_refused(
    demo: Huhang, typed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo("user", "add", "尤例学")
    assert "已经有了" in demo("user", "add", "尤例学").complaint
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "10 到 200 个字符" in demo("user", "add", "吕例行").complaint


def test_an_account_can_be_disabled_and_enabled_and_get_another_password(
    demo: Huhang, typed: None
) -> None:
    demo("user", "add", "尤例学")
    assert demo("user", "disable", "尤例学").code == 0
    assert demo("user", "list", "--json").json[0]["disabled"] is True
    assert demo("user", "enable", "尤例学").code == 0
    assert demo("user", "list", "--json").json[0]["disabled"] is False
    assert demo("user", "password", "尤例学").code == 0
    assert "没有账号" in demo("user", "disable", "谁").complaint
