"""The leader's sheet for programs: the same figures as on the page, each with the tasks it is of."""

from __future__ import annotations

import re

from tests.web.conftest import LEADER, SUPERVISOR, Place
from tests.web.test_api import program


def test_the_sheet_says_what_the_page_says(october: Place) -> None:
    page = october.browser(LEADER).get("/leaders")
    found = program(october, LEADER).get("/leaders").json()
    counts = [int(number) for number in re.findall(r'<span class="count[^"]*">(\d+)', page)]
    assert counts == [found["to_decide"] + len(found["requests"]), found["late"]]
    shown = [int(task) for task in re.findall(r'<a href="/tasks/(\d+)"><b>', page)]
    assert shown == [one["task"] for one in (*found["decisions"], *found["longest_late"])]
    papers = [int(paper) for paper in re.findall(r'href="/papers/(\d+)">看经过', page)]
    assert papers == [one["paper"] for one in found["decisions"]]
    assert f"（{found['meeting']['period']}）" in page
    for figure in (*found["quarter"]["late"], *found["quarter"]["ahead"]):
        assert figure["name"] in page
    parts = [f"{part['done']}/{part['of']}" for part in found["quarter"]["parts"]]
    assert parts
    assert [one for one in parts if one not in page.replace(" ", "")] == []


def test_it_is_for_leaders(place: Place) -> None:
    assert program(place, SUPERVISOR).get("/leaders").status_code == 403
