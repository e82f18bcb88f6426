"""The files that a command writes: new ones, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from huhang.console import Refused
from runtime import files


@contextmanager
def new_file(to: Path) -> Iterator[BinaryIO]:
    """A file that stands there when all of it is written. Raises Refused where there is one already, OSError."""
    check_new(to)
    with files.whole(to) as file:
        yield file


def check_new(to: Path, otherwise: str = "") -> None:
    """For a command that does something else before it writes. `otherwise`: what else one could do. Raises
    Refused."""
    if to.exists() or to.is_symlink():
        raise Refused(f"已有 {to}，请换一个文件名，或先把它移走，以免盖掉{otherwise}")
