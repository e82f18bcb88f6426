"""The accounts of the demo: shown once, and a way in for who has lost them."""

from __future__ import annotations

from pathlib import Path

import pytest

from huhang import up
from huhang.schema import upgrade
from runtime.database import Database
from runtime.settings import Settings
from tasks import plans
from tests.plans.folders import DEMO, PLANS, texts
from tests.rounds.town import HERE, SEPTEMBER, morning


def test_passwords_are_shown_once_and_the_next_start_says_how_to_get_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data=tmp_path)
    database = Database(settings.url)
    upgrade(database)
    with database.write() as session:
        plans.load_plan(session, dict(texts(HERE)), DEMO, now=morning(SEPTEMBER), by="测试")
        rules = [plans.current(session, HERE)]
    database.dispose()
    said = []
    for _ in range(2):
        up._make_demo_accounts(settings, PLANS / HERE, rules)
        said.append(capsys.readouterr().out)
    assert "密码只显示这一次" in said[0]
    assert "褚例宁" in said[0]
    assert "忘了就换一个" in said[1]
    assert "user password 姓名" in said[1]
    assert "褚例宁" not in said[1]
