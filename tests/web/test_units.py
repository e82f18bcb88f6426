"""Responsible units: what they find on their page, and how they hand in."""

from __future__ import annotations

import io

from PIL import Image
from sqlalchemy import func, select

from care import moving, queries
from tasks import commands, plans
from tasks.lifecycle import State
from tasks.tables import HandIn, Task
from tests.rounds.town import HERE, morning
from tests.web.conftest import (
    ACT,
    CONTACT,
    DEPUTY,
    HEAD,
    HOLDER,
    JUSTICE,
    LEADER,
    POLICE,
    REVIEWER,
    SCHOOL,
    Place,
)

VISIT = "team-monthly-guidance"
SEAT = "杨地湾学校·法制副校长"
LESSON = "weekly-law-lesson"


def visit(place: Place) -> Task:
    return place.town.task(SEAT, VISIT)


def again(place: Place, task: Task) -> Task:
    with place.town.database.read() as session:
        return session.get_one(Task, task.id)


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(made, "JPEG")
    return made.getvalue()


def test_the_first_page_of_a_holder_is_what_he_owes_with_its_date(place: Place) -> None:
    browser = place.browser(HOLDER)
    browser.get("/", 303)
    assert browser.answer.headers["location"] == "/tasks"
    page = browser.get("/tasks")
    assert "每月到校指导" in page
    assert "还有 16 个工作日（9月30日" in page
    assert "看不到别人的：" not in page
    assert "12355" not in page  # the schools'


def test_a_person_with_nothing_to_do_reads_so(place: Place) -> None:
    with place.town.database.write() as session:
        for task in session.scalars(select(Task).where(Task.post == SEAT)).all():
            commands.waive(session, task.id, by="副组长", now=place.now, reason="测试")
    page = place.browser(HOLDER).get("/tasks")
    assert "今日无事" in page


def test_a_task_shows_its_sentence_and_a_form_with_three_fields_at_most(place: Place) -> None:
    task = visit(place)
    page = place.browser(HOLDER).get(f"/tasks/{task.id}")
    assert "工作团成员每月到校指导一次" in page
    screening = place.town.task("派出所", "monthly-screening")
    page = place.browser(POLICE).get(f"/tasks/{screening.id}")
    before, after = page.split('<details class="more"')[:2]
    assert before.count('<div class="field') == 3
    assert after.count('<div class="field') == 13


def test_handing_in_takes_one_form_and_ends_at_submitted(place: Place) -> None:
    task = visit(place)
    browser = place.browser(HOLDER)
    path = f"/tasks/{task.id}"
    answer = browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课一节"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?said=submitted")
    page = browser.get(f"{path}?said=submitted")
    assert "已提交" in page
    assert "下一步由平安办办理" in page
    assert "听课一节" in page
    assert again(place, task).state == State.SUBMITTED


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    answer = browser.fill(
        path, f"{path}/hand-in", {f"f{task.id}-0": "昨天", f"f{task.id}-1": "听课"}
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="听课"' in answer.text
    assert again(place, task).state == State.PENDING


def test_a_double_tap_hands_in_once(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    first = browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课"})
    assert browser.sent is not None
    second = browser.send(f"{path}/hand-in", browser.sent)
    assert first.headers["location"] == second.headers["location"]
    with place.town.database.read() as session:
        assert session.scalar(select(func.count()).select_from(HandIn)) == 1


def test_a_photo_goes_in_with_the_form_and_is_seen_in_the_timeline(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    files = [(f"f{task.id}-2", ("现场.jpg", photo(), "image/jpeg"))]
    answer = browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课"}, files=files)
    assert answer.status_code == 303, answer.text
    page = browser.get(path)
    assert "现场.jpg" in page
    small = browser.client.get(f"{path}/evidence/1/small")
    assert small.headers["content-type"] == "image/jpeg"
    assert (
        browser.client.get(f"{path}/evidence/1")
        .headers["content-disposition"]
        .startswith("attachment")
    )
    # Who may not see the task gets no file of it, not even by way of a task of his own.
    other = place.town.task("杨地湾学校", "hotline-12355")
    for foreign in (path, f"/tasks/{other.id}"):
        place.browser(SCHOOL).get(f"{foreign}/evidence/1", 404)


def test_a_refused_file_is_named_and_the_good_one_is_kept_for_the_next_try(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    files = [
        (f"f{task.id}-2", ("现场.jpg", photo(), "image/jpeg")),
        (f"f{task.id}-2", ("坏.exe", b"MZ", "application/pdf")),
    ]
    answer = browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课"}, files=files)
    assert answer.status_code == 422
    assert "坏.exe" in answer.text
    assert 'value="1" checked' in answer.text
    answer = browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课", f"f{task.id}-2": "1"})
    assert answer.status_code == 303
    with place.town.database.read() as session:
        assert session.scalars(select(HandIn)).one().fields["现场资料"] == ["1"]


def test_what_was_given_back_comes_filled_as_it_was_with_the_reason(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    browser.fill(path, f"{path}/hand-in", {f"f{task.id}-0": "2026-09-03", f"f{task.id}-1": "听课"})
    with place.town.database.write() as session:
        commands.return_(session, task.id, by="平安办", now=place.now, reason="请写明年级")
    page = browser.get(path)
    assert "请写明年级" in page
    assert 'value="听课"' in page
    assert 'value="2026-09-03"' in page


def test_what_was_said_last_time_is_there_again_but_counts_are_only_hinted_at(place: Place) -> None:
    first, second = (place.town.task("杨地湾学校", LESSON, p) for p in ("2026-W36", "2026-W37"))
    browser = place.browser(SCHOOL)
    path = f"/tasks/{first.id}"
    browser.fill(path, f"{path}/hand-in", {f"f{first.id}-0": "12", f"f{first.id}-1": "11"})
    page = browser.get(f"/tasks/{second.id}")
    assert "上次 12" in page
    assert 'value="12"' not in page


def test_a_mistaken_hand_in_can_be_taken_back(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "听课"})
    answer = browser.fill(path, f"{path}/withdraw")
    assert answer.headers["location"] == f"{path}?said=withdrawn"
    assert again(place, task).state == State.PENDING


def test_somebody_elses_task_is_not_found(place: Place) -> None:
    task = visit(place)
    browser = place.browser(SCHOOL)
    browser.get(f"/tasks/{task.id}", 404)
    place.browser(HEAD).get(f"/tasks/{task.id}", 404)  # the head of another unit
    answer = browser.send(f"/tasks/{task.id}/hand-in", {"csrf": browser.csrf()})
    assert answer.status_code == 404
    browser.get("/tasks/999999", 404)


def test_a_head_hands_in_for_the_unit_and_a_deputy_for_the_post(place: Place) -> None:
    task = place.town.task("杨地湾学校", "hotline-12355")
    for person in (HEAD, DEPUTY):
        browser = place.browser(person)
        assert "12355" in browser.get("/tasks")
        assert "提交</button>" in browser.get(f"/tasks/{task.id}")


def test_a_leader_sees_a_task_and_has_no_button(place: Place) -> None:
    task = visit(place)
    page = place.browser(LEADER).get(f"/tasks/{task.id}")
    assert "工作团成员每月到校指导一次" in page
    assert "hand-in" not in page


def test_a_co_lead_may_hand_in_and_a_supporting_unit_may_look(place: Place) -> None:
    task = place.town.task("安稳镇", "team-supervision")
    co_lead = place.browser(REVIEWER)  # 教育督导责任区
    assert "/hand-in" in co_lead.get(f"/tasks/{task.id}")
    seat = visit(place)
    support = place.browser(JUSTICE)  # 司法所 supports the visits
    page = support.get(f"/tasks/{seat.id}")
    assert "/hand-in" not in page
    answer = support.send(f"/tasks/{seat.id}/hand-in", {"csrf": support.csrf()})
    assert answer.status_code == 403


def a_call(place: Place) -> Task:
    """One of the two calls of 云溪村's contact."""
    with place.town.database.read() as session:
        found = select(Task).where(Task.obligation == "care-contact", Task.post == "云溪村·联系人")
        return session.scalars(found.order_by(Task.id)).all()[0]


def test_a_sensitive_duty_shows_its_code_to_its_contact_alone_and_quotes_nothing(
    place: Place,
) -> None:
    task = a_call(place)
    own = place.browser(CONTACT).get(f"/tasks/{task.id}")
    assert task.subject in own
    assert "出处" not in own
    assert 'type="file"' not in own
    assert "data-draft" not in own
    page = place.browser(JUSTICE).get(f"/tasks/{task.id}")  # 司法所 reviews it
    assert task.subject not in page


def test_a_small_count_of_a_sensitive_duty_is_blurred_outside_the_unit(place: Place) -> None:
    task = place.town.task("派出所", "monthly-screening")
    browser, path = place.browser(POLICE), f"/tasks/{task.id}"
    values = {f"f{task.id}-{n}": "2" for n in range(15)}
    assert browser.fill(path, f"{path}/hand-in", values).status_code == 303
    assert "<dd>2</dd>" in browser.get(path)
    place.browser(HEAD).get(path, 404)
    outside = place.browser(LEADER).get(path)
    assert "&lt;3" in outside
    assert "<dd>2</dd>" not in outside


def test_several_lessons_are_handed_in_on_one_page_and_empty_ones_stay(place: Place) -> None:
    first, second = (place.town.task("杨地湾学校", LESSON, p) for p in ("2026-W36", "2026-W37"))
    browser = place.browser(SCHOOL)
    path = f"/tasks/together/{LESSON}"
    assert path in browser.get("/tasks")
    values = {f"f{first.id}-0": "12", f"f{first.id}-1": "十二"}
    refused = browser.fill(path, path, values)
    assert refused.status_code == 422
    assert "应为 0 或更大的整数" in refused.text
    done = browser.fill(path, path, {f"f{first.id}-0": "12", f"f{first.id}-1": "12"})
    assert done.headers["location"] == "/tasks?said=submitted_all"
    assert again(place, first).state == State.SUBMITTED
    assert again(place, second).state == State.PENDING


def test_one_wrong_lesson_keeps_all_of_them_back(place: Place) -> None:
    both = [place.town.task("杨地湾学校", LESSON, p) for p in ("2026-W36", "2026-W37")]
    values = {f"f{task.id}-0": "12" for task in both} | {f"f{both[0].id}-1": "12"}
    browser, path = place.browser(SCHOOL), f"/tasks/together/{LESSON}"
    assert browser.fill(path, path, values).status_code == 422
    assert {again(place, task).state for task in both} == {State.PENDING}


def test_after_a_month_what_is_late_comes_first(place: Place) -> None:
    place.now = morning(ACT.replace(month=10, day=12))
    page = place.browser(HOLDER).get("/tasks")
    assert page.index("逾期") < page.index("每学年梳理总结")


def test_a_new_contact_is_told_in_the_timeline_without_the_code(place: Place) -> None:
    task = a_call(place)
    with place.town.database.write() as session:
        rules, case = plans.current(session, HERE), str(queries.case_of(session, task.id))
        code = queries.one(session, rules, case, JUSTICE, ACT)[0].code
        moving.change_contact(session, rules, code, "竹坪村·联系人", by=JUSTICE, now=place.now)
    page = place.browser(LEADER).get(f"/tasks/{task.id}")
    assert "竹坪村·联系人" in page
    assert task.subject not in page
    assert code not in page
