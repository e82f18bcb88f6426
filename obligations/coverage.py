"""The notice, sentence by sentence, and the duties that each sentence carries. Pure.

The living notice shades it by how those duties stand; a sentence that carries none is seen as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from obligations.plan import NoDuty, Obligation

#: A sentence with the mark that ends it, and the closing quotes and brackets after that.
_SENTENCE = re.compile(r"[^。；！？]+?(?:[。；！？][”’）」』]*|\.(?=\s|$)|$)")
_CHAPTER = re.compile(r"\s*([一二三四五六七八九十]+|\d+)、\s*(.+?)\s*")
_SECTION = re.compile(r"\s*(（[一二三四五六七八九十]+）)\s*([^。]+?)(?:。.*|\s*)")
_NUMBERED = re.compile(r"\s*(\d+)\.\s+(.*[^.\s])\s*")
#: 一是加强青少年普法教育。 and （一）强化组织领导。: numbered, and too short to ask for anything.
_HEADING = re.compile(
    r"\s*(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+(?:是|、))[^，。]+。"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; `duties` are the ids of those that quote them, `why` is the plan's
    reason that they carry none."""

    text: str
    duties: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`first` is its offset in the notice, in characters. The texts of its pieces make it up.

    A heading, a line of a list, a date or a signature is no whole sentence: nobody is asked for anything.
    """

    first: int
    pieces: tuple[Piece, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def duties(self) -> tuple[str, ...]:
        """Every duty that it carries, in the order of its words."""
        return tuple(dict.fromkeys(duty for piece in self.pieces for duty in piece.duties))

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons that parts of it carry no duty."""
        return tuple(dict.fromkeys(piece.why for piece in self.pieces if piece.why))


Paragraph = tuple[Sentence, ...]


def paragraphs(
    notice: str, duties: Iterable[Obligation], no_duty: Iterable[NoDuty] = ()
) -> tuple[Paragraph, ...]:
    """The paragraphs of the notice, empty lines left out."""
    marks = sorted((*_marks(notice, duties), *_declared(notice, no_duty)))
    found, first = [], 0
    for line in notice.splitlines(keepends=True):
        if line.strip():
            found.append(tuple(_sentences(line, first, marks)))
        first += len(line)
    return tuple(found)


def without_duty(read: Iterable[Paragraph]) -> tuple[Sentence, ...]:
    """The sentences that carry no duty, and of which the plan does not say why."""
    whole = (s for paragraph in read for s in paragraph if s.is_whole)
    return tuple(s for s in whole if not s.duties and not s.why)


def is_heading(sentence: Sentence) -> bool:
    """Is it numbered, and too short to ask for anything: 一是加强青少年普法教育。"""
    return _HEADING.fullmatch(sentence.text) is not None


#: From where to where (not in), the duty that quotes it, or the reason that it carries none.
_Mark = tuple[int, int, str, str]


def _marks(notice: str, duties: Iterable[Obligation]) -> Iterator[_Mark]:
    for duty in duties:
        for quote in duty.quote:
            if (first := notice.find(quote)) >= 0:
                yield first, first + len(quote), duty.id, ""


def _declared(notice: str, no_duty: Iterable[NoDuty]) -> Iterator[_Mark]:
    """A letterhead and its signature are the same words: every place counts, inside longer ones none."""
    quotes = [(quote, entry.why) for entry in no_duty for quote in entry.quote]
    kept: list[_Mark] = []
    for quote, why in sorted(quotes, key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(quote), notice):
            a, b = match.span()
            if not any(x <= a and b <= y for x, y, _, _ in kept):
                kept.append((a, b, "", why))
    yield from kept


def _sentences(line: str, first: int, marks: list[_Mark]) -> Iterator[Sentence]:
    body = line.rstrip()
    if _NUMBERED.fullmatch(body):
        matches = [re.match(r".+", body)]
    else:
        matches = [match for match in _SENTENCE.finditer(body) if match[0].strip()]
    for match in filter(None, matches):
        a, b = first + match.start(), first + match.end()
        yield Sentence(a, tuple(_pieces(match[0], a, b, marks)), _is_whole(match[0]))


def _is_whole(text: str) -> bool:
    ends = text.rstrip("”’）」』 ")[-1:] in "。；！？."
    return ends and not _NUMBERED.fullmatch(text) and not _HEADING.fullmatch(text)


def _pieces(text: str, a: int, b: int, marks: list[_Mark]) -> Iterator[Piece]:
    """The sentence cut wherever a quote begins or ends."""
    near = [mark for mark in marks if mark[0] < b and mark[1] > a]
    cuts = sorted({a, b} | {min(max(at, a), b) for mark in near for at in mark[:2]})
    for begins, ends in pairwise(cuts):
        here = [mark for mark in near if mark[0] <= begins and ends <= mark[1]]
        quoting = tuple(duty for _, _, duty, _ in here if duty)
        why = next((why for _, _, _, why in here if why), "")
        yield Piece(text[begins - a : ends - a], quoting, why)


# --- Headings ---


def part_of(clause: str) -> str:
    """The part of the notice that a clause belongs to: `四（一）` for 四（一）二, `六` for 六（三）."""
    chapter, bracket, rest = clause.partition("（")
    section, closing, point = rest.partition("）")
    return f"{chapter}（{section}）" if bracket and closing and point else chapter


def heading_level(paragraph: Paragraph) -> int:
    """1 for the heading of a chapter, 2 for that of a section, 0 for any other paragraph."""
    text = "".join(sentence.text for sentence in paragraph)
    if len(paragraph) > 1 or paragraph[0].is_whole:
        return 0
    if _CHAPTER.fullmatch(text) or _NUMBERED.fullmatch(text):
        return 1
    return 2 if _SECTION.fullmatch(text) else 0


def titles(notice: str) -> Mapping[str, str]:
    """The headings of the notice: `四（一）` to 开展“春风润雨”行动."""
    found: dict[str, str] = {}
    chapter = ""
    for line in notice.splitlines():
        if match := _CHAPTER.fullmatch(line) or _NUMBERED.fullmatch(line):
            chapter = match[1]
            found.setdefault(chapter, match[2])
        elif chapter and (match := _SECTION.fullmatch(line)):
            found.setdefault(chapter + match[1], match[2])
    return found


def part_titles(notice: str, duties: Iterable[Obligation]) -> Mapping[str, str]:
    """The parts of the notice that hold duties, each with its heading: `四（一） 开展“春风润雨”行动`.

    In the order of the notice; a part without a heading comes last.
    """
    known = titles(notice)
    found = dict.fromkeys(part_of(duty.clause) for duty in duties)
    order = dict.fromkeys([*(part for part in known if part in found), *found])
    return {part: f"{part} {known.get(part, '')}".strip() for part in order}
