from __future__ import annotations

from tests.web.conftest import HOLDER, Place


def test_smoke(place: Place) -> None:
    b = place.browser(HOLDER)
    print(b.get("/tasks"))
    task = place.town.task("杨地湾学校·法制副校长", "team-monthly-guidance")
    print(b.get(f"/tasks/{task.id}"))
    r = b.fill(f"/tasks/{task.id}", f"/tasks/{task.id}/hand-in", {f"f{task.id}-0": "2026-09-07", f"f{task.id}-1": "看了课表"})
    print(r.status_code, r.headers, r.text[:3000])
    print(b.get(r.headers["location"]))
