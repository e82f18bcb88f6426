"""What the reading of a notice finds: one duty as far as its words say it."""

from __future__ import annotations

from dataclasses import dataclass

from obligations.drafting.actors import Actors
from obligations.drafting.cadences import Often


@dataclass(frozen=True, slots=True)
class Found:
    """One duty as far as the notice says it. `name` is short, `lead` empty where nobody is named;
    `labels` are the words beside it that say who and until when: 责任单位：… `is_named`: the sentence itself
    names the lead."""

    clause: str
    quote: str
    text: str
    name: str
    actors: Actors
    often: Often
    labels: tuple[str, ...] = ()
    is_named: bool = False
