"""The waits between tries grow, differ, and can be foretold."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifiers import retries


@given(st.integers(1, retries.MOST_TRIES), st.text(max_size=40))
def test_a_wait_is_at_most_a_quarter_off_its_plain_length(attempt: int, seed: str) -> None:
    plain = min(timedelta(seconds=30) * 4 ** (attempt - 1), timedelta(hours=1))
    waited = retries.wait(attempt, seed)
    assert plain * 0.75 <= waited <= plain * 1.25
    assert waited == retries.wait(attempt, seed)


def test_messages_that_failed_together_do_not_come_back_together() -> None:
    assert len({retries.wait(1, str(n)) for n in range(20)}) == 20
