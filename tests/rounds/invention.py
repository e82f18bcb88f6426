"""Invented plans: small folders of every shape, and ways in which offices change them."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

START = date(2026, 3, 2)  # a Monday
HERE = "invented"
SUPERVISOR, DEPUTY, LEADER = "甲所", "副职", "正职"
#: Whom a duty can name. `乙所` has no named holder: its mailbox answers.
NAMED = [SUPERVISOR, "乙所", DEPUTY]
SEATS = [f"席{n}" for n in range(1, 6)]
CADENCES = [
    "week",
    "month",
    "quarter",
    "week, in term",
    "month, in term",
    "each term",
    "half-yearly",
    "RRULE:FREQ=WEEKLY;INTERVAL=2",
    "RRULE:FREQ=MONTHLY;BYDAY=2WE",
]
LADDERS: list[Any] = [
    None,
    [{"at": "open", "kind": "opened", "to": "post"}, {"at": 2, "kind": "supervise", "to": LEADER}],
    [
        {"at": -2, "kind": "reminder", "to": "post"},
        {"at": 1, "kind": "urge", "to": ["post", "supervisor"]},
        {"at": 4, "kind": "talk", "to": "leader"},
    ],
]


@dataclass
class Folder:
    """The three sheets of a plan folder."""

    plan: dict[str, Any]
    roster: dict[str, Any]
    calendar: dict[str, Any] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """JSON is YAML."""
        sheets = {
            "plan.yaml": self.plan,
            "roster.yaml": self.roster,
            "calendar.yaml": self.calendar,
        }
        written = {name: json.dumps(sheet, ensure_ascii=False) for name, sheet in sheets.items()}
        return {**written, "notice.txt": "每月走访一次"}

    def copy(self) -> Folder:
        return copy.deepcopy(self)

    @property
    def duties(self) -> list[dict[str, Any]]:
        return self.plan["obligations"]  # type: ignore[no-any-return]

    @property
    def subjects(self) -> list[dict[str, Any]]:
        return self.roster["groups"]["seats"]["subjects"]  # type: ignore[no-any-return]


_days = st.integers(-30, 60).map(lambda n: (START + timedelta(n)).isoformat())


@st.composite
def _holders(draw: st.DrawFn, who: str) -> Any:
    """Held for good, until a day, from a day, by one after the other, or vacant."""
    day = draw(_days)
    after = (date.fromisoformat(day) + timedelta(1)).isoformat()
    return draw(
        st.sampled_from(
            [
                who,
                {"person": who, "deputy": f"{who}副"},
                {"person": who, "to": day},
                {"person": who, "from": day},
                [{"person": who, "to": day}, {"person": f"{who}继", "from": after}],
                [],
            ]
        )
    )


@st.composite
def posts(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A seat's post: with or without a unit, external or not; sometimes a leader holds it too."""
    unit = draw(st.sampled_from([None, SUPERVISOR, "乙所", "丙所"]))
    who = draw(st.sampled_from([f"人{name}", f"人{name}", "副人", "甲头"]))
    return {
        "name": name,
        "holders": draw(_holders(who)),
        "external": draw(st.sampled_from([False, False, False, True])),
        **({"unit": unit} if unit else {}),
    }


@st.composite
def duties(draw: st.DrawFn, name: str, parents: list[str]) -> dict[str, Any]:
    """One duty; with `parents` it may come after one of them."""
    by_subject = draw(st.booleans())
    duty: dict[str, Any] = {
        "id": name,
        "name": f"事{name}",
        "clause": "一",
        "quote": "每月走访一次",
        "lead": "subject" if by_subject else draw(st.sampled_from(NAMED)),
        "each": "seats" if by_subject else draw(st.sampled_from(["seats", "seats", "town"])),
        "basis": "text",
        "hand_in": {"次数": "count", "日子": "date?", "要不要": "yes?", "材料": "files?"},
    }
    if bool(parents) and draw(st.booleans()):
        after = {"obligation": draw(st.sampled_from(parents))}
        if draw(st.booleans()):
            after["when"] = "要不要"
        duty |= {"after": after, "within": "3 working days"}
        duty |= {"of": draw(st.sampled_from(["accepted", "日子"]))}
    else:
        duty["every"] = draw(st.sampled_from(CADENCES))
        if duty["every"] in ("week", "month", "quarter") and draw(st.booleans()):
            duty["due"] = draw(
                st.sampled_from(["2 working days after start", "5 working days after start"])
            )
    if review := draw(st.sampled_from([None, SUPERVISOR, DEPUTY])):
        duty["review"] = review
    if ladder := draw(st.sampled_from(LADDERS)):
        duty["ladder"] = ladder
    return duty


@st.composite
def folders(draw: st.DrawFn) -> Folder:
    """A plan of two to four duties with its roster."""
    made: list[dict[str, Any]] = []
    for number in range(draw(st.integers(2, 4))):
        made.append(draw(duties(f"duty-{number}", [d["id"] for d in made])))
    seats = SEATS[: draw(st.integers(1, 4))]
    plan = {
        "id": "invented",
        "title": "方案",
        "zone": "Asia/Shanghai",
        "effective_from": "2026-01-01",
        "review_days": draw(st.integers(1, 3)),
        "obligations": made,
    }
    return Folder(plan, _roster([draw(posts(seat)) for seat in SEATS], seats), _calendar())


def _roster(seat_posts: list[dict[str, Any]], seats: list[str]) -> dict[str, Any]:
    return {
        "jurisdiction": HERE,
        "name": "某镇",
        "units": [
            {"name": SUPERVISOR, "head": "甲头", "handler": {"person": "甲手", "deputy": "甲副"}},
            {"name": "乙所"},
            {"name": "丙所", "head": "丙头", "handler": "丙手"},
        ],
        "posts": [
            {"name": LEADER, "holders": "正人"},
            {"name": DEPUTY, "holders": "副人"},
            *seat_posts,
        ],
        "supervisor": SUPERVISOR,
        "deputy_leaders": [DEPUTY],
        "leader": LEADER,
        "groups": {
            "town": {"kind": "jurisdiction", "label": "镇", "subjects": ["某镇"]},
            "seats": {
                "kind": "seat",
                "label": "席位",
                "subjects": [{"name": f"位{s}", "post": s} for s in seats],
            },
        },
    }


def _calendar() -> dict[str, Any]:
    terms = [
        {"id": "T1", "from": "2025-09-01", "to": "2026-01-16"},
        {"id": "T2", "from": "2026-02-23", "to": "2026-07-03"},
    ]
    return {"school_years": [{"id": "2025-26", "terms": terms}]}


@st.composite
def changes(draw: st.DrawFn, folder: Folder, on: date) -> tuple[str, Folder]:
    """What it is called, and the folder after an office changed one thing in it on that day."""
    new = folder.copy()
    kind = draw(
        st.sampled_from(
            ["holder", "contact", "new subject", "new subject", "subject ends", "cadence", "new duty", "duty goes",
             "holiday", "suspension"]
        )
    )  # fmt: skip
    match kind:
        case "holder":
            seat = draw(st.sampled_from(SEATS))
            new.roster["posts"] = [
                draw(posts(seat)) if post["name"] == seat else post for post in new.roster["posts"]
            ]
        case "contact":
            draw(st.sampled_from(new.subjects))["post"] = draw(st.sampled_from(SEATS))
        case "new subject":
            number = 1 + max(int(s["name"].partition("#")[2] or 0) for s in new.subjects)
            new.subjects.append({"name": f"位#{number}", "post": draw(st.sampled_from(SEATS))})
        case "subject ends":
            draw(st.sampled_from(new.subjects))["to"] = _later(on, draw(st.integers(-3, 9)))
        case "cadence":
            with_cadence = [d for d in new.duties if "every" in d]
            duty = draw(st.sampled_from(with_cadence))
            duty["every"] = draw(st.sampled_from(CADENCES))
            duty.pop("due", None)
        case "new duty":
            number = 1 + max(int(d["id"].partition("-")[2]) for d in new.duties)
            new.duties.append(draw(duties(f"duty-{number}", [d["id"] for d in new.duties])))
        case "duty goes":
            parents = {d["after"]["obligation"] for d in new.duties if "after" in d}
            free = [d for d in new.duties if d["id"] not in parents]
            if len(new.duties) > 1:
                new.duties.remove(draw(st.sampled_from(free)))
        case "holiday":
            first = draw(st.integers(0, 25))
            last = first + draw(st.integers(0, 3))
            rest = {"from": _later(on, first), "to": _later(on, last), "reason": "假"}
            new.calendar["rest"] = [rest]
        case _:
            first = draw(st.integers(-6, 6))
            last = first + draw(st.integers(0, 4))
            stop = {"from": _later(on, first), "to": _later(on, last), "reason": "停课"}
            keep = draw(st.booleans())
            old = new.calendar.get("suspensions", []) if keep else []
            new.calendar["suspensions"] = [*old, stop]
    return kind, new


def _later(on: date, days: int) -> str:
    return (on + timedelta(days)).isoformat()
