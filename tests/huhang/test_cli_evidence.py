"""A crash between the storing of a file and the writing of its row: `huhang doctor` and the round clean up."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime import clock
from tasks.evidence.store import FolderStore
from tests.huhang.conftest import Huhang

#: 2 September 2026, 10:00 in the plan's zone.
NOW = datetime(2026, 9, 2, 2, tzinfo=UTC)
OLD, YOUNG = NOW - timedelta(hours=25), NOW - timedelta(hours=23)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def orphan(data: Path, put_at: datetime) -> Path:
    """A file that the store has and no task names."""
    content = put_at.isoformat().encode()
    store, digest = FolderStore.of(data), hashlib.sha256(content).hexdigest()
    with store.incoming() as folder:
        (folder / "file").write_bytes(content)
        store.put(folder / "file", digest)
    kept = store.folder / digest[:2] / digest
    os.utime(kept, (put_at.timestamp(), put_at.timestamp()))
    return kept


def test_doctor_takes_away_what_a_crash_left_a_day_ago_and_says_so(
    demo: Huhang, data: Path
) -> None:
    old, young = orphan(data, OLD), orphan(data, YOUNG)
    said = demo("doctor", "--json").json["findings"]
    [found] = [one for one in said if one["check"] == "evidence"]
    assert found["level"] == "note"
    assert "1 个没有任务认领的文件" in found["says"]
    assert (old.exists(), young.exists()) == (False, True)
    again = demo("doctor", "--json").json["findings"]
    assert not [one for one in again if one["check"] == "evidence"]


def test_doctor_finds_evidence_whose_file_is_gone_and_does_not_name_it(
    demo: Huhang, data: Path
) -> None:
    with sqlite3.connect(data / "huhang.sqlite") as database:
        database.execute(
            "INSERT INTO evidence (task_id, version, sha256, name, kind, size, thumb, uploaded_at,"
            " uploaded_by) VALUES (1, 1, ?, '某某.jpg', 'jpg', 3, '', '2026-09-01 00:30:00.000000',"
            " 'x')",
            ("a" * 64,),
        )
    answer = demo("doctor", "--json")
    [found] = [one for one in answer.json["findings"] if one["check"] == "evidence"]
    assert (answer.code, found["level"]) == (1, "problem")
    assert "1 份佐证的文件不在了，如任务 1 的佐证 1" in found["says"]
    assert "某某" not in answer.out


def test_the_round_of_today_takes_them_away_too(demo: Huhang, data: Path) -> None:
    old, young = orphan(data, OLD), orphan(data, YOUNG)
    assert demo("round").code == 0
    assert (old.exists(), young.exists()) == (False, True)


def test_a_round_of_another_day_takes_nothing_away(demo: Huhang, data: Path) -> None:
    old = orphan(data, OLD)
    assert demo("round", "--as-of", "2026-09-30").code == 0
    assert old.exists()
