"""From a digest to text, by the templates of this room (Jinja2; a name that nobody gave is an error)."""

from __future__ import annotations

from functools import lru_cache
from typing import NoReturn

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from jinja2.exceptions import TemplateRuntimeError

from notifiers.digest import Digest
from notifiers.sensitive import sensitive_terms

MASK = "＊＊"


def subject(digest: Digest, *, at_once: bool) -> str:
    """The subject line: `今日 3 项：1 项逾期、2 项新开`."""
    template = _environment().get_template("subject.txt.j2")
    return masked(template.render(digest=digest, at_once=at_once).strip())


def body(digest: Digest, recipient: str, link: str | None) -> str:
    """The text of the message. `link` is the one address that it holds; without it there is none."""
    template = _environment().get_template("message.txt.j2")
    return masked(template.render(digest=digest, recipient=recipient, link=link or "").strip())


def masked(text: str) -> str:
    """`text` without sensitive terms. The words are chosen to be neutral before; this is for the name of
    a post or subject that is not."""
    for term in sensitive_terms(text):
        text = text.replace(term, MASK)
    return text


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("notifiers"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html", "html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.globals["raise_unknown"] = _unknown
    return made


def _unknown(form: str) -> NoReturn:
    raise TemplateRuntimeError(f"line.txt.j2 has no sentence for {form!r}")
