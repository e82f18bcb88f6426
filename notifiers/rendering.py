"""From a digest to text, by the templates of this room, or the plan's own in their place (Jinja2; a name that
nobody gave is an error).

A plan's templates come from an office: they are rendered in a sandbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NoReturn

from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader, StrictUndefined
from jinja2.exceptions import TemplateRuntimeError
from jinja2.sandbox import SandboxedEnvironment

from notifiers.digest import Digest
from obligations.sensitive import sensitive_terms

MASK = "＊＊"
SUFFIX = ".j2"
#: The plan has no templates of its own.
NONE: Mapping[str, str] = {}


def subject(digest: Digest, *, at_once: bool, own: Mapping[str, str] = NONE) -> str:
    """The subject line: `今日 3 项：1 项逾期、2 项新开`. `own`: the plan's templates, by file name."""
    template = environment(own).get_template("subject.txt.j2")
    return masked(template.render(digest=digest, at_once=at_once).strip())


def body(digest: Digest, recipient: str, own: Mapping[str, str] = NONE) -> str:
    """The text of the message. It holds no link: notifiers.links adds what a channel may have."""
    template = environment(own).get_template("message.txt.j2")
    return masked(template.render(digest=digest, recipient=recipient).strip())


def masked(text: str) -> str:
    """`text` without sensitive terms. The words are chosen to be neutral before; this is for the name of
    a post or subject that is not."""
    for term in sensitive_terms(text):
        text = text.replace(term, MASK)
    return text


def environment(own: Mapping[str, str] = NONE) -> Environment:
    """The templates to render with; one of the plan's stands in place of ours of the same name."""
    return _environment(tuple((n, t) for n, t in sorted(own.items()) if n.endswith(SUFFIX)))


@lru_cache(maxsize=16)
def _environment(own: tuple[tuple[str, str], ...]) -> Environment:
    made = SandboxedEnvironment(
        loader=ChoiceLoader([DictLoader(dict(own)), PackageLoader("notifiers")]),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,  # what is installed stays as it is: not a look at the file for each message
    )
    made.globals["raise_unknown"] = _unknown
    return made


def _unknown(form: str) -> NoReturn:
    raise TemplateRuntimeError(f"line.txt.j2 has no sentence for {form!r}")
