"""What is wrong with a plan is said at its place, in words that say what would be right.

Each file in samples/faults changes the little town: a sentence, the changed lines, and after `===`
the faults that must come, all of them and nothing else. A new bug is a new file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from obligations.faults import PlanError
from obligations.loading import load
from tests.obligations.town import SAMPLES, texts

FAULTS = sorted((SAMPLES / "faults").iterdir())


def read(sample: Path) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The changes (file, old, new) and the expected faults that a sample file holds."""
    story, _, expected = sample.read_text(encoding="utf-8").partition("===\n")
    changes = []
    for part in story.split("--- ")[1:]:
        file, *lines = part.splitlines()
        old, new = ([line[1:] for line in lines if line[:1] == sign] for sign in "-+")
        changes.append((file, "\n".join(old), "\n".join(new)))
    return changes, expected.splitlines()


def faults_of(files: dict[str, str]) -> list[str]:
    with pytest.raises(PlanError) as error:
        load(files)
    return [str(fault) for fault in error.value.faults]


@pytest.mark.parametrize("sample", FAULTS, ids=lambda path: path.stem)
def test_each_fault_is_said_at_its_line_with_what_would_be_right(sample: Path) -> None:
    changes, expected = read(sample)
    assert faults_of(texts(*changes)) == expected
    assert expected
