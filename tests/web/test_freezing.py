"""Freezing the reports on their pages, by the API, and the way between a task and the report it asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reports.kinds import ReportKind
from tests.reports.autumn import VISIT
from tests.rounds.town import from_month
from tests.web.conftest import HOLDER, LEADER, REVIEWER, SUPERVISOR, Browser, Place
from tests.web.test_api import VALUES, Program, program

SEAT = "杨地湾学校·法制副校长"
DRAFTS = {
    "bulletin": "2026-Q3",
    "meeting": "2026-Q3",
    "information": "2026-09",
    "assessment": "2026",
    "goals": "2026",
}
EVERY = pytest.mark.parametrize("kind", DRAFTS)


def address_of(kind: str) -> str:
    """The page of its draft."""
    query = f"year={DRAFTS[kind]}" if kind == "assessment" else f"period={DRAFTS[kind]}"
    return f"/reports/{kind}?{query}"


def freeze(browser: Browser, kind: str) -> str:
    """Press the button on the draft; the address of the frozen report."""
    answer = browser.fill(address_of(kind), f"/reports/{kind}/freeze", {"period": DRAFTS[kind]})
    assert answer.status_code == 303, answer.text[-300:]
    return str(answer.headers["location"].partition("?")[0])


def numbers(html: str) -> list[str]:
    return re.findall(r"<td[^>]*>(?:<a[^>]*>)?([\d.]+)", html)


@EVERY
def test_a_report_is_frozen_with_the_button_on_its_draft_and_says_the_same(
    october: Place, kind: str
) -> None:
    office = october.browser(SUPERVISOR)
    draft = office.get(address_of(kind))
    address = freeze(office, kind)
    frozen = office.get(address)
    assert numbers(frozen) == numbers(draft)
    assert "校验值" in frozen
    assert "项变动" not in frozen
    assert f'href="{address}"' in office.get(address_of(kind))
    assert f'href="{address}"' in office.get("/reports/frozen")
    assert (f'action="{address}/announce"' in frozen) is (kind == "bulletin")


@EVERY
def test_whoever_does_not_supervise_has_no_button_and_cannot_freeze(
    october: Place, kind: str
) -> None:
    leader = october.browser(LEADER)
    assert "冻结这一稿" not in leader.get(address_of(kind))
    leader.send(f"/reports/{kind}/freeze", {"csrf": leader.csrf(), "period": DRAFTS[kind]})
    assert leader.answer.status_code == 403


def test_two_taps_freeze_once(october: Place) -> None:
    office = october.browser(SUPERVISOR)
    html = office.get(address_of("meeting"))
    form = html[html.index("/reports/meeting/freeze") :]
    token = re.search(r'name="once" value="([^"]+)"', form)
    assert token
    sent = {"csrf": office.csrf(), "once": token[1], "period": "2026-Q3"}
    places = {office.send("/reports/meeting/freeze", sent).headers["location"] for _ in range(2)}
    assert len(places) == 1
    assert office.get("/reports/frozen").count('class="row-link"') == 1


@EVERY
def test_every_figure_of_a_frozen_report_opens_as_many_tasks_as_stood_so(
    october: Place, kind: str
) -> None:
    office = october.browser(SUPERVISOR)
    address = freeze(office, kind)
    october.town.submit(SEAT, VALUES, from_month("10-13"), VISIT)
    found = re.findall(r'<a href="(/reports/items[^"]*)">(\d+)</a>', office.get(address))
    assert found or kind == "goals"
    for link, figure in found[::5]:
        opened = office.get(link.replace("&amp;", "&"))
        assert f'<span class="count">{figure}</span>' in opened
        assert f'href="{address}"' in opened


@EVERY
def test_the_files_of_a_frozen_report_are_offered_and_can_be_taken(
    october: Place, kind: str
) -> None:
    office = october.browser(SUPERVISOR)
    address = freeze(office, kind)
    files = re.findall(rf'href="({re.escape(address)}/document\?form=\w+)"', office.get(address))
    assert files
    for file in files:
        office.get(file)
        assert office.answer.content.startswith(b"PK")
    office.get(f"{address}/document?form=nothing", status=404)


def test_a_task_and_the_report_it_asks_for_lead_to_one_another(october: Place) -> None:
    office = october.browser(SUPERVISOR)
    address = freeze(office, "bulletin")
    task = next(t for t in october.town.tasks() if t.obligation == "supervision-bulletin")
    shown, report = office.get(f"/tasks/{task.id}"), office.get(address)
    code = re.search(r"校验值 ([0-9a-f]{16})", report)
    assert code
    assert f'<a href="{address}">' in shown
    assert shown.count(code[1]) >= 2, "beside the link, and in the text to be handed in"
    assert f'href="/tasks/{task.id}"' in report


def test_a_holder_freezes_the_summary_of_his_own_post_and_no_other_unit_sees_it(
    october: Place,
) -> None:
    from_task = next(
        t
        for t in october.town.tasks()
        if (t.obligation, t.subject) == ("team-annual-summary", SEAT)
    )
    path = f"/tasks/{from_task.id}/summary"
    holder = october.browser(HOLDER)
    assert holder.fill(path, f"{path}/freeze", {}).status_code == 303
    address = holder.answer.headers["location"].partition("?")[0]
    assert f"{SEAT} · {HOLDER}" in holder.get(address)
    assert f'href="{address}"' in holder.get(f"/tasks/{from_task.id}")
    october.browser(REVIEWER).get(address, status=404)
    assert "已冻结" in october.browser(SUPERVISOR).get(address)


# --- By the API ---


@pytest.fixture
def office(october: Place) -> Program:
    return program(october, SUPERVISOR, "read", "review", "supervise")


def frozen_by_api(office: Program, kind: str) -> Any:
    made = office.post(f"/reports/{kind}/freeze", {"period": DRAFTS[kind]})
    assert made.status_code == 200, made.text
    return made.json()


@EVERY
def test_the_api_freezes_and_tells_what_the_page_does(office: Program, kind: str) -> None:
    made = frozen_by_api(office, kind)
    path = made["line"]["address"].removeprefix("/api/v1")
    assert office.get(path).json() == made
    assert (made["line"]["kind"], made["intact"], made["changes"]) == (kind, True, [])
    draft = office.get(address_of(kind)).json()
    told = made["said"]
    assert set(told[0] if kind == "goals" else told) == set(draft[0] if kind == "goals" else draft)
    assert office.get(f"{path}/document").content.startswith(b"PK")
    assert [one["kind"] for one in office.get("/reports/frozen").json()] == [kind]


def test_the_api_refuses_to_announce_what_is_not_announced(office: Program) -> None:
    path = frozen_by_api(office, "meeting")["line"]["address"].removeprefix("/api/v1")
    refused = office.post(f"{path}/announce")
    assert (refused.status_code, "不公示" in refused.json()["title"]) == (409, True)


def test_the_api_says_what_a_report_would_not_say_any_more(october: Place, office: Program) -> None:
    made = frozen_by_api(office, "assessment")
    october.town.submit(SEAT, VALUES, from_month("10-13"), VISIT)
    told = office.get(made["line"]["address"].removeprefix("/api/v1")).json()
    assert [one["after"] for one in told["changes"]] == ["waiting"]
    assert (len(told["gone"]), len(told["come"])) == (1, 1)
    assert told["come"][0].startswith("派出所：应办")


def test_a_summary_is_frozen_at_its_task_by_its_holder(october: Place) -> None:
    task = next(
        t
        for t in october.town.tasks()
        if (t.obligation, t.subject) == ("team-annual-summary", SEAT)
    )
    made = program(october, HOLDER, "read", "hand-in").post(f"/tasks/{task.id}/summary/freeze")
    assert made.status_code == 200, made.text
    line = made.json()["line"]
    assert (line["kind"], line["post"]) == (ReportKind.SUMMARY, SEAT)
    assert made.json()["tasks"] == [task.id]
