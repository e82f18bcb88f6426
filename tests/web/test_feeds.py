"""The calendar of a post: what it holds, who gets it, and when it is gone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from icalendar import Alarm, Calendar, Event

from tests.web.conftest import CONTACT, HOLDER, SUPERVISOR, Browser, Place

SEAT = "杨地湾学校·法制副校长"
KEYS = "/account/keys"


def feed(browser: Browser, post: str) -> str:
    """Ask for an address on the page; its path."""
    page = browser.fill(KEYS, f"{KEYS}/feeds", {"post": post}).text
    found = re.search(r'<code class="secret">([^<]*)</code>', page)
    assert found, page
    return urlsplit(found[1]).path


def calendar(place: Place, path: str) -> Calendar:
    """What the address holds, for a calendar that is not signed in."""
    answer = place.browser().client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    assert isinstance(read, Calendar)
    return read


def test_the_open_tasks_of_a_post_are_days_in_a_calendar_with_two_alarms(place: Place) -> None:
    read = calendar(place, feed(place.browser(HOLDER), SEAT))
    events = {str(one["summary"]): one for one in read.walk("VEVENT") if isinstance(one, Event)}
    name = next(summary for summary in events if summary.startswith("每月到校指导"))
    assert "2026年9月" in name or "9月" in name
    event = events[name]
    assert event.start == date(2026, 9, 30)
    alarms = [one.TRIGGER for one in event.walk("VALARM") if isinstance(one, Alarm)]
    assert alarms == [timedelta(hours=-15), timedelta(hours=9)]
    assert len({str(one["uid"]) for one in events.values()}) == len(events)


def test_an_event_keeps_its_name_from_one_day_to_the_next(place: Place) -> None:
    path = feed(place.browser(HOLDER), SEAT)
    before = {str(one["uid"]) for one in calendar(place, path).walk("VEVENT")}
    place.now += timedelta(days=1)
    assert {str(one["uid"]) for one in calendar(place, path).walk("VEVENT")} == before


def test_who_has_it_already_is_told_so(place: Place) -> None:
    path, browser = feed(place.browser(HOLDER), SEAT), place.browser()
    tag = browser.client.get(path).headers["etag"]
    answer = browser.client.get(path, headers={"if-none-match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert browser.client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_a_calendar_says_nothing_of_children(place: Place) -> None:
    post = "云溪村·联系人"
    text = calendar(place, feed(place.browser(CONTACT), post)).to_ical().decode()
    assert "BEGIN:VEVENT" in text
    assert "关爱-" not in text
    assert text.count("BEGIN:VEVENT") < 4  # one a duty and period, however many children


def test_a_revoked_address_opens_nothing(place: Place) -> None:
    browser = place.browser(HOLDER)
    path = feed(browser, SEAT)
    action = re.search(rf'action="({KEYS}/feeds/\d+/revoke)"', browser.get(KEYS))
    assert action
    assert browser.fill(KEYS, action[1]).status_code == 303
    assert place.browser().client.get(path).status_code == 404


def test_the_calendar_of_another_is_not_revoked_by_its_number(place: Place) -> None:
    path, other = feed(place.browser(HOLDER), SEAT), place.browser(SUPERVISOR)
    other.send(f"{KEYS}/feeds/1/revoke", {"csrf": other.csrf()})
    assert place.browser().client.get(path).status_code == 200


def test_who_has_left_the_post_has_its_calendar_no_more(place: Place) -> None:
    path = feed(place.browser(HOLDER), SEAT)
    here, browser = f"/roster/posts/{quote(SEAT)}", place.browser(SUPERVISOR)
    asked = {"person": "新例人", "since": "2026-09-08", "confirm": "yes"}
    assert browser.fill(here, f"{here}/hand-over", asked).status_code == 303
    assert place.browser().client.get(path).status_code == 404


def test_nobody_gets_the_calendar_of_anothers_post(place: Place) -> None:
    browser = place.browser(HOLDER)
    assert browser.fill(KEYS, f"{KEYS}/feeds", {"post": "派出所"}).status_code == 403


def test_a_wrong_address_is_as_good_as_none(place: Place) -> None:
    assert place.browser().client.get("/feeds/guess.ics").status_code == 404
