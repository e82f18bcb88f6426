"""The receivers that a test of this room can ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from notifiers.channels.wecom import WeComRobot
from tests.notifiers.receivers import Mailbox, Robot


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Robot]:
    """WeCom's robot, on loopback and without its pace."""
    with Robot().running() as made:
        url = made.url + "/cgi-bin/webhook/send?key={key}"
        monkeypatch.setattr(WeComRobot, "notify_url", url)
        monkeypatch.setattr(WeComRobot, "request_rate_per_sec", 0)
        yield made


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox().running() as made:
        yield made
