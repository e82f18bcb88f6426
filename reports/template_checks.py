"""A plan's own templates for reports, tried before the plan is loaded: each fault with its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from obligations.faults import Fault
from obligations.jurisdiction import Jurisdiction
from obligations.loading import TEMPLATES
from reports import bulletin_paper, forwarding, papers
from runtime.word import TemplateFault

#: How each template is tried, by its name. A new one is added here.
TRIALS: Mapping[str, Callable[[Mapping[str, str]], bytes]] = {
    bulletin_paper.TEMPLATE: lambda own: bulletin_paper.render(bulletin_paper.SAMPLE, own),
    forwarding.TEMPLATE: lambda own: forwarding.render(forwarding.SAMPLE, own),
    **{name: partial(papers.check, name) for name in papers.SAMPLES},
}


def faults(jurisdiction: Jurisdiction) -> list[Fault]:
    """What is wrong with the plan's own templates for reports; empty where nothing is."""
    own = jurisdiction.templates
    return [fault for name in own if name in TRIALS for fault in _tried(name, own)]


def _tried(name: str, own: Mapping[str, str]) -> Iterator[Fault]:
    try:
        TRIALS[name](own)
    except TemplateFault as error:
        yield Fault(TEMPLATES + name, 1, 1, f"模板不能用：{error}")
