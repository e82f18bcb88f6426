"""Why a file was not taken, in words for the person who sent it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

#: No room: the disk, the quota of the user, the largest file that the system allows.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class EvidenceRefused(ValueError):
    """A file was not taken, or not given. Nothing of it is left. The message is for the one who sent it."""


@contextmanager
def refusing_when_full() -> Iterator[None]:
    """A full disk becomes a refusal. Every other OSError is somebody's fault and goes on."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise EvidenceRefused("存储空间不足，文件没有收下，请告诉管理员，稍后再传") from error
