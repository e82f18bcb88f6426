"""文件: every sentence of the notice, shaded by how its duties stand."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from runtime.database import Database
from tasks import plans, printed
from tests.plans.folders import REAL, jurisdiction, texts
from tests.web.conftest import LEADER, SUPERVISOR, Place
from tests.web.test_board import later

GUIDANCE = "team-monthly-guidance"


def words_of(page: str, duty: str) -> list[tuple[str, str]]:
    """(kind, words) of the pieces that lead to a duty."""
    pieces = re.findall(
        rf'<a class="words ([\w-]+)" href="[^"]*duty={duty}"[^>]*>(.*?)</a>', page, re.DOTALL
    )
    return [
        (kind, re.sub(r"<span.*</span>", "", inside, flags=re.DOTALL)) for kind, inside in pieces
    ]


def test_a_leader_lands_on_the_notice(place: Place) -> None:
    browser = place.browser(LEADER)
    browser.get("/", status=303)
    assert browser.answer.headers["location"] == "/notice"


def test_the_words_of_a_duty_take_its_light_and_change_with_it(place: Place) -> None:
    quote = "工作团成员每月到校指导一次"
    assert words_of(place.browser(SUPERVISOR).get("/notice"), GUIDANCE) == [("open", quote)]
    later(place, "2026-10-08")
    assert words_of(place.browser(SUPERVISOR).get("/notice"), GUIDANCE) == [("late", quote)]


def test_every_duty_can_be_opened_from_its_words(place: Place) -> None:
    page = place.browser(SUPERVISOR).get("/notice")
    for duty in jurisdiction("anwen").plan.by_id:
        assert words_of(page, duty) or f'class="also" href="/board/tasks?duty={duty}"' in page, duty


def test_sentences_that_carry_no_duty_are_seen_as_such_with_the_reason_that_the_plan_gives(
    place: Place,
) -> None:
    page = place.browser(SUPERVISOR).get("/notice")
    sentence = "牵头单位要发挥好牵头作用，积极做好组织协调工作。"
    [why] = re.findall(rf'<span class="words declared" title="没有职责：([^"]*)">{sentence}', page)
    assert why.startswith("谁牵头，各项职责里已写明")
    assert re.search(rf"<dt>{re.escape(why)}</dt>\s*<dd>{sentence}</dd>", page)


def test_sentences_that_nobody_has_decided_on_are_seen_as_such_and_counted(place: Place) -> None:
    page = place.browser(SUPERVISOR).get("/notice")
    bare = re.findall(r'<span class="words none">(.*?)</span>', page)[1:]  # the legend's
    count = re.search(r"没有职责的句子</span><b>(\d+)</b>", page)
    assert (int(count[1]) if count else 0) == len(bare)


def test_a_demo_names_nobody_who_is_printed_in_the_notice(place: Place) -> None:
    page = "".join(place.browser(SUPERVISOR).get("/notice").split())
    people = {n for post in jurisdiction("anwen", REAL).roster.all_posts() for n in post.people}
    assert len(people) > 12
    assert [name for name in people if name in page] == []
    assert "某某（镇党委副书记、镇长）" in page


def test_the_real_roster_shows_the_notice_as_printed(sqlite_database: Database) -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    with sqlite_database.write() as session:
        plans.load_plan(session, dict(texts("anwen")), REAL, now=now, by="测试")
        assert printed.names_not_shown(session, "anwen") == frozenset()


def test_the_page_of_a_day_is_not_shown_on_the_next(place: Place) -> None:
    before = place.browser(SUPERVISOR).get("/notice")
    later(place, "2026-09-30")
    assert place.now.date() == date(2026, 9, 30)
    assert ("today", "工作团成员每月到校指导一次") in words_of(
        place.browser(SUPERVISOR).get("/notice"), GUIDANCE
    )
    assert words_of(before, GUIDANCE)[0][0] == "open"
