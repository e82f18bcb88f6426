"""/api/v1: reports whose every figure opens its tasks, frozen reports, archives, ledgers, and 免责."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote

import openpyxl
import pytest
from docx import Document
from httpx import Response

from tasks import commands
from tests.web.conftest import CONTACT, HOLDER, LEADER, POLICE, REVIEWER, SCHOOL, SUPERVISOR, Place
from tests.web.test_api import VALUES, Program, program
from tests.web.test_board import later
from tests.web.test_units import visit

BASE = "/api/v1"
QUARTER = "2026-Q3"
SEAT = "杨地湾学校·法制副校长"
VISIT = "team-monthly-guidance"
ARCHIVE = f"/archives/school-law-archive/2026-27-T1/{quote('杨地湾学校')}"


def fetch(office: Program, address: str, **query: Any) -> Response:
    """What that address answers, wherever an answer led."""
    path, _, asked = address.removeprefix(BASE).partition("?")
    answer = office.get(path, **dict(parse_qsl(asked)), **query)
    assert answer.status_code == 200, (address, answer.text[-300:])
    return answer


def read(office: Program, address: str, **query: Any) -> Any:
    return fetch(office, address, **query).json()


def figures(told: Any) -> Iterator[dict[str, Any]]:
    """Every figure in an answer, however deep."""
    if isinstance(told, dict):
        if "standings" in told:
            yield told
        for one in told.values():
            yield from figures(one)
    elif isinstance(told, list):
        for one in told:
            yield from figures(one)


@pytest.fixture
def office(october: Place) -> Program:
    """The office's program on 20 October: nobody handed in what was due in September."""
    return program(october, SUPERVISOR, "read", "review", "supervise")


@pytest.mark.parametrize(
    "report",
    [
        f"/reports/bulletin?period={QUARTER}",
        "/reports/meeting?period=2026-Q4",
        "/reports/information?period=2026-09",
        "/reports/assessment?year=2026",
    ],
)
def test_every_figure_opens_as_many_tasks_as_it_counts(office: Program, report: str) -> None:
    found = list(figures(read(office, report)))
    assert sum(one["count"] for one in found) > 50
    opened = {one["items"]: one["count"] for one in found if one["items"]}
    assert all((one["items"] is None) is (one["count"] == 0) for one in found)
    assert {at: read(office, at, limit=1)["count"] for at in opened} == opened


def test_the_tasks_behind_a_figure_come_page_by_page_and_lead_to_the_tasks(office: Program) -> None:
    whole = read(office, f"/reports/bulletin?period={QUARTER}")["whole"]["figures"][0]
    seen: list[dict[str, Any]] = []
    after = ""
    while after is not None:
        page = read(office, f"/reports/items?period={QUARTER}", cursor=after, limit=30)
        seen += page["items"]
        after = page["next"]
    assert len({one["task"] for one in seen}) == len(seen) == whole["count"] > 60
    assert read(office, seen[0]["address"])["task"]["id"] == seen[0]["task"]
    assert read(office, f"/reports/items?period={QUARTER}", cursor="eH55")["count"] == len(seen)


def test_every_count_of_the_board_opens_as_many_tasks_except_of_children(office: Program) -> None:
    cells = read(office, "/board")
    listed = [one for one in cells if one["items"]]
    assert {one["duty"] for one in cells if not one["items"]} >= {"care-contact"}
    for one in listed:
        assert len(read(office, one["items"], limit=200)["items"]) == int(one["count"])
    assert len(listed) > 20


def test_no_report_of_the_api_names_a_child(october: Place) -> None:
    for person in (SUPERVISOR, LEADER):
        reader = program(october, person)
        for place in read(reader, "/reports"):
            assert "关爱-" not in json.dumps(read(reader, place["address"]), ensure_ascii=False)


@pytest.mark.parametrize("report", ["bulletin", "meeting", "information", "assessment"])
def test_a_report_leads_to_its_word_file(office: Program, report: str) -> None:
    told = read(office, f"/reports/{report}")
    paths = [told["document"]] + ([told["minutes"]] if report == "meeting" else [])
    for path in paths:
        made = fetch(office, path)
        assert made.headers["content-disposition"].startswith("attachment")
        assert Document(io.BytesIO(made.content)).paragraphs


def test_the_assessment_is_a_sheet_too_with_the_same_numbers(office: Program) -> None:
    told = read(office, "/reports/assessment?year=2026")
    made = fetch(office, told["sheet"])
    rows = list(openpyxl.load_workbook(io.BytesIO(made.content)).active.values)
    by_name = {row[0]: row for row in rows}
    for one in told["units"]:
        assert one["figures"][0]["count"] in by_name[one["name"]]


def test_a_period_that_is_none_is_not_found_and_the_answer_says_what_would_be(
    office: Program,
) -> None:
    for path in ("/reports/bulletin", f"/ledgers/{VISIT}"):
        wrong = office.get(path, period="2026-Q9")
        assert wrong.status_code == 404
        assert "2026-Q4" in wrong.json()["title"]
    assert office.get("/reports/items", period="nie").status_code == 404


def test_units_read_no_reports(october: Place) -> None:
    unit = program(october, HOLDER, "read", "hand-in")
    for path in ("/reports", "/reports/bulletin", "/reports/items", "/ledgers"):
        assert unit.get(path).status_code == 403


def freeze(office: Program) -> str:
    """The address of the third quarter's bulletin, frozen."""
    made = office.post("/reports/bulletin/freeze", {"period": QUARTER})
    assert made.status_code == 200, made.text
    return str(made.json()["line"]["address"]).removeprefix(BASE)


def test_a_bulletin_is_frozen_objected_to_answered_and_signed(
    october: Place, office: Program
) -> None:
    path = freeze(office)
    unit = program(october, HOLDER, "read", "hand-in")
    assert unit.get(path).status_code == 404
    announced = office.post(f"{path}/announce").json()
    assert announced["until"] == "2026-10-23"
    seen = read(unit, path)
    assert {one["items"] for one in figures(seen)} == {None}
    assert seen["changes"] is None
    assert unit.get(f"{path}/document").content.startswith(b"PK")
    said = {"post": SEAT, "reason": "九月已经去过"}
    assert unit.post(f"{path}/object", {**said, "post": "派出所"}).status_code == 403
    (objection,) = unit.post(f"{path}/object", said).json()["objections"]
    assert (objection["text"], objection["upheld"]) == ("九月已经去过", None)
    answer = {"objection": objection["id"], "upheld": False, "reason": "没有收到材料"}
    assert program(october, REVIEWER, "review").post(f"{path}/answer", answer).status_code == 403
    assert office.post(f"{path}/answer", {**answer, "objection": 999}).status_code == 409
    assert office.post(f"{path}/answer", answer).json()["objections"][0]["upheld"] is False
    later(october, "2026-10-26")
    leader = program(october, LEADER, "read", "review")
    signed = leader.post(f"{path}/publish").json()
    assert (signed["line"]["number"], signed["line"]["state"]) == ("通报〔2026〕1号", "published")
    assert [one["number"] for one in read(office, "/reports/frozen")] == ["通报〔2026〕1号"]


def test_only_a_leader_signs_and_no_token_that_only_reads_takes_a_step(
    october: Place, office: Program
) -> None:
    path = freeze(office)
    office.post(f"{path}/announce")
    later(october, "2026-10-26")
    assert office.post(f"{path}/publish").status_code == 403
    for person, step in ((LEADER, "publish"), (SUPERVISOR, "drop"), (SUPERVISOR, "announce")):
        reader = program(october, person, "read")
        assert reader.post(f"{path}/{step}", {}).status_code == 403
    assert office.post(f"{path}/drop", {"reason": ""}).status_code == 409
    assert office.post(f"{path}/drop", {"reason": "数字有误"}).json()["reason"] == "数字有误"


def test_figures_of_a_frozen_report_open_its_tasks_as_they_stood(
    october: Place, office: Program
) -> None:
    path, task = freeze(office), visit(october).id
    program(october, HOLDER, "hand-in").post(f"/tasks/{task}/hand-in", {"values": VALUES})
    frozen = read(office, path)
    assert [(one["task"], one["before"], one["after"]) for one in frozen["changes"]] == [
        (task, "overdue", "waiting")
    ]
    overdue = next(one for one in frozen["said"]["whole"]["figures"] if one["name"] == "逾期未办")
    held = read(office, overdue["items"], limit=200)
    assert held["count"] == overdue["count"]
    assert task in [one["task"] for one in held["items"]]


def test_a_figure_of_a_goal_is_set_and_a_small_one_is_not_told(
    october: Place, office: Program
) -> None:
    (goal, *_) = read(office, "/reports/goals")
    body = {"goal": goal["id"], "year": 2026, "value": 2, "source": "派出所"}
    assert office.post("/reports/goals", body).json()[0]["years"] == {"2026": "2"}
    assert read(program(october, LEADER), "/reports/goals")[0]["years"] == {"2026": "<3"}
    assert office.post("/reports/goals", {**body, "year": 2035}).status_code == 409
    assert office.post("/reports/goals", {**body, "goal": "none"}).status_code == 409


def test_the_burden_says_what_each_unit_is_asked_for(office: Program) -> None:
    told = read(office, "/reports/burden")
    police = next(one for one in told["units"] if one["unit"] == "派出所")
    assert police["minutes"] > 0
    assert read(office, police["items"])["count"] > 0
    assert len(told["costliest"]) == 5
    assert read(office, told["costliest"][0]["ledger"])["headings"][0] == "周期"


def test_a_summary_lists_what_its_post_did(october: Place) -> None:
    unit, task = program(october, HOLDER, "read", "hand-in"), visit(october).id
    assert unit.post(f"/tasks/{task}/hand-in", {"values": VALUES}).status_code == 200
    told = read(unit, f"/tasks/{task}/summary")
    assert [deed["task"] for chapter in told["chapters"] for deed in chapter["deeds"]] == [task]
    assert unit.get(f"/tasks/{task}/summary/document").content.startswith(b"PK")
    assert program(october, CONTACT).get(f"/tasks/{task}/summary").status_code == 404


def test_an_archive_is_read_and_packed_by_those_it_is_for(place: Place) -> None:
    task = visit(place).id
    with place.town.database.write() as session:
        commands.submit(session, task, VALUES, by=SEAT, now=place.now)
        commands.accept(session, task, by="平安办", now=place.now)
    school = program(place, SCHOOL)
    assert BASE + ARCHIVE in [one["address"] for one in read(school, "/archives")]
    told = read(school, ARCHIVE)
    assert task in [one["task"] for kind in told["kinds"] for one in kind["items"]]
    with zipfile.ZipFile(io.BytesIO(school.get(f"{ARCHIVE}/zip").content)) as packed:
        assert hashlib.sha256(packed.read("manifest.json")).hexdigest() == told["manifest"]
    assert program(place, POLICE).get(ARCHIVE).status_code == 404
    assert program(place, POLICE).get(f"{ARCHIVE}/zip").status_code == 404


def test_a_ledger_comes_page_by_page_and_as_excel(office: Program) -> None:
    first = read(office, f"/ledgers/{VISIT}", period="2026-09", limit=5)
    rest = read(office, f"/ledgers/{VISIT}", period="2026-09", cursor=first["next"], limit=200)
    rows = first["rows"] + rest["rows"]
    assert (len(rows), rest["next"]) == (first["count"], None)
    assert first["count"] == read(office, f"/reports/items?period={QUARTER}&duty={VISIT}")["count"]
    book = openpyxl.load_workbook(io.BytesIO(fetch(office, first["file"]).content))
    assert book.active.max_row >= len(rows) + 2
    assert office.get("/ledgers/nothing").status_code == 404


def test_a_miss_is_excused_and_the_excuse_is_taken_back(october: Place, office: Program) -> None:
    task = visit(october).id
    at = f"/reports/items?period={QUARTER}&duty={VISIT}&standing=no-fault"
    assert office.post(f"/tasks/{task}/excuse", {"reason": ""}).status_code == 409
    assert office.post(f"/tasks/{task}/excuse", {"reason": "停课"}).status_code == 200
    assert [one["task"] for one in read(office, at)["items"]] == [task]
    assert read(office, f"/tasks/{task}")["excuse"] == "停课"
    assert office.post(f"/tasks/{task}/take-back", {"reason": "没有停课"}).status_code == 200
    assert read(office, at)["count"] == 0
    assert program(october, HOLDER, "hand-in").post(f"/tasks/{task}/excuse").status_code == 403


def test_of_a_sensitive_duty_a_miss_is_excused_in_listed_words_only(
    october: Place, office: Program
) -> None:
    rules = {one["id"]: one["sensitive"] for one in read(office, "/duties")}
    lines = read(office, "/tasks", light="late", limit=200)["items"]
    task = next(x["id"] for x in lines if rules[x["duty"]] and x["post"] != "平安办")
    own = office.post(f"/tasks/{task}/excuse", {"reason": "某某家里有事"})
    assert own.status_code == 409
    assert "停课、放假或天气原因" in own.json()["title"]
    listed = {"reason": "网络或系统故障"}
    assert office.post(f"/tasks/{task}/excuse", listed).status_code == 200
