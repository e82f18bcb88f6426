"""One `huhang up` for one data folder: a lock that ends with its process, and says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huhang.console import Refused

NAME = "up.lock"


@contextmanager
def locked(folder: Path, **about: Any) -> Iterator[bool]:
    """Hold the data folder; `about` is what others may know of the holder, besides its pid.

    Yields whether the holder before was killed, so that its processes may be ending just now. Raises Refused, naming the holder, when the folder is held already.
    """
    # What is in it is nobody else's business on a shared machine.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held = _read(folder)
            raise Refused(
                f"{folder} 已有 huhang up 在运行（进程 {held.get('pid', '不详')}），请先停掉它"
            ) from None
        was_killed = bool(_read(folder))
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), **about}))
        file.flush()
        try:
            yield was_killed
        finally:
            file.truncate(0)


def holder(folder: Path) -> dict[str, Any] | None:
    """What the `up` that runs on the folder says about itself; None when there is none."""
    if not (folder / NAME).exists():
        return None
    with (folder / NAME).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(folder)
    return None


def _read(folder: Path) -> dict[str, Any]:
    """Empty for a moment, while the holder begins."""
    found: dict[str, Any] = json.loads((folder / NAME).read_text() or "{}")
    return found
