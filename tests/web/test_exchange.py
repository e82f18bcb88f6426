"""信息交换 on the pages: asked, approved by another, received and answered; to everybody else it is not there."""

from __future__ import annotations

import re

import pytest

from tasks import plans
from tests.rounds.town import HERE
from tests.web.conftest import (
    ADMIN,
    CONTACT,
    HOLDER,
    JUSTICE,
    PASSWORD,
    POLICE,
    SCHOOL,
    SUPERVISOR,
    Browser,
    Place,
    form_of,
)
from tests.web.test_signin import make_link
from tests.web.test_units import visit
from web import accounts

POLICE_HEAD = "赵例山"
ASKED = {
    "sender": "派出所",
    "receiver": "杨地湾学校",
    "need": "心理疏导",
    "purpose": "落实教育帮扶措施",
    "law": "预防未成年人犯罪法",
    "article": "第三十一条",
    "expires_on": "2026-10-09",
}


def asked(place: Place) -> tuple[Browser, str]:
    """The police station's browser, and the reference of what it asked."""
    police = place.browser(POLICE)
    assert police.fill("/exchange/new", "/exchange/new", ASKED).status_code == 303
    found = re.search(r"X-[0-9A-Z]{8}", police.get("/exchange"))
    assert found
    return police, found[0]


def head_of_police(place: Place) -> Browser:
    with place.town.database.write() as session:
        rules = plans.current(session, HERE)
        accounts.add(session, rules, POLICE_HEAD, PASSWORD, now=place.now)
    return place.browser(POLICE_HEAD)


def test_from_asking_to_the_answer_on_the_pages(place: Place) -> None:
    police, reference = asked(place)
    school = place.browser(SCHOOL)
    assert reference not in school.get("/exchange")
    head = head_of_police(place)
    head.fill("/exchange", f"/exchange/{reference}/approve")
    assert "已批准" in head.get(head.answer.headers["location"])
    assert "要办的任务" in school.get("/exchange")
    school.fill("/exchange", f"/exchange/{reference}/receive")
    school.fill("/exchange", f"/exchange/{reference}/answer", {"answer": "已落实措施"})
    page = police.get("/exchange")
    assert "答复：已落实措施" in page
    assert "要办的任务" not in page


def test_a_form_that_is_refused_keeps_what_was_chosen(place: Place) -> None:
    police = place.browser(POLICE)
    answer = police.fill("/exchange/new", "/exchange/new", ASKED | {"article": "他家的事"})
    assert answer.status_code == 422
    assert "法律条款应写成" in answer.text
    assert re.search(r'value="心理疏导" checked', answer.text)
    answer = police.fill("/exchange/new", "/exchange/new", ASKED | {"expires_on": "明天"})
    assert (answer.status_code, "请选择有效期" in answer.text) == (422, True)


def test_for_the_next_child_the_form_comes_back_as_it_was_filled_in(place: Place) -> None:
    police = place.browser(POLICE)
    made = []
    for need in ("心理疏导", "家庭走访"):
        sent = {**ASKED, "need": need, "another": "1"}
        answer = police.fill("/exchange/new", "/exchange/new", sent)
        assert (answer.status_code, answer.url.query) == (200, b"")
        made += re.findall(r"(X-[0-9A-Z]{8}) 已交批准", answer.text)
        for kept in (f'value="{need}" checked', "selected>杨地湾学校", 'value="第三十一条"'):
            assert kept in answer.text
    next_ = form_of(police.answer.text, "/exchange/new")
    assert police.sent
    assert next_["once"] != police.sent["once"]
    answer = police.send("/exchange/new", police.sent)  # a second tap
    assert answer.headers["location"] == "/exchange?said=exchange_asked"
    listed = re.findall(r"<b>(X-[0-9A-Z]{8})</b>", police.get("/exchange"))
    assert sorted(listed) == sorted(made)
    assert len(set(made)) == 2
    assert police.send("/exchange/new", {**ASKED, **next_}).status_code == 303
    assert police.get("/exchange").count("待批准") == 3


@pytest.mark.parametrize("person", [CONTACT, HOLDER, ADMIN])
def test_to_whoever_has_no_part_in_it_the_pages_are_not_there(place: Place, person: str) -> None:
    _, reference = asked(place)
    stranger = place.browser(person)
    stranger.get("/exchange", 404)
    stranger.get("/exchange/new", 404)
    token = {"csrf": stranger.csrf()}
    assert stranger.send("/exchange/new", token | ASKED).status_code == 404
    assert stranger.send(f"/exchange/{reference}/approve", token).status_code == 404


@pytest.mark.parametrize("person", [JUSTICE, SUPERVISOR, SCHOOL])
def test_another_unit_finds_nothing_of_what_is_not_its_own(place: Place, person: str) -> None:
    _, reference = asked(place)
    other = place.browser(person)
    assert reference not in other.get("/exchange")
    for step in ("approve", "refuse", "receive", "answer"):
        assert (
            other.send(f"/exchange/{reference}/{step}", {"csrf": other.csrf()}).status_code == 404
        )


def test_by_a_link_nobody_gets_in(place: Place) -> None:
    guest = place.browser()
    guest.send(make_link(place, visit(place).id))
    guest.get("/exchange", 403)
    guest.get("/exchange/new", 403)
    assert "信息交换" not in guest.get("/tasks")


def test_the_page_says_that_the_sender_keeps_who_it_is(place: Place) -> None:
    police, _ = asked(place)
    assert "代号对应谁，由发出单位自己保管" in police.get("/exchange")
    assert "信息交换" in police.get("/tasks")
