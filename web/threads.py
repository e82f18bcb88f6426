"""How the app works on many requests at once: how many threads there are, and what they do not wait for.

More threads than a few only wait for each other: Python runs one at a time, and a page is mostly Python.
Telling people, which waits for others, has threads of its own.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette

_Answer = TypeVar("_Answer")

PAGES = 8  # measured on two cores: with 40 the slowest of 100 boards took twice as long
BESIDE = 4
AT_THE_DOOR = 2  # for one short question each; with eight of them it cost a third more


@asynccontextmanager
async def steady(_: Starlette) -> AsyncIterator[None]:
    """For as long as the app is served. What is there by now, the program itself and the plans, stays:
    looking through it for garbage held every page up for 0.1 s at a time."""
    to_thread.current_default_thread_limiter().total_tokens = PAGES
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def beside(work: Callable[[], object]) -> None:
    """Do what follows an answer without keeping a page's thread: it may wait for a slow channel."""
    await to_thread.run_sync(work, limiter=_BESIDE)


async def at_the_door(question: Callable[..., _Answer], *about: Any) -> _Answer:
    """Ask what stands before every kept page."""
    return await to_thread.run_sync(question, *about, limiter=_AT_THE_DOOR)


_BESIDE = CapacityLimiter(BESIDE)
_AT_THE_DOOR = CapacityLimiter(AT_THE_DOOR)
