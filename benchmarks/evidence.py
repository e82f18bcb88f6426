"""Uploads of evidence, beside `cp` and `sha256sum` of the same files, and photos beside Pillow alone.

`python -m benchmarks evidence` measures and prints. An upload does more than the two programs: it looks at
the content, waits until the disk has the file (fsync), and gives it its name at the end. So the same with
`sync` is measured as well.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Figure
from tasks.evidence.limits import MB, Limits
from tasks.evidence.receiving import blocks_of, receive
from tasks.evidence.store import FolderStore

REPETITIONS = 5
PIXELS = (4000, 3000)  # what a phone takes
_LIMITS = Limits(max_bytes=4096 * MB)
#: What is sent: how many files, of how many bytes each.
SENT = {"one file of 512 MB": (1, 512 * MB), "200 files of 1 MB": (200, MB)}


@dataclass(frozen=True)
class Way:
    """One way to keep the same files in an empty folder."""

    figure: Figure
    work: Callable[[list[Path], Path], None]
    is_limit: bool = False


def main() -> None:
    """Measure everything in turns and print it, a table for each kind of load."""
    console = Console(width=110)
    with _folder() as folder:
        for title, (count, size) in SENT.items():
            files = [_document(folder / f"{n}-{size}.pdf", size) for n in range(count)]
            console.print(_table(title, _measured(files, _file_ways(count * size // MB)), "MB/s"))
        photos = [_photo(folder / f"{n}.jpg") for n in range(5)]
        console.print(
            _table("5 photos of 12 megapixels", _measured(photos, _photo_ways(5)), "photos/s")
        )


def _file_ways(megabytes: int) -> list[Way]:
    return [
        Way(Figure("cp, sha256sum", megabytes), _cp, is_limit=True),
        Way(Figure("cp, sha256sum, sync", megabytes), _cp_sync, is_limit=True),
        Way(Figure("upload", megabytes), _upload),
    ]


def _photo_ways(count: int) -> list[Way]:
    return [
        Way(Figure("Pillow: open, save", count), _pillow, is_limit=True),
        Way(Figure("upload: rebuilt, with a thumbnail", count), _upload),
    ]


def _measured(files: list[Path], ways: list[Way]) -> list[Way]:
    for _ in range(REPETITIONS):
        for way in ways:
            with _folder() as target, way.figure.timed():
                way.work(files, target)
    return ways


def _upload(files: list[Path], target: Path) -> None:
    store = FolderStore(target)
    for file in files:
        with file.open("rb") as opened:
            receive(store, file.name, blocks_of(opened), _LIMITS, size=file.stat().st_size)


def _cp(files: list[Path], target: Path) -> None:
    subprocess.run(["cp", *files, target], check=True)
    copies = [target / file.name for file in files]
    subprocess.run(["sha256sum", *copies], check=True, stdout=subprocess.DEVNULL)


def _cp_sync(files: list[Path], target: Path) -> None:
    _cp(files, target)
    subprocess.run(["sync", *(target / file.name for file in files)], check=True)


def _pillow(files: list[Path], target: Path) -> None:
    for file in files:
        with Image.open(file) as picture:
            picture.save(target / file.name, "JPEG", quality=88)


def _document(file: Path, size: int) -> Path:
    """A PDF whose content nothing can shorten, and no other has."""
    with file.open("wb") as to:
        to.write(b"%PDF-1.4\n")
        for _ in range(max(1, size // MB)):
            to.write(os.urandom(MB))
        to.write(b"\n%%EOF\n")
    return file


def _photo(file: Path) -> Path:
    """Noise is the worst photo there is; this is noise drawn out over four pixels."""
    small = Image.effect_noise((PIXELS[0] // 4, PIXELS[1] // 4), 60).convert("RGB")
    small.resize(PIXELS).save(file, "JPEG", quality=90)
    return file


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="huhang-evidence-") as folder:
        yield Path(folder)


def _table(title: str, ways: list[Way], unit: str) -> Table:
    table = Table(title=title, title_justify="left", expand=True)
    table.add_column("", ratio=1, no_wrap=True)
    limits = [way.figure for way in ways if way.is_limit]
    for heading in ("median", "least–most", unit, *(f"of {limit.name}" for limit in limits)):
        table.add_column(heading, justify="right")
    for way in ways:
        times, shares = way.figure.seconds, [f"{way.figure.share_of(each):.2f}" for each in limits]
        table.add_row(
            way.figure.name,
            f"{way.figure.median * 1000:,.0f} ms",
            f"{min(times) * 1000:,.0f}–{max(times) * 1000:,.0f}",
            f"{way.figure.items / way.figure.median:,.1f}",
            *shares,
        )
    return table


if __name__ == "__main__":
    main()
