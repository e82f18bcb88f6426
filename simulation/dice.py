"""Chance that can be repeated: every question has a die of its own, so that what one person does never
depends on how many others were asked before. Two runs of one seed differ only where their plans do."""

from __future__ import annotations

import random


class Dice:
    """Dice of one seed. The same question gets the same answer, on every machine."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, *question: object) -> random.Random:
        """The die for one question."""
        return random.Random(f"{self.seed}|{'|'.join(map(str, question))}")  # noqa: S311  # no secret
