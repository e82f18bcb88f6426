"""A process that makes deliverers and kills them: `python -m tests.notifiers.killing`, its orders on stdin.

Each life is a fork, so that a thousand of them take minutes; it opens the database anew, as after a crash,
and is ended by SIGKILL at a moment that nobody chose: after some letters, and then some milliseconds more. The last
life is left alone.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from notifiers.channels.channel import Channels, OwnChannel
from notifiers.channels.letter import Letter
from notifiers.channels.terms import Terms
from notifiers.channels.webhook import SignedWebhook
from notifiers.delivery import deliver
from runtime.database import Database
from tasks import plans
from tests.notifiers.services import WEBHOOK_SECRET
from tests.notifiers.town import NOW, SEAT, anwen

AFTER_A_CRASH = timedelta(minutes=6)  # a claim has run out
MOST_SECONDS = 0.02  # from the last letter that a life begins to the kill


class Counted(OwnChannel):
    """Says by a byte in `pipe` that it begins another letter."""

    pipe: int

    def send(self, letter: Letter) -> str:
        os.write(self.pipe, b".")
        return super().send(letter)


def main() -> None:
    orders = json.load(sys.stdin)
    drawn = random.Random(orders["seed"])
    moments = _moments()
    _read_plan(orders["database"])
    for life in range(orders["kills"]):
        child, pipe = _born(orders, life, next(moments))
        letters = drawn.randint(0, int(1.6 * orders["messages"] / orders["kills"]))
        _kill(child, pipe, letters, drawn.uniform(0, MOST_SECONDS))
    child, _ = _born(orders, orders["kills"], next(moments))
    _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def _read_plan(url: str) -> None:
    """Once; a fork has it already."""
    database = Database(url)
    with database.read() as session:
        plans.current(session, "anwen")
    database.dispose()


def _moments() -> Iterator[datetime]:
    """One moment for each life, six minutes apart, in working hours."""
    now, calendar = NOW, anwen().workdays
    while True:
        yield now
        now += AFTER_A_CRASH
        if now.hour >= 17:
            day = calendar.add(now.date(), 1)
            now = NOW.replace(year=day.year, month=day.month, day=day.day)


def _born(orders: dict[str, str], life: int, now: datetime) -> tuple[int, int]:
    """The deliverer's process, and the end of the pipe where it counts its letters."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        channel = _webhook(orders["host"], int(orders["port"]), life)
        channel.pipe = writing
        deliver(Database(orders["database"]), Channels([channel]), now)
        code = 0
    finally:
        os._exit(code)


def _kill(child: int, pipe: int, letters: int, seconds: float) -> None:
    for _ in range(letters):
        if not os.read(pipe, 1):
            break  # it found nothing more to do
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(pipe)


def _webhook(host: str, port: int, life: int) -> Counted:
    """A webhook for everybody; its address tells the receiver which life it was."""
    webhook = SignedWebhook(secret=WEBHOOK_SECRET, host=host, port=port, fullpath=f"/{life}")
    webhook.tags = {SEAT}
    return Counted("Webhook", Terms(), webhook)


if __name__ == "__main__":
    main()
