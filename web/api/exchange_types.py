"""What goes over the wire about 信息交换: references and choices. No field could hold who it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from web.api.types import Asked, Day, Sheet

Choice = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[^\x00]*$")
]


class ExchangeChoices(Sheet):
    """What can be chosen. `senders`: for whom the caller may send; `longest`: days until the last day."""

    senders: Sequence[str]
    receivers: Sequence[str]
    needs: Sequence[str]
    purposes: Sequence[str]
    laws: Sequence[str]
    answers: Sequence[str]
    longest: int


class Exchange(Sheet):
    """One notification. `task`: the work it opened, for its receiver alone; `may`: the steps that the caller
    can take with it today."""

    reference: str
    sender: str
    receiver: str
    need: str
    purpose: str
    law: str
    article: str
    asked_on: date
    expires_on: date
    state: str
    answer: str
    task: int | None
    may: Sequence[str]


class Exchanges(Sheet):
    """`next` is the cursor of the following page, or null."""

    items: Sequence[Exchange]
    next: str | None


class ExchangeBody(Asked):
    """The values are those of `/exchange/choices`; `article`: 第七十二条 or 第72条第1款."""

    sender: Choice
    receiver: Choice
    need: Choice
    purpose: Choice
    law: Choice
    article: Choice
    expires_on: Day


class ExchangeAnswerBody(Asked):
    """`answer`: one of those in `/exchange/choices`."""

    answer: Choice
