"""A small invented town, and the ways to change it that the tests of this room share."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from obligations.owed import Turn, turns

SAMPLES = Path(__file__).parent / "samples"


@lru_cache(maxsize=1)
def _files() -> tuple[tuple[str, str], ...]:
    folder = SAMPLES / "town"
    return tuple((file.name, file.read_text(encoding="utf-8")) for file in sorted(folder.iterdir()))


def texts(*changes: tuple[str, str, str]) -> dict[str, str]:
    """The files of the town, with (file, old text, new text) changed; the old text must be there."""
    found = dict(_files())
    for file, old, new in changes:
        assert old in found[file], f"{file} has no {old!r}"
        found[file] = found[file].replace(old, new, 1)
    return found


def town(*changes: tuple[str, str, str], since: dict[str, date] | None = None) -> Jurisdiction:
    return load(texts(*changes), since=since)[0]


def with_duty(lines: str, since: dict[str, date] | None = None) -> Jurisdiction:
    """The town with one duty `it` more, given its `every`, `due`, `opens` … as lines of YAML."""
    duty = "\n  - {id: it, name: 此事, clause: 一, quote: 每周巡查学校一次, lead: 综治办, each: town, basis: text, "
    first = "\nobligations:"
    return town(("plan.yaml", first, f"{first}{duty}{lines}}}"), since=since)


def turns_of(lines: str, first: date, last: date) -> list[Turn]:
    """The turns of a duty with these lines that are due in [first, last]."""
    jurisdiction = with_duty(lines)
    return list(turns(jurisdiction, jurisdiction.obligation("it"), first, last))
