"""Two gigabytes that are taken: the file streams to the disk, and the process does not grow."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tasks.evidence.files import needs_libmagic

GB = 1024**3
#: Takes two gigabytes in, and says how large the process became meanwhile, in bytes.
TAKES = """
import resource, sys
from pathlib import Path
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import receive
from tasks.evidence.store import FolderStore
from tests.tasks.evidence.files import PDF, endless

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

size, store = int(sys.argv[2]), FolderStore(Path(sys.argv[1]))
receive(store, "小.pdf", [PDF], Limits())
before = most()
def blocks():
    yield from endless(size, b"%PDF-1.4\\n")
    yield b"%%EOF\\n"
stored = receive(store, "大.pdf", blocks(), Limits(max_bytes=2 * size))
print(stored.size, most() - before)
"""


@pytest.mark.soak
@needs_libmagic
def test_two_gigabytes_are_taken_in_no_more_memory_than_a_small_file(tmp_path: Path) -> None:
    if shutil.disk_usage(tmp_path).free < 4 * GB:
        pytest.skip("needs 4 GB of free disk")
    command = [sys.executable, "-c", TAKES, str(tmp_path / "evidence"), str(2 * GB)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    shutil.rmtree(tmp_path / "evidence")
    size, grown = map(int, run.stdout.split())
    assert size > 2 * GB
    assert grown < 16 * 1024**2
