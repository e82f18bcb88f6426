"""Is the whole notice in the plan? Every sentence is covered, declared to carry no duty, or open. Pure.

A sentence is covered when a duty quotes it, and every word in it that makes a duty (每月, 牵头 …) stands in a
quote or in a declared part. It is declared when the plan's `no_duty` quotes all of it; a heading without such
a word declares itself. Everything else is open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from obligations.coverage import Sentence, heading_level, is_heading, paragraphs
from obligations.plan import NoDuty, Plan

#: Words that make a duty. What holds one is declared only by an entry of its own, with its own reason.
DUTY_WORDS = ("牵头", "配合", "负责", "每周", "每月", "每季度", "每学期", "每学年", "定期", "及时")

_DUTY_WORD = re.compile("|".join(DUTY_WORDS))
_IS_SAID = re.compile(r"\w")


class Status(StrEnum):
    COVERED = "covered"  #: a duty quotes it
    DECLARED = "declared"  #: it carries no duty, and the plan (or its number as a heading) says why
    OPEN = "open"  #: nobody has decided


#: Why a heading carries no duty.
IS_HEADING = "标题"


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence: `n` counts from 1; `why` are the reasons of its declared parts; `words` make a duty
    and stand in no quote; `unsettled` are those of them that have no reason of their own."""

    n: int
    text: str
    status: Status
    duties: tuple[str, ...]
    why: tuple[str, ...]
    words: tuple[str, ...]
    unsettled: tuple[str, ...]


def cover(plan: Plan, notice: str) -> tuple[Row, ...]:
    """Every sentence, heading and line of the notice, in order."""
    read = paragraphs(notice, plan.obligations, plan.no_duty)
    sentences = [(s, heading_level(p) > 0 or is_heading(s)) for p in read for s in p]
    own = _reasons_of_their_own(plan.no_duty, [s for s, _ in sentences])
    return tuple(_row(n, s, is_head, own) for n, (s, is_head) in enumerate(sentences, 1))


def _row(n: int, sentence: Sentence, is_head: bool, own: frozenset[str]) -> Row:
    words = tuple(dict.fromkeys(_words_outside(sentence, frozenset())))
    unsettled = tuple(dict.fromkeys(_words_outside(sentence, own)))
    why = sentence.why or ((IS_HEADING,) if is_head and not words else ())
    if unsettled:
        status = Status.OPEN
    elif sentence.duties:
        status = Status.COVERED
    else:
        is_declared = _is_declared_whole(sentence) or (is_head and not words)
        status = Status.DECLARED if is_declared else Status.OPEN
    return Row(n, sentence.text.strip(), status, sentence.duties, why, words, unsettled)


def _words_outside(sentence: Sentence, reasons: frozenset[str]) -> Iterator[str]:
    """The duty words outside every quote, and outside the parts declared for one of `reasons`."""
    settled, at = set[int](), 0
    for piece in sentence.pieces:
        if piece.duties or piece.why in reasons:
            settled.update(range(at, at + len(piece.text)))
        at += len(piece.text)
    for match in _DUTY_WORD.finditer(sentence.text):
        if not settled.issuperset(range(*match.span())):
            yield match[0]


def _is_declared_whole(sentence: Sentence) -> bool:
    return all(piece.why or not _IS_SAID.search(piece.text) for piece in sentence.pieces)


def _reasons_of_their_own(entries: Iterable[NoDuty], read: Iterable[Sentence]) -> frozenset[str]:
    """The reasons that are given once, and to one sentence only."""
    given = Counter(entry.why for entry in entries)
    held = Counter(why for sentence in read for why in sentence.why)
    quoted = {entry.why: len(entry.quote) for entry in entries}
    return frozenset(w for w, times in given.items() if times == held[w] == quoted[w] == 1)
