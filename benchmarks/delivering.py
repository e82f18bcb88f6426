"""Delivering from the outbox to its end: claim, sign, post, record, message by message."""

from __future__ import annotations

from benchmarks import sinks
from benchmarks.channels import HUNDRED_TIMES_HEALTHCHECKS, webhook
from benchmarks.databases import Kind
from benchmarks.measuring import Claim, Figure, Line, Sheet
from notifiers.channels.channel import Channels
from notifiers.delivery import Delivered, deliver
from tests.notifiers.full_outbox import fill
from tests.notifiers.town import NOW, SEAT

MESSAGES = 500
_HEALTHCHECKS = HUNDRED_TIMES_HEALTHCHECKS / 100


def measure(kind: Kind, repetitions: int, messages: int = MESSAGES) -> tuple[Sheet, ...]:
    """So many messages to one signed webhook, each recorded before its lane sends the next."""
    figure = Figure("claim, sign, post and record", messages)
    template = kind.make()
    fill(template, messages)
    with sinks.running("http") as port:
        for _ in range(repetitions):
            with kind.copy(template) as database:
                channels = Channels([webhook(port, SEAT)])
                kind.settle(database)
                with figure.timed():
                    done = deliver(database, channels, NOW)
                _check(done, messages)
    rate = Claim(messages / figure.median / _HEALTHCHECKS)
    title = f"Delivering {messages:,} messages by webhook: {kind.name}"
    return (Sheet(title, ("of 37 alerts/s",), (Line(figure, (rate,)),)),)


def _check(done: Delivered, messages: int) -> None:
    if done != Delivered(sent=messages):
        raise RuntimeError(f"delivered {done} of {messages} messages")
