"""岗位名册, 投递记录, 系统状态, 方案: what a supervisor sees and changes there."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from notifiers.tables import Delivery, Message
from tasks import plans, versions
from tests.rounds.town import HERE
from tests.web.conftest import ADMIN, CONTACT, HOLDER, LEADER, SCHOOL, SUPERVISOR, Browser, Place
from web import accounts

PAGES = (
    "/more",
    "/runs",
    "/roster",
    "/roster/terms",
    "/roster/posts/派出所",
    "/deliveries",
    "/status",
    "/plan",
)
SEAT = "杨地湾学校·法制副校长"
NEW = "新例人"


def hand_over(browser: Browser, post: str, person: str) -> str:
    """Fill in the form, look at what it would change, confirm."""
    here = f"/roster/posts/{quote(post)}"
    shown = browser.fill(here, f"{here}/hand-over", {"person": person, "since": "2026-09-08"}).text
    assert browser.answer.status_code == 200, shown
    confirmed = {**(browser.sent or {}), "confirm": "yes"}
    assert browser.send(f"{here}/hand-over", confirmed).status_code == 303
    return shown


@pytest.mark.parametrize("path", PAGES)
def test_supervisors_and_leaders_see_the_pages_and_units_do_not(place: Place, path: str) -> None:
    assert place.browser(SUPERVISOR).get(path)
    assert place.browser(LEADER).get(path)
    place.browser(HOLDER).get(path, 403)
    place.browser(ADMIN).get(path, 403)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_shows_a_code_of_a_child(place: Place, path: str) -> None:
    assert "关爱-" not in place.browser(SUPERVISOR).get(path)


def test_a_handover_shows_what_moves_and_gives_it_to_the_successor(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    shown = hand_over(browser, SEAT, NEW)
    assert "每月到校指导" in shown
    assert NEW in browser.get(f"/roster/posts/{SEAT}")
    with place.town.database.write() as session:
        rules = plans.current(session, HERE)
        assert len(versions.history(session, HERE)) == 2
        accounts.add(session, rules, NEW, "correct horse battery", now=place.now)
    assert "每月到校指导" in place.browser(NEW).get("/tasks")
    assert place.browser(HOLDER).client.get("/tasks").status_code == 403  # no post, no list


def test_looking_at_a_handover_changes_nothing(place: Place) -> None:
    browser, here = place.browser(SUPERVISOR), f"/roster/posts/{quote('派出所')}"
    browser.fill(here, f"{here}/hand-over", {"person": NEW})
    with place.town.database.read() as session:
        assert len(versions.history(session, HERE)) == 1


def test_a_post_that_is_vacant_stands_on_top_and_in_the_status(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    assert "空缺" not in browser.get("/roster")
    hand_over(browser, SEAT, "")
    assert "空缺" in browser.get("/roster")
    assert f"岗位“{SEAT}”空缺" in browser.get("/status")
    assert "1 处要办" in browser.get("/more")


def test_a_leader_sees_the_roster_and_changes_nothing(place: Place) -> None:
    browser = place.browser(LEADER)
    assert "hand-over" not in browser.get("/roster/posts/派出所")
    token = {"csrf": browser.csrf(), "person": NEW, "confirm": "yes"}
    assert browser.send("/roster/posts/派出所/hand-over", token).status_code == 403


def test_a_day_without_school_is_added_on_the_page_and_shown_there(place: Place) -> None:
    browser, here = place.browser(SUPERVISOR), "/roster/terms"
    asked = {"kind": "suspensions", "first": "2026-09-10", "last": "2026-09-11", "reason": "高温"}
    assert "未办结" in browser.fill(here, f"{here}/days", asked).text
    browser.send(f"{here}/days", {**(browser.sent or {}), "confirm": "yes"})
    assert "停课：2026年9月10日至2026年9月11日" in browser.get(here)


def test_a_date_that_is_none_is_said_and_nothing_changes(place: Place) -> None:
    browser, here = place.browser(SUPERVISOR), "/roster/terms"
    asked = {"kind": "rest", "first": "明天", "last": "", "reason": "节"}
    answer = browser.fill(here, f"{here}/days", asked)
    assert answer.status_code == 422
    assert "读到 &#39;明天&#39;" in answer.text


def test_the_roster_is_exported_as_it_is_in_force(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    hand_over(browser, "派出所", NEW)
    text = browser.get("/roster/export/demo.yaml")
    assert f"person: {NEW}, from: 2026-09-08" in text
    assert "# 演示名册" in text
    place.browser(LEADER).get("/roster/export/demo.yaml", 403)


def test_a_contact_is_saved_on_the_posts_page(place: Place) -> None:
    browser, here = place.browser(SUPERVISOR), f"/roster/posts/{quote('派出所')}"
    asked = {"address": "13800000000", "quiet_from": "12:00", "quiet_to": "14:00"}
    assert browser.fill(here, f"{here}/contact", asked).status_code == 303
    assert 'value="13800000000"' in browser.get(here)
    assert 'value="12:00"' in browser.get(here)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"quiet_from": "12：00", "quiet_to": "14:00"}, "读到 &#39;12：00&#39;"),
        ({"quiet_from": "12:00"}, "免打扰要写起止两个时间"),
        ({"quiet_from": "12:00", "quiet_to": "12:00"}, "免打扰的起止时间相同"),
        ({"channel": "没有的渠道"}, "channels.yaml 里没有标签"),
        ({"fallback": "站内信"}, "写了备用渠道，首选渠道也要写"),
    ],
)
def test_a_contact_that_cannot_be_is_refused_and_stays_as_it_was_filled_in(
    place: Place, asked: dict[str, str], wrong: str
) -> None:
    browser, here = place.browser(SUPERVISOR), f"/roster/posts/{quote('派出所')}"
    answer = browser.fill(here, f"{here}/contact", {"address": "13800000000", **asked})
    assert answer.status_code == 422
    assert wrong in answer.text
    assert 'value="13800000000"' in answer.text
    assert "13800000000" not in browser.get(here)


def test_open_work_about_children_is_counted_nowhere_on_the_roster(place: Place) -> None:
    page = place.browser(SUPERVISOR).get("/roster")
    line = re.search(r"云溪村·联系人</a>.*?</li>", page, re.DOTALL)
    assert line
    assert "未办结" not in line[0]
    assert CONTACT in line[0]


def test_what_did_not_arrive_is_found_among_the_deliveries(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    assert "没有这样的消息" in browser.get("/deliveries?only=failed")
    with place.town.database.write() as session:
        row = session.scalars(select(Delivery)).first()
        message = session.scalars(select(Message)).first()
        if row is None:
            assert message is not None
            row = Delivery(message_id=message.id, number=1, next_at=place.now)
            session.add(row)
        row.state, row.channel, row.reason, row.ended_at = "failed", "短信", "号码停机", place.now
    page = browser.get("/deliveries?only=failed")
    assert "没有送达" in page
    assert "号码停机" in page
    assert page.count("<pre") == 1


def test_the_deliveries_come_a_page_at_a_time(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    with place.town.database.write() as session:
        first = session.scalars(select(Message)).first()
        assert first is not None
        values = {c.name: getattr(first, c.name) for c in Message.__table__.columns}
        for number in range(60):
            session.add(Message(**{**values, "id": f"copy-{number:02}"}))
    page = browser.get("/deliveries")
    more = re.search(r'href="(/deliveries\?[^"]*after=[^"]*)"', page)
    assert more
    following = browser.get(more[1].replace("&amp;", "&"))
    assert page.count("<pre") == 50
    assert following.count("<pre") >= 11


def test_all_well_is_said_and_the_journal_is_checked_when_asked(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    assert "一切正常" in browser.get("/status")
    assert "核对过，没有被改动" in browser.get("/status?journal=true")


def test_the_plan_is_shown_in_words_and_a_sensitive_duty_without_its_sentence(place: Place) -> None:
    page = place.browser(SUPERVISOR).get("/plan")
    assert "工作团成员每月到校指导一次" in page
    assert "每月（学期内）" in page
    with place.town.database.read() as session:
        rules = plans.current(session, HERE)
    sensitive = [one for one in rules.plan.obligations if one.sensitive]
    assert sensitive
    quoted = re.findall(r"<blockquote>(.*?)</blockquote>", page)
    assert not {quote for one in sensitive for quote in one.quote} & set(quoted)


def test_the_next_version_is_looked_at_before_it_is_loaded(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    with place.town.database.read() as session:
        folder = versions.folder(session, HERE)
    assert folder is not None
    longer = folder.texts["plan.yaml"].replace("name: 每月到校指导", "name: 每月到校指导一次", 1)
    files = {"files": ("plan.yaml", longer.encode(), "application/yaml")}
    shown = browser.fill("/plan", "/plan/next", files=files)
    assert shown.status_code == 200
    kept = re.search(
        r'<textarea name="text:plan.yaml"[^>]*>\n(.*?)</textarea>', shown.text, re.DOTALL
    )
    assert kept
    sent = {**(browser.sent or {}), "text:plan.yaml": longer, "confirm": "yes"}
    assert browser.send("/plan/next", sent).headers["location"] == "/plan?said=amended"
    assert "每月到校指导一次" in browser.get("/plan")


def test_every_fault_of_the_next_version_is_said_with_its_line(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    files = {"files": ("calendar.yaml", b"published: XX\n", "application/yaml")}
    answer = browser.fill("/plan", "/plan/next", files=files)
    assert answer.status_code == 422
    assert "calendar.yaml:1:12" in answer.text
    with place.town.database.read() as session:
        assert len(versions.history(session, HERE)) == 1


def test_a_unit_finds_none_of_it_in_its_menu(place: Place) -> None:
    assert "/more" not in place.browser(SCHOOL).get("/tasks")
    assert "/more" in place.browser(SUPERVISOR).get("/board")
