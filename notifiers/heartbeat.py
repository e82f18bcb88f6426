"""The heartbeat: an address that is pinged after each round, so that somebody else notices a silence."""

from __future__ import annotations

import logging

import httpx

PATIENCE = 10.0  # seconds

_log = logging.getLogger(__name__)


def ping(url: str) -> bool:
    """Ask for `url` once; True where it was answered with a yes. Never raises, follows no redirect.

    The address is a key: it stands in no log.
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs every address
    try:
        answer = httpx.get(url, timeout=PATIENCE, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _log.warning("心跳没有送达（%s）", type(error).__name__)
        return False
    if not answer.is_success:
        _log.warning("心跳没有被接受（%s）", answer.status_code)
    return answer.is_success
