"""Forms that do not come from our pages, and what every answer says to the browser."""

from __future__ import annotations

import pytest

from tests.web.conftest import HOLDER, Place
from tests.web.test_units import again, visit

FROM_ELSEWHERE = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "", "origin": "https://evil.example"},
    {"sec-fetch-site": "", "origin": "null"},
    {"sec-fetch-site": ""},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_a_form_from_elsewhere_changes_nothing(place: Place, headers: dict[str, str]) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    values = {"csrf": browser.csrf(), f"f{task.id}-0": "2026-09-01", f"f{task.id}-1": "x"}
    assert browser.send(f"{path}/hand-in", values, headers=headers).status_code == 403
    assert again(place, task).state == "pending"


@pytest.mark.parametrize("token", ["", "x" * 43, "é" * 43])
def test_a_form_without_the_sessions_token_changes_nothing(place: Place, token: str) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    values = {"csrf": token, f"f{task.id}-0": "2026-09-01", f"f{task.id}-1": "x"}
    answer = browser.send(f"{path}/hand-in", values)
    assert (answer.status_code, "表单已过期" in answer.text) == (403, True)
    assert again(place, task).state == "pending"


def test_an_old_browser_that_tells_its_origin_is_let_in(place: Place) -> None:
    answer = place.browser().send(
        "/sign-in",
        {"login": HOLDER, "password": "wrong"},
        headers={"sec-fetch-site": "", "origin": "http://127.0.0.1:8280"},
    )
    assert answer.status_code == 422


def test_no_page_lets_scripts_styles_or_frames_in_from_elsewhere(place: Place) -> None:
    browser = place.browser(HOLDER)
    for path in ("/tasks", "/sign-in", "/nowhere", "/static/style.css"):
        policy = browser.client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(place: Place) -> None:
    browser = place.browser(HOLDER)
    pages = [
        browser.get("/tasks"),
        browser.get(f"/tasks/{visit(place).id}"),
        browser.get("/account"),
    ]
    for html in pages:
        assert " style=" not in html
        assert "<style" not in html
        assert "javascript:" not in html
        assert " onclick" not in html
        assert "://" not in html.replace("http://www.w3.org", "")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(place: Place) -> None:
    browser = place.browser(HOLDER)
    answer = browser.client.post(
        "/sign-in",
        content=b"x",
        headers={"content-length": str(10**12), "sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 413


def test_what_people_typed_is_shown_and_never_run(place: Place) -> None:
    task = visit(place)
    browser, path = place.browser(HOLDER), f"/tasks/{task.id}"
    browser.fill(path, f"{path}/hand-in", {f"f{task.id}-1": "<script>alert(1)</script>"})
    page = browser.get(path)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
