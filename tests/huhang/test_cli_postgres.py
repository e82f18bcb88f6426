from __future__ import annotations

from pathlib import Path

import pytest

from tests.huhang.conftest import ANWEN, FIRST, VISIT, Huhang
from tests.postgres import PostgresServer


def test_the_same_commands_work_on_postgresql_and_leave_no_files(
    huhang: Huhang, data: Path, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", postgres_server.create("front_door"))
    assert "还没有载入方案" in huhang("tasks").complaint
    assert huhang("plan", "load", ANWEN, "--demo", "--go-live", FIRST, "--yes").code == 0
    assert huhang("round", "--as-of", FIRST, "--json").json["told"]["messages"] > 20
    rows = huhang("tasks", "--as-of", FIRST, "--json").json
    assert sum(row["obligation"] == VISIT for row in rows) == 12
    assert huhang("journal", "verify").code == 0
    checks = {finding["check"] for finding in huhang("doctor", "--json").json["findings"]}
    assert "database" not in checks
    assert not data.exists()
    postgres_server.drop("front_door")
