"""The command line, run in this process with a data folder of the test's own."""

from __future__ import annotations

import json
import shutil
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


#: Go-live and the first round of the demo: the 12 monthly visits of September are open from this day.
FIRST = "2026-09-01"
VISIT = "team-monthly-guidance"


@pytest.fixture(scope="session")
def opened_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo loaded and the round of 1 September done, to copy from."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUHANG_DATA", str(folder))
        assert run(["plan", "load", str(ANWEN), "--demo", "--go-live", FIRST, "--yes"]) == 0
        assert run(["round", "--as-of", FIRST]) == 0
    return folder


@pytest.fixture
def demo(huhang: Huhang, opened_demo: Path, data: Path) -> Huhang:
    """`huhang` on a copy of the demo as it stands on 1 September 2026."""
    shutil.copytree(opened_demo, data)
    return huhang


@pytest.fixture
def visit(demo: Huhang) -> int:
    """The number of one monthly visit, due on 2026-09-30 and reviewed by 平安办."""
    rows = demo("tasks", "--as-of", FIRST, "--json").json
    return next(int(row["id"]) for row in rows if row["obligation"] == VISIT)
