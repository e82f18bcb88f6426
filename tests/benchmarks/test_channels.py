"""The measurements of channels measure what the house does: they run, in small."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from benchmarks import channels, delivering
from benchmarks.databases import Kind, postgresql, sqlite


def test_channels_are_measured_beside_what_they_are_built_on() -> None:
    apprise, posting, mail = channels.measure(1, messages=20)
    assert [len(sheet.lines) for sheet in (apprise, posting, mail)] == [3, 6, 2]
    for sheet in (apprise, posting, mail):
        assert all(line.figure.median > 0 for line in sheet.lines)


@pytest.mark.parametrize("kind", [sqlite, postgresql])
def test_delivering_is_measured_from_the_outbox_to_its_end(
    kind: Callable[[], AbstractContextManager[Kind]],
) -> None:
    with kind() as opened:
        (sheet,) = delivering.measure(opened, 1, messages=20)
    assert [line.figure.items for line in sheet.lines] == [20]
