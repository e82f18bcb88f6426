"""A disk that is really full: a file system of one megabyte, which ends with the process that it is made for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tasks.evidence.files import PDF, needs_libmagic

pytestmark = needs_libmagic

#: Sends so many kilobytes to a store on the small disk, then something small; says what became of it.
SENDS = """
import sys
from pathlib import Path
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import receive
from tasks.evidence.refusals import EvidenceRefused
from tasks.evidence.store import FolderStore

store, pdf = FolderStore(Path(sys.argv[1]) / "evidence"), bytes.fromhex(sys.argv[2])
try:
    receive(store, "通知.pdf", [pdf, *[bytes(65536)] * 48, pdf], Limits())
except EvidenceRefused as refused:
    print(refused)
print([p.name for p in store.folder.rglob("*") if p.is_file() and p.name != "lock"])
print(receive(store, "通知.pdf", [pdf], Limits()).size)
"""


def on_a_small_disk(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command that sees `folder` as a disk of one megabyte, in a name space of its own."""
    mounting = f'mount -t tmpfs -o size=1m tmpfs "{folder}" && exec "$@"'
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mounting, "sh", *command],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_disk_that_is_full_is_said_leaves_nothing_and_takes_the_next_small_file(
    tmp_path: Path,
) -> None:
    if not shutil.which("unshare") or on_a_small_disk(tmp_path, "true").returncode:
        pytest.skip("this machine lets nobody make a small file system")
    run = on_a_small_disk(tmp_path, sys.executable, "-c", SENDS, str(tmp_path), PDF.hex())
    assert run.returncode == 0, run.stderr
    refusal, left, size = run.stdout.splitlines()
    assert refusal == "存储空间不足，文件没有收下，请告诉管理员，稍后再传"
    assert left == "[]"
    assert int(size) == len(PDF)
