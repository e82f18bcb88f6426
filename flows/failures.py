"""What may be said of a failure where supervisors look: its kind and its place, never its text.

Prefect shows an error's message in the run's state and its log, and a message can quote what a task is
about (a database error names the row). `huhang run OBLIGATION` shows the whole of it to the operator.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from prefect.client.schemas.objects import State

from tasks.working import RoundRefused

P = ParamSpec("P")
T = TypeVar("T")

HOUSE = Path(__file__).parents[1]


class StepFailedError(RuntimeError):
    """A step of a flow failed. The message is `OperationalError（tasks/opening.py:57）`."""


def neutrally(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do the step. Raises StepFailedError in place of whatever it raises, but for RoundRefused, which
    says no more than two dates."""
    try:
        return step(*args, **kwargs)
    except RoundRefused:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, its text must not go on
        raise StepFailedError(_kind_and_place(error)) from None


def reason(state: State[object]) -> str:
    """Why a run failed, in neutral words."""
    error = state.result(raise_on_failure=False)
    return str(error) if isinstance(error, StepFailedError) else type(error).__name__


def _kind_and_place(error: Exception) -> str:
    """The innermost line of ours that the error passed through."""
    ours = [
        f"{Path(frame.filename).relative_to(HOUSE)}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if _is_ours(Path(frame.filename))
    ]
    return f"{type(error).__name__}（{ours[-1]}）"


def _is_ours(file: Path) -> bool:
    return file.is_relative_to(HOUSE) and "site-packages" not in file.relative_to(HOUSE).parts
