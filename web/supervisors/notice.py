"""文件, the living notice: its own text, every sentence shaded by how its duties stand now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from obligations.coverage import Paragraph, Piece, heading_level, paragraphs, without_duty
from obligations.jurisdiction import Jurisdiction
from tasks import boards, printed
from tasks.lights import GRAVITY, Light
from web import doorway
from web.house import House, InHouse
from web.pages import render
from web.rights import MayOversee
from web.roles import Visitor
from web.supervisors.asked import Asked
from web.supervisors.board import seen_by, state_of
from web.wording import duty_name

router = APIRouter()

#: In the place of a name that is not shown.
SOMEBODY = "某某"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a piece of the notice leads: one duty, how it stands, and its tasks."""

    name: str
    light: Light | None  #: None: nothing is owed now
    address: str


@dataclass(frozen=True, slots=True)
class Shaded:
    """Some words of the notice. The first mark shades them; `kind` is its light, `idle` or `plain`,
    `declared` where the plan says `why` they carry no duty, or `none` in a sentence without any."""

    text: str
    kind: str
    marks: tuple[Mark, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One paragraph: `level` 1 and 2 are headings."""

    level: int
    pieces: tuple[Shaded, ...]


@router.get("/notice")
async def the_notice(request: Request, who: MayOversee, house: InHouse) -> Response:
    key = ("notice", state_of(who))

    def drawn() -> Markup:
        """The same for everybody; the page around it is the visitor's."""
        return house.kept.pieces.get(key, lambda: _draw(house, who)).markup

    return await doorway.answer(
        request, (*key, *seen_by(who)), lambda: render("notice.html", who, drawn=drawn())
    )


def _draw(house: House, who: Visitor) -> str:
    rules = who.jurisdiction
    with house.database.read() as session:
        standing = lights(session, who)
        hidden = names_pattern(printed.names_not_shown(session, rules.id))
    read = paragraphs(rules.notice, rules.plan.obligations, rules.plan.no_duty)
    return render(
        "notice_drawn.html",
        None,
        title=rules.plan.title,
        document=rules.plan.document,
        paragraphs=[_written(rules, paragraph, standing, hidden) for paragraph in read],
        counts=sorted(_counts(rules, standing), key=lambda pair: GRAVITY.index(pair[0])),
        idle=sum(duty.id not in standing for duty in rules.plan.obligations),
        without=len(without_duty(read)),
        declared=sum(s.is_whole and bool(s.why) and not s.duties for p in read for s in p),
        reasons=_reasons(read, hidden),
        hides_names=hidden is not None,
    )


def lights(session: Session, who: Visitor) -> Mapping[str, Light]:
    """Duty to its gravest light; a duty that owes nothing now is left out."""
    found: dict[str, Light] = {}
    for tally in boards.tallies(session, who.jurisdiction, who.on, boards.Which()):
        before = found.get(tally.duty, tally.light)
        found[tally.duty] = min(before, tally.light, key=GRAVITY.index)
    return found


def _counts(rules: Jurisdiction, standing: Mapping[str, Light]) -> Iterator[tuple[Light, int]]:
    known = (standing[d.id] for d in rules.plan.obligations if d.id in standing)
    yield from Counter(known).items()


def _reasons(
    read: Iterable[Paragraph], hidden: re.Pattern[str] | None
) -> Mapping[str, Sequence[str]]:
    """Why some words carry no duty, and which words: a phone shows no hints."""
    found: dict[str, list[str]] = {}
    for piece in (
        piece for paragraph in read for sentence in paragraph for piece in sentence.pieces
    ):
        if piece.why and piece.text.strip():
            text = piece.text.strip()
            found.setdefault(piece.why, []).append(hidden.sub(SOMEBODY, text) if hidden else text)
    return found


def _written(
    rules: Jurisdiction,
    paragraph: Paragraph,
    standing: Mapping[str, Light],
    hidden: re.Pattern[str] | None,
) -> Written:
    pieces: list[Shaded] = []
    for sentence in paragraph:
        is_bare = sentence.is_whole and not sentence.duties and not sentence.why
        bare = "none" if is_bare else "plain"
        for piece in sentence.pieces:
            text = hidden.sub(SOMEBODY, piece.text) if hidden else piece.text
            shown = text if pieces else text.lstrip()
            pieces.append(_shaded(rules, shown, piece, standing, bare))
    return Written(heading_level(paragraph), tuple(pieces))


def _shaded(
    rules: Jurisdiction, text: str, piece: Piece, standing: Mapping[str, Light], bare: str
) -> Shaded:
    duties = (rules.plan.by_id[duty] for duty in piece.duties)
    marks = [
        Mark(duty_name(duty), standing.get(duty.id), Asked(duty=duty.id).address())
        for duty in duties
    ]
    marks.sort(key=lambda mark: GRAVITY.index(mark.light) if mark.light else len(GRAVITY))
    kind = (marks[0].light or "idle") if marks else "declared" if piece.why else bare
    return Shaded(text, kind, tuple(marks), piece.why)


def names_pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    """The names, also with blanks between their characters as a printed list has them."""
    if not names:
        return None
    spaced = (r"\s*".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    return re.compile("|".join(spaced))
