"""Neutral words: what a duty is called wherever somebody may look over the reader's shoulder.

The list of terms is the file beside this module. A message, a subject line, a log line, a flow's name,
a flow run and an artifact use `neutral_name`, never the name of the plan.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.roster import GroupKind

TERMS_FILE = Path(__file__).with_name("sensitive.txt")


@lru_cache(maxsize=1)
def terms() -> tuple[str, ...]:
    """The words of the sensitive categories, in the order of the file."""
    lines = TERMS_FILE.read_text("utf-8").splitlines()
    return tuple(filter(None, (line.partition("#")[0].strip() for line in lines)))


def sensitive_terms(text: str) -> tuple[str, ...]:
    """The sensitive terms that stand in `text`."""
    return tuple(term for term in terms() if term in text)


def neutral_name(duty: Obligation) -> str:
    """What the duty is called in messages: its name without what stands in brackets; where that holds a
    sensitive term, the plan's own neutral name, else the clause that it comes from."""
    for name in (duty.neutral, duty.name.partition("（")[0].strip(), duty.name):
        if name and not sensitive_terms(name):
            return name
    return f"方案{duty.clause}所列工作"


def hides_subjects(jurisdiction: Jurisdiction, duty: Obligation) -> bool:
    """Is a message to say only how many, never whom or what it is about?"""
    return duty.sensitive or GroupKind.CASE in jurisdiction.kinds(duty)


def counts_children(jurisdiction: Jurisdiction, duty: Obligation) -> bool:
    """Would the number of its tasks say how many children there are in a place?"""
    return GroupKind.CASE in jurisdiction.kinds(duty)


#: A code of the care register, `关爱-0007`, or the reference of one call, `关爱-7KQ2M9`.
_CODE = re.compile(r"关爱\s*[-－—–]\s*[0-9A-Za-z]")
#: What a message says in place of words that it may not hold.
SEE_PAGES = "详见系统"


def spoken(jurisdiction: Jurisdiction, duty: Obligation, text: str) -> str:
    """What somebody typed, as a message may say it: whoever typed it may have named a child."""
    if text and hides_subjects(jurisdiction, duty):
        return SEE_PAGES
    return neutral_text(text)


def names_a_case(text: str) -> bool:
    """Does a code or a reference of the care register stand in it?"""
    return _CODE.search(text) is not None


def neutral_text(text: str) -> str:
    """What somebody typed about no duty in particular, as anybody may read it."""
    return SEE_PAGES if sensitive_terms(text) or names_a_case(text) else text


def too_telling(text: str) -> str:
    """Why the text cannot stand where everybody reads it; empty where it can. No code is said again."""
    if terms := sensitive_terms(text):
        return f"这里写的大家都看得到，请换掉“{'”“'.join(terms)}”"
    return "这里不能写关爱对象的代号" if names_a_case(text) else ""
