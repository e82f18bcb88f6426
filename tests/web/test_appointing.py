"""Nobody lets himself into the care register by a change of roster or plan; another person may."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.plans.folders import texts
from tests.rounds.town import HERE
from tests.web.caring import OTHER
from tests.web.conftest import SUPERVISOR, Place
from tests.web.test_api import program

REFUSED = "不能由本人交给本人"
KEEPER, CALLER, PLAIN = "司法所", "云溪村·联系人", "派出所"


def hand_over(place: Place, post: str, **asked: str) -> tuple[int, str]:
    browser, here = place.browser(SUPERVISOR), f"/roster/posts/{quote(post)}"
    answer = browser.fill(here, f"{here}/hand-over", {"since": "2026-09-08", **asked})
    return answer.status_code, answer.text


@pytest.mark.parametrize("post", [KEEPER, CALLER])
@pytest.mark.parametrize("how", [{"person": SUPERVISOR}, {"person": OTHER, "deputy": SUPERVISOR}])
@pytest.mark.parametrize("confirm", ["", "yes"])
def test_a_post_that_opens_the_register_goes_to_nobody_by_his_own_hand(
    place: Place, post: str, how: dict[str, str], confirm: str
) -> None:
    status, shown = hand_over(place, post, **how, confirm=confirm)
    assert (status, REFUSED in shown) == (422, True)


@pytest.mark.parametrize(("post", "person"), [(KEEPER, OTHER), (PLAIN, SUPERVISOR)])
def test_to_somebody_else_and_any_other_post_go_as_ever(
    place: Place, post: str, person: str
) -> None:
    assert hand_over(place, post, person=person, confirm="yes")[0] == 303


def test_a_program_is_refused_alike(place: Place) -> None:
    office = program(place, SUPERVISOR, "supervise")
    for dry_run in (True, False):
        body = {"person": SUPERVISOR, "since": "2026-09-08", "dry_run": dry_run}
        answer = office.post(f"/roster/{KEEPER}/hand-over", body)
        assert (answer.status_code, REFUSED in answer.text) == (409, True)


def test_nor_does_a_plan_that_makes_ones_own_post_the_keeper(place: Place) -> None:
    office = program(place, SUPERVISOR, "supervise")
    plan = texts(HERE)["plan.yaml"]
    duty = plan.index("id: care-contact")
    mine = plan[:duty] + plan[duty:].replace("review: 司法所", "review: 平安办", 1)
    answer = office.post("/plan/next", {"files": {"plan.yaml": mine}})
    assert (answer.status_code, REFUSED in answer.text) == (409, True)
