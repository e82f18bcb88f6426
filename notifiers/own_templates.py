"""A plan's own templates, checked before the plan is loaded: each fault with its file and line.

A template is tried on a message of every kind, so that a misspelt name is found now and not on the
morning when the first 督办 goes out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from importlib.resources import files

from jinja2 import TemplateError, TemplateSyntaxError

from notifiers import documents, rendering
from notifiers.digest import Digest, Line, Urgency
from obligations.faults import Fault
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.loading import TEMPLATES
from runtime.word import TemplateFault
from tasks.occasions import Occasion

_SAMPLE = Line(
    form="opened",
    label="新开",
    urgency=Urgency.NEW,
    count=1,
    head="每月到校指导（9月）",
    subjects="某校",
    mover="某岗",
    reviewer="您",
    call="某人",
    day="9月30日",
    notes="（日期暂定）",
    left="还有 3 个工作日",
    reason="说明",
)
_FORMS = (*(kind.value for kind in (*RungKind, *Occasion)), "review")


def known() -> tuple[str, ...]:
    """The names of the templates that a plan can put its own in place of."""
    folder = files("notifiers") / "templates"
    return tuple(
        sorted(file.name for file in folder.iterdir() if file.name.endswith((".j2", ".docx")))
    )


def faults(jurisdiction: Jurisdiction, elsewhere: Collection[str] = ()) -> list[Fault]:
    """What is wrong with the plan's own templates; empty where nothing is, or where it has none.
    `elsewhere`: the names of those that are another room's."""
    own = {name: text for name, text in jurisdiction.templates.items() if name not in elsewhere}
    found = [fault for name in own for fault in _unknown(name, elsewhere)]
    found += [f for name in own if name in known() for f in _broken(name, own)]
    return found or list(_untold(own))


def _unknown(name: str, elsewhere: Collection[str]) -> Iterator[Fault]:
    if name not in known():
        names = sorted({*known(), *elsewhere})
        close = get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"是不是 {close[0]}？" if close else f"可用：{'、'.join(names)}"
        yield Fault(TEMPLATES + name, 1, 1, f"没有这个模板，{hint}")


def _broken(name: str, own: Mapping[str, str]) -> Iterator[Fault]:
    try:
        if name.endswith(rendering.SUFFIX):
            rendering.environment(own).get_template(name)
        else:
            documents.check(name, own)
    except TemplateSyntaxError as error:
        yield Fault(TEMPLATES + name, error.lineno, 1, f"模板写法不对：{error.message}")
    except (TemplateError, TemplateFault) as error:
        yield Fault(TEMPLATES + name, 1, 1, f"模板不能用：{error}")


def _untold(own: Mapping[str, str]) -> Iterator[Fault]:
    """Templates that can be read but not filled in."""
    mine = [name for name in own if name.endswith(rendering.SUFFIX)]
    if not mine:
        return
    for form in _FORMS:
        said = Digest((replace(_SAMPLE, form=form),), 1, {"逾期": 1}, {"督办": 1})
        try:
            rendering.body(said, "某人", own)
            for at_once in (True, False):
                rendering.subject(said, at_once=at_once, own=own)
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            yield Fault(TEMPLATES + mine[0], 1, 1, f"填不出“{form}”这一种：{error}")
            return
