"""Files that stand there whole or not at all: written beside, and renamed when they are complete."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(to: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file that gets its name when it is complete; otherwise nothing is left, and what had that name before
    is as it was. `mode`: who may read a new one, less the umask. Raises OSError."""
    there = to.resolve()  # what a link leads to is written, and the link stays
    if there.exists():
        _check_replaceable(to)
        mode = stat.S_IMODE(there.stat().st_mode)
    with _beside(there, mode, str(to)) as (part, file):
        yield file
        file.flush()
        os.fsync(file.fileno())
        part.replace(there)


@contextmanager
def _beside(to: Path, mode: int, asked: str) -> Iterator[tuple[Path, BinaryIO]]:
    part = to.with_name(f".{secrets.token_hex(8)}.part")
    try:
        made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        error.filename = asked
        raise
    try:
        with os.fdopen(made, "wb") as file:
            yield part, file
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _check_replaceable(to: Path) -> None:
    """What is written whole takes the place of what was there: of a file, never of a device or a pipe."""
    if not to.is_file():
        raise OSError(errno.EINVAL, "这里不是普通文件，请换一个文件名", str(to))
