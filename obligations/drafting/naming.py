"""A short name for a duty: what is to be done, without who and without how often."""

from __future__ import annotations

import re

from obligations.drafting.actors import Actors
from obligations.drafting.rules import Rules

LEAST = 4  # characters of a clause that can name a duty
LONGEST_NAME = 26  # characters

_ROLES = re.compile(
    "^(?:由|、|和|与(?!.{1,12}签)|,|及(?!时))*(?:(?:主要)?负责人|负责同志)?(?:共同|联合)?(?:牵头|负责|配合|为主|协助|会同|应当|必须|要|应|须)*[,:、]*"
)
_WIDE = str.maketrans("(),:;", "（），：；")
_OPENS = re.compile(
    "按照|根据|结合|依托|以|通过|对于|围绕|充分|在.*[下中]$|.*后$|.*(?:牵头|配合|参与|协助)$"
)


def short(words: str, actors: Actors, rules: Rules) -> str:
    """A name for the duty: what is to be done, without who and without how often."""
    rest = words
    for name in sorted((*actors.lead, *actors.support), key=len, reverse=True):
        rest = rest.replace(name, "")
    clauses = [_ROLES.sub("", clause) for clause in re.split("[,:。]", rest)]
    doing = [c for c in clauses if len(c) >= LEAST and rules.verb.search(rules.slogans.sub("", c))]
    chosen = next((c for c in doing if not _OPENS.match(c)), (doing or [words])[0])
    name = (chosen.strip("、,:□") or words).translate(_WIDE)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
