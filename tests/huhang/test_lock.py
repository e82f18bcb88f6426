"""The data folder: held by one, and open to its owner only."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from huhang.console import Refused
from huhang.lock import locked


def test_a_new_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "demo"
    with locked(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_is_held_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(Refused), locked(tmp_path):
        pass
