"""The deliverer is killed again and again: nothing is lost, and only what was on its way comes twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select

from notifiers.channels.webhook import SignedWebhook
from notifiers.tables import Delivery
from runtime.database import Database
from tasks.tables import Nudge
from tests.notifiers import services
from tests.notifiers.full_outbox import fill
from tests.notifiers.receivers import Request, Robot

HOUSE = Path(__file__).parents[2]


def run(database: Database, robot: Robot, kills: int, messages: int, seed: int) -> None:
    orders = {
        "database": database.url.render_as_string(hide_password=False),
        "host": "127.0.0.1", "port": robot.port, "kills": kills, "messages": messages, "seed": seed,
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "tests.notifiers.killing"],
        input=json.dumps(orders), text=True, check=True, cwd=HOUSE,
    )  # fmt: skip


def lives(requests: list[Request]) -> dict[str, list[str]]:
    """In which lives of the deliverer each message arrived."""
    found: dict[str, list[str]] = defaultdict(list)
    for request in requests:
        found[request.headers["webhook-id"]].append(request.path)
    return found


def check(database: Database, robot: Robot, ids: set[str], kills: int) -> int:
    """Nothing lost, nothing twice but what was on its way; return how many came twice."""
    arrived = lives(robot.accepted)
    assert set(arrived) == ids
    again: dict[str, int] = defaultdict(int)
    for where in arrived.values():
        assert len(set(where)) == len(where)  # not twice within one life
        for life in where[:-1]:  # not recorded in these
            again[life] += 1
    # Each lane has one letter on its way when it is killed, and the last life was not killed.
    assert all(count <= SignedWebhook.lanes for count in again.values())
    assert f"/{kills}" not in again
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for request in robot.accepted:
        bodies[request.headers["webhook-id"]].add(request.body)
    assert all(len(said) == 1 for said in bodies.values())
    with database.read() as session:
        assert set(session.scalars(select(Delivery.state))) == {"sent"}
        assert set(session.scalars(select(Nudge.outcome))) == {"sent"}
    return sum(again.values())


def test_twenty_five_kills_lose_none_of_three_hundred_messages(database: Database) -> None:
    ids = fill(database, 300)
    with Robot(services.webhook).running() as robot:
        run(database, robot, kills=25, messages=300, seed=1)
        check(database, robot, ids, kills=25)
    assert len({request.path for request in robot.accepted}) > 3  # several lives told something


@pytest.mark.soak
def test_a_thousand_kills_lose_none_of_five_thousand_messages(database: Database) -> None:
    ids = fill(database, 5_000)
    with Robot(services.webhook).running() as robot:
        run(database, robot, kills=1_000, messages=5_000, seed=2)
        twice = check(database, robot, ids, kills=1_000)
    assert twice > 0  # else nothing was killed on its way, and this shows nothing
