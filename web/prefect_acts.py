"""What a supervisor does with Prefect through our sign-in: look, ask for a run, call one off, try one again.

Prefect knows no rights: whoever may change a deployment there says which program this machine runs, and with
that reads every file of the installation, the keys of the care register among them. So whatever is not named
here is refused. Whoever has Prefect's own credential is on the machine already, and is not asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from web.upstream import PATH

LARGEST = 64 * 1024  #: bytes of a request that acts
READING = frozenset({"GET", "HEAD"})

_ID = "[0-9a-f-]{36}"
#: Questions that need a body. /ui has nothing else.
_QUESTION = re.compile(
    rf"{PATH}/api/(?:ui/.+|.+/(?:filter|count|count-by/[a-z]+|history|paginate|lateness|validate))"
)
_RUN = re.compile(rf"{PATH}/api/deployments/{_ID}/create_flow_run")
_STATE = re.compile(rf"{PATH}/api/flow_runs/{_ID}/set_state")
#: The live part: what happens, and what runs write down.
_SOCKET = re.compile(rf"{PATH}/api/(?:events|logs)/out")

#: What a run is asked for with, besides the deployment; everything else has to be empty.
_OF_RUN = frozenset({"name", "state", "parameters", "tags", "idempotency_key"})
_OF_CHANGE = frozenset({"state", "force"})
_OF_STATE = frozenset({"type", "name", "message", "timestamp", "state_details"})
_TYPES = frozenset({"SCHEDULED", "CANCELLING", "CANCELLED"})


def is_straight(path: str) -> bool:
    """Does the decoded path mean what it says? One with `..` in it is another one when it is asked for."""
    return not {".", ".."} & set(path.split("/"))


def looks(method: str, path: str) -> bool:
    """Does it only ask?"""
    return method in READING or (method == "POST" and bool(_QUESTION.fullmatch(path)))


def acts(method: str, path: str) -> bool:
    """Can it be allowed, if `is_plain` finds its body so?"""
    return method == "POST" and bool(_RUN.fullmatch(path) or _STATE.fullmatch(path))


def listens(path: str) -> bool:
    """Is it a websocket that only tells?"""
    return bool(_SOCKET.fullmatch(path))


def is_plain(path: str, body: bytes, jurisdiction: str) -> bool:
    """A run as its deployment says, or a state to end or repeat one. With parameters of its own a run would be
    for another day or another jurisdiction: a round of next year closes the way back to today."""
    try:
        said = json.loads(body or b"{}")
    except ValueError:
        return False
    if not isinstance(said, dict):
        return False
    if _STATE.fullmatch(path):
        return _only(said, _OF_CHANGE) and _is_plain_state(said.get("state"))
    usual = {"jurisdiction": jurisdiction}
    parameters = said.get("parameters") or {}
    return (
        _only(said, _OF_RUN)
        and isinstance(parameters, dict)
        and all(value in (None, usual.get(name)) for name, value in parameters.items())
        and (not said.get("state") or _is_plain_state(said["state"]))
    )


def _is_plain_state(state: Any) -> bool:
    if not isinstance(state, dict) or not _only(state, _OF_STATE):
        return False
    details = state.get("state_details") or {}
    return (
        isinstance(details, dict)
        and _only(details, frozenset({"scheduled_time"}))
        and str(state.get("type")).upper() in _TYPES
    )


def _only(said: Mapping[str, Any], known: frozenset[str]) -> bool:
    """Has it nothing but these? What is empty does not count: Prefect's pages send it along."""
    return all(name in known or not value for name, value in said.items())
