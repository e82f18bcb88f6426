"""What a plan says of 年终考核 and of its goals 三年目标: two sections that a plan can leave out.

An assessment counts whether work was done, and in time. Nothing that was handed in is ever weighed: a score on
how many children or incidents there were would reward hiding them (DESIGN, principle 7).
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from obligations.sheets import Misfit, Names, Sheet, Slug


class Weights(Sheet):
    """How much of the 100 points each share is worth."""

    done: int = Field(60, ge=0, le=100)  #: of what fell due, how much was done
    on_time: int = Field(40, ge=0, le=100)  #: and how much of it in time

    @model_validator(mode="after")
    def _whole(self) -> Weights:
        if self.done + self.on_time != 100:
            raise Misfit("done", f"权重加起来应为 100，读到 {self.done} 和 {self.on_time}")
        return self


class Assessment(Sheet):
    """年终考核: who is assessed, what counts how much. Without this section both weights are the usual."""

    of: Names = ()  #: groups of the roster; without it every unit and every village
    weights: Weights = Weights(done=60, on_time=40)
    ranked: bool = False  #: units are not ranked unless the plan says so
    leave_out: Names = ()  #: duties that do not count


class Better(StrEnum):
    FEWER = "fewer"
    MORE = "more"


class Goal(Sheet):
    """One indicator of the goals, with a figure a year. It is for the meeting, and in no score."""

    stand_ins: ClassVar = {"id": "goal", "name": "-", "measure": "-", "better": "fewer"}

    id: Slug
    name: str = Field(min_length=1, max_length=30)  #: 防欺凌
    measure: str = Field(min_length=1, max_length=60)  #: what is counted, in neutral words
    unit: str = Field("起", max_length=6)
    kind: Literal["count", "percent"] = "count"
    better: Better
    sensitive: bool = True  #: a count below 3 is shown as "<3" outside the office

    @property
    def hides_few(self) -> bool:
        """Is a small count of it not to be told?"""
        return self.sensitive and self.kind == "count"
