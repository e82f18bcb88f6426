"""Prefect's pages behind our sign-in, against a real Prefect server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import PREFECT_API_AUTH_STRING
from starlette.requests import Request
from starlette.websockets import WebSocketDisconnect

from flows.deployments import deployments
from flows.registry import register
from notifiers.channels.channel import Channels
from obligations.jurisdiction import Jurisdiction
from runtime.database import Database
from runtime.settings import WebSettings
from tasks.evidence.store import FolderStore
from tests.flows.conftest import anwen
from tests.rounds.town import Town, morning
from tests.web.conftest import ACT, ADMIN, HOLDER, LEADER, SUPERVISOR, Place
from web.app import create_app
from web.proxy import _onward
from web.sockets import introduced
from web.upstream import Upstream

__all__ = ["anwen"]

FLOW = "每月到校指导"
DUTY = "team-monthly-guidance"


@pytest.fixture(scope="module")
def upstream(prefect_server: str) -> Upstream:
    credential = PREFECT_API_AUTH_STRING.value()
    return Upstream(prefect_server.removesuffix("/prefect/api"), str(credential))


@pytest.fixture
def client(prefect_server: str) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as client:
        yield client


@pytest.fixture
def place(september: Path, tmp_path: Path, upstream: Upstream) -> Iterator[Place]:
    """The app beside a Prefect server, with the real clock: Prefect knows no other."""
    file = tmp_path / "web.sqlite"
    shutil.copy(september, file)
    database = Database(f"sqlite:///{file}")
    store = FolderStore(tmp_path / "evidence")
    app = create_app(WebSettings(), database, Channels(), store, upstream)
    yield Place(app, Town(database), morning(ACT))
    database.dispose()


@pytest.fixture
def away(september: Path, tmp_path: Path) -> Iterator[Place]:
    """The app beside a Prefect that does not answer."""
    file = tmp_path / "away.sqlite"
    shutil.copy(september, file)
    database = Database(f"sqlite:///{file}")
    nobody = Upstream("http://127.0.0.1:9", "huhang:secret")
    app = create_app(
        WebSettings(), database, Channels(), FolderStore(tmp_path / "evidence"), nobody
    )
    yield Place(app, Town(database), morning(ACT))
    database.dispose()


def test_nobody_sees_prefect_without_signing_in(place: Place) -> None:
    browser = place.browser()
    for path in ("/prefect", "/prefect/", "/prefect/ui-settings", "/prefect/api/admin/settings"):
        answer = browser.client.get(path)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
    posted = browser.client.post(
        "/prefect/api/flows/filter", json={}, headers={"sec-fetch-site": "same-origin"}
    )
    assert posted.status_code == 303


@pytest.mark.parametrize("person", [HOLDER, LEADER, ADMIN])
def test_only_supervisors_see_it(place: Place, person: str) -> None:
    answer = place.browser(person).client.get("/prefect/api/admin/settings")
    assert answer.status_code == 403


def test_a_supervisor_needs_no_second_password(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    settings = browser.client.get("/prefect/ui-settings").json()
    assert settings["auth"] is None
    assert settings["api_url"].endswith("/prefect/api")
    same = {"sec-fetch-site": "same-origin"}
    flows = browser.client.post("/prefect/api/flows/filter", json={}, headers=same)
    assert flows.status_code == 200
    page = browser.client.get("/prefect/", headers={"accept": "text/html"}, follow_redirects=True)
    assert page.status_code == 200
    assert "<div id=" in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]


def test_a_flow_with_a_chinese_name_is_passed_on_byte_by_byte(
    place: Place, upstream: Upstream
) -> None:
    """Clients of Prefect send the name of their flow in a header, in UTF-8."""
    headers = {"authorization": upstream.authorization, "x-prefect-flow-name": FLOW.encode()}
    answer = place.browser().client.post(
        "/prefect/api/flows/", json={"name": FLOW}, headers=headers
    )
    assert answer.status_code in (200, 201)
    assert answer.json()["name"] == FLOW


def test_a_form_from_elsewhere_changes_nothing_in_prefect(place: Place) -> None:
    answer = place.browser(SUPERVISOR).client.post(
        "/prefect/api/flows/", json={"name": "外来"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_whoever_brings_a_credential_of_prefects_own_is_checked_by_prefect(
    place: Place, upstream: Upstream
) -> None:
    browser = place.browser()
    right = {"authorization": upstream.authorization}
    assert browser.client.post("/prefect/api/flows/filter", json={}, headers=right).is_success
    wrong = {"authorization": "Basic aHVoYW5nOndyb25n"}
    answer = browser.client.post("/prefect/api/flows/filter", json={}, headers=wrong)
    assert answer.status_code == 401
    assert "www-authenticate" not in answer.headers
    assert browser.client.get("/prefect/", headers=right).status_code == 303


def test_the_database_of_prefect_is_not_emptied_from_here(place: Place) -> None:
    answer = place.browser(SUPERVISOR).client.post(
        "/prefect/api/admin/database/clear",
        json={"confirm": True},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 403


def test_our_cookie_stays_with_us() -> None:
    headers = [(b"cookie", b"huhang=secret; theme=dark"), (b"x-name", FLOW.encode())]
    request = Request({"type": "http", "headers": headers})
    assert _onward(request, "huhang") == [(b"x-name", FLOW.encode()), (b"cookie", b"theme=dark")]


def test_a_length_beside_an_encoding_stays_behind() -> None:
    """One of them is wrong, and what follows would be taken for another request."""
    headers = [(b"content-length", b"5"), (b"transfer-encoding", b"chunked"), (b"accept", b"*/*")]
    assert _onward(Request({"type": "http", "headers": headers}), "huhang") == [(b"accept", b"*/*")]
    assert _onward(Request({"type": "http", "headers": headers[:1]}), "huhang") == headers[:1]


def test_the_manifest_comes_without_a_cookie(place: Place) -> None:
    assert place.browser().client.get("/prefect/site.webmanifest").status_code != 303


def test_a_websocket_is_introduced_with_prefects_secret(place: Place) -> None:
    browser = place.browser(SUPERVISOR)
    with browser.client.websocket_connect(
        "ws://127.0.0.1:8280/prefect/api/events/out",
        subprotocols=["prefect"],
        headers={"origin": "http://127.0.0.1:8280"},
    ) as socket:
        socket.send_text(json.dumps({"type": "auth", "token": None}))
        assert json.loads(socket.receive_text())["type"] == "auth_success"


@pytest.mark.parametrize(
    ("person", "origin"),
    [
        ("", "http://127.0.0.1:8280"),
        (HOLDER, "http://127.0.0.1:8280"),
        (SUPERVISOR, "http://evil.example"),
    ],
)
def test_a_websocket_of_nobody_of_a_unit_or_from_elsewhere_is_refused(
    place: Place, person: str, origin: str
) -> None:
    browser = place.browser(person)
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.client.websocket_connect(
            "ws://127.0.0.1:8280/prefect/api/events/out",
            subprotocols=["prefect"],
            headers={"origin": origin},
        ),
    ):
        pass
    assert refused.value.code == 1008


def test_only_the_message_that_signs_in_gets_the_secret() -> None:
    at = Upstream("http://127.0.0.1:9", "huhang:secret")
    assert json.loads(introduced('{"type": "auth"}', at))["token"] == "huhang:secret"
    assert introduced('{"type": "filter"}', at) == '{"type": "filter"}'
    assert introduced("[", at) == "["


def test_without_prefect_the_page_says_so_and_the_rest_works(away: Place) -> None:
    browser = away.browser(SUPERVISOR)
    assert "流程服务还没有启动" in browser.get("/prefect/", 503)
    assert "流程平台（Prefect）现在没有应答" in browser.get("/runs")
    sent = browser.fill(f"/runs/{DUTY}", f"/runs/{DUTY}/start")
    assert sent.headers["location"] == f"/runs/{DUTY}?said=run_here"


def test_the_runs_of_a_duty_are_shown_in_chinese_and_one_is_asked_for(
    place: Place, client: SyncPrefectClient, anwen: Jurisdiction
) -> None:
    wanted = [d for d in deployments(anwen, ACT) if d.name in ("anwen", f"anwen.{DUTY}")]
    register(client, wanted)
    browser = place.browser(SUPERVISOR)
    assert "还没有运行过" in browser.get(f"/runs/{DUTY}")
    sent = browser.fill(f"/runs/{DUTY}", f"/runs/{DUTY}/start")
    assert sent.headers["location"] == f"/runs/{DUTY}?said=run_asked"
    again = browser.send(f"/runs/{DUTY}/start", browser.sent)
    assert again.status_code == 303
    shown = browser.get(f"/runs/{DUTY}")
    assert "待运行" in shown or "即将开始" in shown
    assert shown.count('<div class="top-line"><span>') == 1  # the double tap asked once
    for run in client.read_flow_runs():
        client.delete_flow_run(run.id)


def test_the_page_of_runs_is_for_those_who_oversee(place: Place) -> None:
    assert place.browser(LEADER).get("/runs")
    place.browser(HOLDER).get("/runs", 403)


def test_a_real_server_refuses_without_the_secret(upstream: Upstream) -> None:
    assert httpx.post(f"{upstream.api}/flows/filter", json={}).status_code == 401
