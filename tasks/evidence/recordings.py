"""Is a recording whole? Its outer boxes must reach exactly to the end of the file."""

from __future__ import annotations

import os
from pathlib import Path

from tasks.evidence.limits import Limits
from tasks.evidence.refusals import EvidenceRefused

_CUT = "不完整，可能没有传完"
_MOST_BOXES = (
    20_000  # five hours of a film in pieces of a second; a file of nothing but heads has more
)


def check_mp4(file: Path, _limits: Limits) -> None:
    """ISO base media (ISO/IEC 14496-12, 4.2): boxes one behind the other, with the index `moov` among them."""
    found, at, size, boxes = set(), 0, file.stat().st_size, 0
    with file.open("rb") as opened:
        while at < size and boxes < _MOST_BOXES:
            opened.seek(at)
            head = opened.read(16)
            length, kind = int.from_bytes(head[:4]), head[4:8]
            if length == 1:
                length = int.from_bytes(head[8:16])
            if length == 0:  # the last box, to the end of the file
                length = size - at
            if length < 8:
                raise EvidenceRefused(_CUT)
            found.add(kind)
            at, boxes = at + length, boxes + 1
    if at != size or b"moov" not in found:
        raise EvidenceRefused(_CUT)


def check_wav(file: Path, _limits: Limits) -> None:
    """RIFF: the second word says how long the rest is. Recorders that pad or append a tag are let be."""
    with file.open("rb") as opened:
        head = opened.read(8)
        size = opened.seek(0, os.SEEK_END)
    if int.from_bytes(head[4:8], "little") + 8 > size:
        raise EvidenceRefused(_CUT)


def check_amr(file: Path, _limits: Limits) -> None:
    """RFC 4867, 5: a line that says so, then frames. libmagic has seen the line; one frame must follow."""
    if file.stat().st_size <= len("#!AMR-WB\n"):
        raise EvidenceRefused(_CUT)
