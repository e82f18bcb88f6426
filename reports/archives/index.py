"""The index page of a packed archive: it opens without a network, and prints."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from obligations.periods import label
from obligations.wording import day_text
from reports.archives.contents import Contents


def render(found: Contents) -> str:
    """The page. Every value is escaped."""
    return _environment().get_template("index.html").render(found=found)


def _day(day: date) -> str:
    return day_text(day, date.min)  # always with its year


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(day=_day, label=label, address=quote)
    return made
