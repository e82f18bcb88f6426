"""The papers for meetings and the end of the year as Word files, from templates that an office can edit.

A plan's own template of the same name (`templates/report-meeting.docx` …) stands in place of ours. What is filled
in is text, in neutral words, and escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports import goals_paper, own_templates
from reports.bulletin import (
    apart_words,
    day_words,
    elsewhere_words,
    late_words,
    punctual_words,
    sentence,
)
from reports.information import Information
from reports.kinds import Signed, Values
from reports.meeting import Meeting
from reports.summary import Chapter, Summary
from runtime import word

MEETING, MINUTES, ASSESSMENT = (
    "report-meeting.docx",
    "report-minutes.docx",
    "report-assessment.docx",
)
SUMMARY, INFORMATION = "report-summary.docx", "report-information.docx"

#: So many empty lines for what the meeting agrees on.
_EMPTY = 8


def render(name: str, values: Values, own: Mapping[str, str]) -> bytes:
    """The document. `own`: the plan's templates. Raises TemplateFault."""
    return word.fill(own_templates.template(name, own), values)


def check(name: str, own: Mapping[str, str]) -> bytes:
    """Fill the plan's own template with samples. Raises TemplateFault."""
    return render(name, SAMPLES[name], own)


def meeting_values(said: Meeting, signed: Signed) -> Values:
    """What fills the pack."""
    figures_ = said.figures
    return {
        "title": meeting_title(said),
        "opening": figures_.opening.replace("通报如下", "汇报如下"),
        "whole": sentence(figures_.whole),
        "punctual": punctual_words(figures_.whole),
        "apart": apart_words(figures_.apart).replace("本通报", "本材料"),
        "parts": [f"{one.name}：{sentence(one.tally)}" for one in figures_.parts],
        "late_text": _late_text(said),
        "late": [_fields(one, "unit", "name", "about", "due", "mover") for one in said.late],
        "decide_text": _decide_text(said),
        "decisions": [_fields(one, "kind", "what", "why", "answers") for one in said.decisions],
        "assigned_text": _counted(len(said.assigned), "没有交办的事项。", "共 {} 项："),
        "assigned": [
            {"title": one.title, "post": one.post, "due": day_words(one.due.isoformat()),
             "standing": one.standing.label}
            for one in said.assigned
        ],
        "goals_text": goals_paper.text(said.goals),
        "goals": list(goals_paper.rows(said.goals, said.years)),
        "frozen": signed.frozen,
    }  # fmt: skip


def meeting_title(said: Meeting) -> str:
    return f"{said.figures.place}联席会议材料（{_label(said.figures.title)}）"


def meeting_text(said: Meeting) -> str:
    """The pack in a few lines, without its lists."""
    return "\n".join([sentence(said.figures.whole), _late_text(said), _decide_text(said)])


def meeting_lines(said: Meeting) -> list[str]:
    """What is to be decided, what was assigned and the goals, a line for each."""
    return [
        *(f"{one.kind}：{one.what}。{one.why}" for one in said.decisions),
        *(f"交办：{one.title}（{one.post}），{one.standing.label}" for one in said.assigned),
        *goals_paper.lines(said.goals, said.years),
    ]


def _decide_text(said: Meeting) -> str:
    return _counted(len(said.decisions), "没有等待决定的事项。", "下列 {} 项请研究：")


def minutes_title(said: Meeting) -> str:
    return f"{said.figures.place}联席会议纪要（{_label(said.figures.title)}）"


def minutes_values(said: Meeting, signed: Signed) -> Values:
    """What fills the minutes, to be finished after the meeting."""
    figures_ = said.figures
    blank = {"lead": "", "support": "", "due": ""}
    return {
        "title": minutes_title(said),
        "time": "",
        "whole": sentence(figures_.whole),
        "punctual": punctual_words(figures_.whole),
        "late_text": _late_text(said),
        "discussed": _discussed(said),
        "agreed": [{"number": str(n), "what": "", **blank} for n in range(1, _EMPTY + 1)],
        "frozen": signed.frozen,
    }


def _discussed(said: Meeting) -> list[str]:
    return [f"{n}. {one.kind}：{one.what}。{one.why}" for n, one in enumerate(said.decisions, 1)]


def minutes_text(said: Meeting) -> str:
    """The same as text, for a field of a hand-in."""
    discussed = _discussed(said) or ["（没有等待决定的事项）"]
    told = f"{sentence(said.figures.whole)}{_late_text(said)}"
    return "\n".join(["一、通报情况", told, "二、研究事项", *discussed])


def _late_text(said: Meeting) -> str:
    """How many are late; the table names those of our own posts."""
    others = elsewhere_words(said.elsewhere)
    if not said.late:
        return late_words(0) if not others else others.removeprefix("另有")
    return f"近一年到期、现在还没有办结的 {len(said.late)} 项，轮到谁见清单。{others}"


def _counted(count: int, none: str, some: str) -> str:
    return some.format(count) if count else none


def _label(title: str) -> str:
    return title.removeprefix("关于").removesuffix("职责落实情况的通报")


def _fields(one: Any, *names: str) -> dict[str, str]:
    return {name: str(getattr(one, name)) for name in names}


# --- Summary and information ---


def summary_title(said: Summary) -> str:
    return f"{said.post}{said.label}工作梳理总结"


def summary_values(said: Summary, signed: Signed) -> Values:
    """What fills the summary of a school year."""
    return {
        "title": f"{said.label}工作梳理总结",
        "opening": said.opening,
        "chapters": [_chapter(one) for one in said.chapters],
        "post": said.post,
        "person": said.person,
        "on": signed.on,
        "frozen": signed.frozen,
    }


def _chapter(one: Chapter) -> Values:
    deeds = [
        {"day": day_words(deed.day.isoformat()), "period": deed.period, "what": deed.what,
         "about": deed.about}
        for deed in one.deeds
    ]  # fmt: skip
    return {"heading": f"{one.name}（{len(deeds)} 次）", "deeds": deeds}


def information_values(said: Information, signed: Signed) -> Values:
    """What fills the month's text."""
    return {
        "title": said.title,
        "paragraphs": list(said.paragraphs),
        "issuer": said.figures.issuer,
        "on": signed.on,
        "frozen": signed.frozen,
    }


# --- For trying a template ---

_ROW = dict.fromkeys(
    ("unit", "name", "about", "due", "mover", "kind", "what", "why", "answers", "title", "post",
     "standing", "measure", "figures", "went", "number", "lead", "support", "total", "on_time",
     "done_late", "overdue", "no_fault", "other", "score", "day", "period"), "示例",
)  # fmt: skip
_LINES = dict.fromkeys(
    ("title", "opening", "whole", "punctual", "apart", "late_text", "decide_text", "time", "how",
     "assigned_text", "goals_text", "villages_text", "post", "person", "on", "issuer",
     "frozen"), "示例",
)  # fmt: skip
_TABLES = ("late", "decisions", "assigned", "goals", "agreed", "units", "villages")
_SAMPLE: Values = {
    **_LINES,
    **{name: [_ROW] for name in _TABLES},
    **{name: ["示例"] for name in ("parts", "discussed", "paragraphs")},
    "chapters": [{"heading": "示例", "deeds": [_ROW]}],
}
SAMPLES: Mapping[str, Values] = dict.fromkeys(
    (MEETING, MINUTES, ASSESSMENT, SUMMARY, INFORMATION, goals_paper.TEMPLATE), _SAMPLE
)
