"""Reading a file of people: one of the house's by its name, or one of the reader's own by its path."""

from __future__ import annotations

from importlib.resources import files

from obligations.faults import PlanError
from obligations.sheets import Reading, read_sheet
from obligations.source import parse
from simulation.people.behaviour import People

#: The kinds of people that come with the house.
KINDS = ("typical", "punctual", "late", "absent")


def read(file: str, text: str) -> People:
    """The people that `text` describes. Raises PlanError with every fault and its line."""
    source = parse(file, text)
    reading: Reading[People] = read_sheet(People, source)
    faults = (*source.faults, *reading.faults)
    if faults or reading.sheet is None:
        raise PlanError(faults)
    return reading.sheet


def known(kind: str) -> People:
    """One of KINDS. Raises KeyError for any other."""
    if kind not in KINDS:
        raise KeyError(kind)
    name = f"{kind}.yaml"
    return read(name, files("simulation.people").joinpath(name).read_text("utf-8"))
