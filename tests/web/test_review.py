"""The review queue, the answers to what units ask for, and 代录."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from tasks import commands, excusing
from tasks.lifecycle import State
from tasks.tables import HandIn, Task
from tests.web.conftest import ACT, HOLDER, LEADER, REVIEWER, SCHOOL, SUPERVISOR, Browser, Place

GUIDANCE = "team-monthly-guidance"
SEAT, OTHER = "杨地湾学校·法制副校长", "羊角学校·法治辅导员"
VALUES = {"时间": "2026-09-07", "指导内容": "看了课表"}
SCREENING = "monthly-screening"


def handed_in(place: Place, subject: str = SEAT) -> Task:
    return place.town.submit(subject, VALUES, ACT, GUIDANCE)


def screened(place: Place) -> Task:
    """A sensitive hand-in, with counts of one and of four."""
    duty_fields = ("不良行为", "服刑人员子女", "流浪乞讨", "闲散", "留守")
    values = {f"{name}本月": 4 if name == "留守" else 1 for name in duty_fields}
    return place.town.submit("派出所", values, ACT, SCREENING)


def state(place: Place, task: Task) -> str:
    with place.town.database.read() as session:
        return session.get_one(Task, task.id).state


def last_hand_in(place: Place, task: Task) -> HandIn:
    with place.town.database.read() as session:
        found = select(HandIn).where(HandIn.task_id == task.id).order_by(HandIn.id.desc())
        return session.scalars(found.limit(1)).one()


def decide(browser: Browser, **values: str | list[str]) -> int:
    page = browser.get("/review")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    fields = {name.rstrip("_"): value for name, value in values.items()}
    return browser.send("/review", {"csrf": csrf[1], **fields}).status_code


def test_the_queue_shows_what_was_handed_in_and_until_when_it_has_to_be_reviewed(
    place: Place,
) -> None:
    handed_in(place)
    page = place.browser(SUPERVISOR).get("/review")
    for words in ("每月到校指导", SEAT, "看了课表", "审核还有 3 个工作日（9月11日）"):
        assert words in page


def test_accepting_is_one_button_and_the_queue_is_empty_then(place: Place) -> None:
    task = handed_in(place)
    browser = place.browser(SUPERVISOR)
    assert decide(browser, accept=f"{task.id}.1") == 303
    assert state(place, task) == State.DONE
    page = browser.get("/review?said=accepted")
    assert "已通过" in page
    assert "今日无事" in page


def test_several_are_accepted_at_once(place: Place) -> None:
    tasks = [handed_in(place), handed_in(place, OTHER)]
    browser = place.browser(SUPERVISOR)
    ticked = [f"{task.id}.1" for task in tasks]
    assert decide(browser, accept="all", ticked=ticked) == 303
    assert {state(place, task) for task in tasks} == {State.DONE}


def test_of_several_none_is_accepted_when_one_cannot_be(place: Place) -> None:
    tasks = [handed_in(place), handed_in(place, OTHER)]
    browser = place.browser(SUPERVISOR)
    assert decide(browser, accept="all", ticked=[f"{tasks[0].id}.1", f"{tasks[1].id}.7"]) == 422
    assert {state(place, task) for task in tasks} == {State.SUBMITTED}


def test_a_phrase_sends_it_back_and_the_unit_reads_it(place: Place) -> None:
    task = handed_in(place)
    phrase = "数字前后对不上，请核对"
    assert decide(place.browser(SUPERVISOR), return_=f"{task.id}.1", phrase=phrase) == 303
    assert state(place, task) == State.RETURNED
    assert phrase in place.browser(HOLDER).get(f"/tasks/{task.id}")


def test_it_does_not_go_back_without_a_reason(place: Place) -> None:
    task = handed_in(place)
    assert decide(place.browser(SUPERVISOR), return_=f"{task.id}.1", reason=" ") == 422
    assert state(place, task) == State.SUBMITTED


def test_what_was_handed_in_after_the_page_was_opened_is_not_accepted_unseen(place: Place) -> None:
    task = handed_in(place)
    browser = place.browser(SUPERVISOR)
    browser.get("/review")
    with place.town.database.write() as session:
        commands.withdraw(session, task.id, by=HOLDER, now=place.now)
        commands.submit(session, task.id, VALUES, by=HOLDER, now=place.now)
    assert decide(browser, accept=f"{task.id}.1") == 422
    assert "又交了一次" in browser.answer.text
    assert state(place, task) == State.SUBMITTED


def test_nobody_reviews_what_is_not_his_to_review(place: Place) -> None:
    task = handed_in(place)
    other = place.browser(REVIEWER)
    page = other.get("/review")
    assert "看了课表" not in page
    csrf = re.search(r'name="csrf" value="([^"]+)"', other.get("/account"))
    assert csrf
    sent = other.send("/review", {"csrf": csrf[1], "accept": f"{task.id}.1"})
    assert sent.status_code == 403
    assert state(place, task) == State.SUBMITTED


def test_small_counts_of_a_sensitive_duty_are_not_told_to_the_reviewer(place: Place) -> None:
    screened(place)
    page = place.browser(REVIEWER).get("/review")
    assert page.count("<dd>&lt;3</dd>") == 4
    assert "<dd>4</dd>" in page


def test_a_sensitive_hand_in_goes_back_with_a_phrase_only(place: Place) -> None:
    task = screened(place)
    browser = place.browser(REVIEWER)
    assert f'id="reason-{task.id}"' not in browser.get("/review")
    assert decide(browser, return_=f"{task.id}.1", reason="某某的数字不对") == 422
    assert decide(browser, return_=f"{task.id}.1", phrase="数字前后对不上，请核对") == 303


def ask_for_time(place: Place) -> Task:
    task = place.town.task(SEAT, GUIDANCE)
    with place.town.database.write() as session:
        until = date(2026, 10, 15)
        return commands.ask_extension(
            session, task.id, until, by=HOLDER, now=place.now, reason="外出培训"
        )


def test_a_request_for_time_is_answered_by_the_supervising_post(place: Place) -> None:
    task = ask_for_time(place)
    browser = place.browser(SUPERVISOR)
    page = browser.get("/review")
    assert "申请延期到 10月15日" in page
    path = f"/tasks/{task.id}/answer"
    assert browser.fill("/review", path, {"answer": "grant"}).status_code == 303
    with place.town.database.read() as session:
        assert session.get_one(Task, task.id).due == date(2026, 10, 15)


def test_a_leader_sees_whose_answer_is_waited_for_and_cannot_give_it(place: Place) -> None:
    task = ask_for_time(place)
    browser = place.browser(LEADER)
    assert "等待 平安办 答复" in browser.get("/review")
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.get("/account"))
    assert csrf
    path = f"/tasks/{task.id}/answer"
    assert browser.send(path, {"csrf": csrf[1], "answer": "grant"}).status_code == 403


def test_a_refusal_needs_a_reason(place: Place) -> None:
    task = ask_for_time(place)
    browser = place.browser(SUPERVISOR)
    path = f"/tasks/{task.id}/answer"
    assert browser.fill("/review", path, {"answer": "refuse"}).status_code == 422
    assert "请写明理由" in browser.answer.text
    more = {"answer": "refuse", "reason": "请按期办理"}
    assert browser.fill("/review", path, more).status_code == 303


def test_that_a_duty_does_not_apply_is_confirmed_or_not(place: Place) -> None:
    task = place.town.task(SEAT, GUIDANCE)
    with place.town.database.write() as session:
        excusing.ask_waiver(session, task.id, by=HOLDER, now=place.now, reason="本月停课")
    browser = place.browser(SUPERVISOR)
    assert "申请不适用" in browser.get("/review")
    more = {"answer": "waive", "reason": "情况属实"}
    assert browser.fill("/review", f"/tasks/{task.id}/answer", more).status_code == 303
    assert state(place, task) == State.WAIVED


# --- 代录 ---


def test_what_a_unit_told_by_telephone_is_recorded_and_marked(place: Place) -> None:
    task = place.town.task("杨地湾学校", "hotline-12355")
    path = f"/tasks/{task.id}/record"
    browser = place.browser(SUPERVISOR)
    filled = {"told_by": SCHOOL, f"f{task.id}-0": "班会讲了12355"}
    assert browser.fill(path, path, filled).status_code == 303
    one = last_hand_in(place, task)
    assert (one.by, one.recorded_for) == (SUPERVISOR, SCHOOL)
    assert f"{SUPERVISOR}代 {SCHOOL} 录入" in place.browser(REVIEWER).get("/review")


def test_a_record_says_who_told_it(place: Place) -> None:
    task = place.town.task("杨地湾学校", "hotline-12355")
    path = f"/tasks/{task.id}/record"
    browser = place.browser(SUPERVISOR)
    filled = {"told_by": "路人", f"f{task.id}-0": "班会讲了12355"}
    assert browser.fill(path, path, filled).status_code == 422
    assert "请选是谁告知的" in browser.answer.text
    assert "班会讲了12355" in browser.answer.text
    assert state(place, task) == State.PENDING


def test_what_is_handed_in_already_is_not_recorded_again(place: Place) -> None:
    task = handed_in(place)
    browser = place.browser(SUPERVISOR)
    browser.get(f"/tasks/{task.id}/record", status=403)
    assert f"/tasks/{task.id}/record" not in browser.get("/board/tasks?light=waiting")
