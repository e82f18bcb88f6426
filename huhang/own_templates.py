"""A plan's own templates, those for messages and those for reports: all that is wrong with them."""

from __future__ import annotations

from notifiers import own_templates as messages
from obligations.faults import Fault
from obligations.jurisdiction import Jurisdiction
from reports import own_templates as reports
from reports import template_checks


def faults(jurisdiction: Jurisdiction) -> list[Fault]:
    """Every fault, with its file and line; empty where the plan has none of its own."""
    elsewhere = reports.known()
    return [*messages.faults(jurisdiction, elsewhere), *template_checks.faults(jurisdiction)]
