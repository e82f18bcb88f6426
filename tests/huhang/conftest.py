"""The command line, run in this process with a data folder of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from huhang.cli import run

PLANS = Path(__file__).parents[2] / "plans"
ANWEN = PLANS / "anwen"


@dataclass(frozen=True)
class Ran:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line on stderr. More than one, or none, fails."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


Huhang = Callable[..., Ran]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that does not exist yet."""
    folder = tmp_path / "data"
    monkeypatch.setenv("HUHANG_DATA", str(folder))
    return folder


@pytest.fixture
def huhang(data: Path, capsys: pytest.CaptureFixture[str]) -> Huhang:
    """`huhang("tasks", "--json")` runs one command on the test's own data folder."""

    def go(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return go
