"""From a template to a page. Every value is escaped; a name that nobody gave is an error."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from runtime import tokens
from web import navigation
from web.roles import Visitor
from web.said import SAID

STATIC = Path(__file__).with_name("static")


def page(
    template: str, who: Visitor | None, *, status: int = 200, said: str = "", **values: Any
) -> HTMLResponse:
    """A whole page. `who` decides the menu; `said` is the key of what has just been done."""
    return HTMLResponse(render(template, who, said=said, **values), status)


def render(template: str, who: Visitor | None, *, said: str = "", **values: Any) -> str:
    """The text of a page, or of a piece of one."""
    return (
        _environment()
        .get_template(template)
        .render(
            who=who,
            entries=navigation.entries_for(who),
            said=SAID.get(said, ""),
            **values,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("web"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset
    made.globals["once"] = tokens.new
    return made


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a file of /static, another one whenever the file has changed."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"
