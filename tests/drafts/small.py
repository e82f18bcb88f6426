"""A notice of a few lines: what the draft makes of it."""

from __future__ import annotations

from datetime import date

from obligations.drafting import drafting
from obligations.jurisdiction import Jurisdiction
from obligations.loading import load
from obligations.plan import SUBJECT

HEAD = "石桥镇消防工作方案\n石桥府〔2026〕3号\n2026年1月5日\n"


def drafted(notice: str) -> Jurisdiction:
    return load(drafting.draft(HEAD + notice, date(2026, 9, 1)))[0]


def who_and_how_often(notice: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Lead (a group by its name), support and cadence of every duty."""
    return [
        (duty.each[0] if duty.lead[0] == SUBJECT else duty.lead[0], duty.support, duty.cadence)
        for duty in drafted(notice).plan.obligations
    ]
