"""What a supervisor can do with Prefect through our sign-in, against a real Prefect server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from starlette.websockets import WebSocketDisconnect

from flows.deployments import deployments
from flows.registry import register
from obligations.jurisdiction import Jurisdiction
from tests.flows.conftest import anwen
from tests.web.conftest import ACT, SUPERVISOR, Place
from tests.web.test_proxy import client, place, upstream
from web import prefect_acts

__all__ = ["anwen", "client", "place", "upstream"]

DUTY = "team-monthly-guidance"
SAME = {"sec-fetch-site": "same-origin"}
ID = "0c9d7d0e-6a5e-4a0a-9d35-0a7a4a2f4d11"
API = "/prefect/api"
RUN, STATE = f"{API}/deployments/{ID}/create_flow_run", f"{API}/flow_runs/{ID}/set_state"


@pytest.fixture
def deployment(client: SyncPrefectClient, anwen: Jurisdiction) -> str:
    """The id of the deployment of one duty."""
    wanted = [d for d in deployments(anwen, ACT) if d.name == f"anwen.{DUTY}"]
    register(client, wanted)
    return str(client.read_deployments()[0].id)


def test_what_a_deployment_runs_is_not_changed_from_a_page(
    place: Place, client: SyncPrefectClient, deployment: str
) -> None:
    """Its steps are commands of the shell, and the machine that runs them holds the keys of the register."""
    said = {"pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "id"}}]}
    browser = place.browser(SUPERVISOR)
    answer = browser.client.patch(f"{API}/deployments/{deployment}", json=said, headers=SAME)
    assert (answer.status_code, "流程的设置不在网页上改" in answer.text) == (403, True)
    assert not client.read_deployments()[0].pull_steps


@pytest.mark.parametrize(
    "more",
    [
        {"job_variables": {"env": {"PYTHONPATH": "/tmp"}}},
        {"parameters": {"jurisdiction": "anwen", "as_of": "2036-01-01"}},
        {"parameters": {"jurisdiction": "another"}},
        {"state": {"type": "COMPLETED"}},
        {"state": {"type": "SCHEDULED", "data": {"type": "unpersisted"}}},
        {"infrastructure_document_id": ID},
    ],
)
def test_a_run_is_asked_for_as_its_deployment_says_and_no_other(
    place: Place, client: SyncPrefectClient, deployment: str, more: dict[str, Any]
) -> None:
    browser, path = place.browser(SUPERVISOR), f"{API}/deployments/{deployment}/create_flow_run"
    assert browser.client.post(path, json=more, headers=SAME).status_code == 403
    usual = {"state": {"type": "SCHEDULED"}, "parameters": {"jurisdiction": "anwen"}, "context": {}}
    made = browser.client.post(path, json=usual, headers=SAME)
    assert made.status_code == 201
    ended = {"state": {"type": "CANCELLED"}, "force": True}
    state = browser.client.post(
        f"{API}/flow_runs/{made.json()['id']}/set_state", json=ended, headers=SAME
    )
    assert state.json()["status"] == "ACCEPT"
    for run in client.read_flow_runs():
        client.delete_flow_run(run.id)


def test_a_request_that_acts_is_small(place: Place, deployment: str) -> None:
    path = f"{API}/deployments/{deployment}/create_flow_run"
    body = json.dumps({"name": "x" * prefect_acts.LARGEST})
    answer = place.browser(SUPERVISOR).client.post(path, content=body, headers=SAME)
    assert answer.status_code == 413


def test_a_path_that_turns_back_leads_nowhere(place: Place) -> None:
    """Dots would be worked out after the rights were asked."""
    for path in ("ui/x%3F/%2e%2e/%2e%2e/deployments/", "%2e/flows/filter"):
        answer = place.browser(SUPERVISOR).client.post(f"{API}/{path}", json={}, headers=SAME)
        assert (answer.status_code, "没有找到这一页" in answer.text) == (404, True), path


@pytest.mark.parametrize("path", ["events/in", "task_runs/subscriptions/scheduled"])
def test_a_supervisors_websocket_only_listens(place: Place, path: str) -> None:
    browser = place.browser(SUPERVISOR)
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.client.websocket_connect(
            f"ws://127.0.0.1:8280{API}/{path}",
            subprotocols=["prefect"],
            headers={"origin": "http://127.0.0.1:8280"},
        ),
    ):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/prefect/runs"),
        ("GET", f"{API}/deployments/{ID}"),
        ("POST", f"{API}/flow_runs/filter"),
        ("POST", f"{API}/events/count-by/time"),
        ("POST", f"{API}/ui/flow_runs/history"),
    ],
)
def test_whoever_supervises_may_look_at_everything(method: str, path: str) -> None:
    assert prefect_acts.looks(method, path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{API}/deployments/"),
        ("POST", f"{API}/deployments/{ID}/pause_deployment"),
        ("DELETE", f"{API}/flow_runs/{ID}"),
        ("PATCH", f"{API}/flow_runs/{ID}"),
        ("POST", f"{API}/automations/"),
        ("POST", f"{API}/block_documents/"),
        ("PATCH", f"{API}/work_pools/filter"),
        ("PATCH", f"{API}/ui/flow_runs/filter"),
        ("POST", f"{RUN}/bulk"),
        ("POST", f"{API}/flow_runs/bulk_set_state"),
    ],
)
def test_and_changes_nothing_else(method: str, path: str) -> None:
    assert not prefect_acts.looks(method, path)
    assert not prefect_acts.acts(method, path)


@pytest.mark.parametrize("body", [b"[", b"[]", b'"x"', b'{"state": []}', b'{"state": {}}', b"{}"])
def test_a_state_that_cannot_be_read_is_not_set(body: bytes) -> None:
    assert not prefect_acts.is_plain(STATE, body, "anwen")
