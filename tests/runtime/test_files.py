"""Files that are written beside and renamed: whole, or as they were before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runtime import files


def test_a_file_has_its_name_when_it_is_complete_and_not_before(tmp_path: Path) -> None:
    to = tmp_path / "台账.xlsx"
    with files.whole(to) as file:
        file.write(b"half")
        file.flush()
        assert not to.exists()
        file.write(b" and half")
    assert to.read_bytes() == b"half and half"
    assert list(tmp_path.iterdir()) == [to]


def half(to: Path) -> None:
    with files.whole(to) as file:
        file.write(b"rest")
        _ = 1 / 0


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    to = tmp_path / "calendar.yaml"
    to.write_text("rest: []\n", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        half(to)
    assert to.read_text(encoding="utf-8") == "rest: []\n"
    assert list(tmp_path.iterdir()) == [to]


def test_what_is_replaced_is_read_by_whom_it_was_and_a_link_stays_a_link(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.yaml", tmp_path / "link.yaml"
    kept.touch(mode=0o640)
    kept.chmod(0o640)
    link.symlink_to(kept)
    with files.whole(link) as file:
        file.write(b"new")
    assert (link.is_symlink(), kept.read_bytes()) == (True, b"new")
    assert kept.stat().st_mode & 0o777 == 0o640


def test_nobody_else_reads_what_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    with files.whole(tmp_path / "archive.zip", mode=0o600):
        [part] = tmp_path.iterdir()
        assert part.stat().st_mode & 0o777 == 0o600


def test_a_pipe_and_a_folder_are_not_replaced_and_the_name_that_was_asked_for_is_said(
    tmp_path: Path,
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for to in (pipe, tmp_path, tmp_path / "none" / "x.xlsx"):
        with pytest.raises(OSError) as caught, files.whole(to):  # noqa: PT011  # its name is looked at
            pass
        assert caught.value.filename == str(to)
    assert pipe.is_fifo()
