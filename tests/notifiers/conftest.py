"""The receivers that a test of this room can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifiers.channels.wecom import WeComRobot
from tests.notifiers.mailbox import Mailbox, certificate
from tests.notifiers.receivers import Robot


@pytest.fixture
def robot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Robot]:
    """WeCom's robot, on loopback."""
    with Robot().running() as made:
        url = made.url + "/cgi-bin/webhook/send?key={key}"
        monkeypatch.setattr(WeComRobot, "notify_url", url)
        yield made


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox().running() as made:
        yield made


@pytest.fixture(scope="session")
def certificate_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))
