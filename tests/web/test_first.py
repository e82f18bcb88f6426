from __future__ import annotations

from tests.web.conftest import HOLDER, Place


def test_smoke(place: Place) -> None:
    b = place.browser(HOLDER)
    task = place.town.task("杨地湾学校·法制副校长", "team-monthly-guidance")
    r = b.fill(
        f"/tasks/{task.id}",
        f"/tasks/{task.id}/hand-in",
        {f"f{task.id}-0": "2026-09-07", f"f{task.id}-1": "看了课表"},
    )
