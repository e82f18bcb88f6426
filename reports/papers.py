"""The papers for meetings and the end of the year as Word files, from templates that an office can edit.

A plan's own template of the same name (`templates/report-meeting.docx` …) stands in place of ours. What is filled
in is text, in neutral words, and escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from reports import own_templates
from reports.bulletin import (
    apart_words,
    day_words,
    elsewhere_words,
    late_words,
    punctual_words,
    sentence,
)
from reports.goals import Course
from reports.information import Information
from reports.meeting import Meeting
from reports.summary import Chapter, Summary
from runtime import word

MEETING, MINUTES, ASSESSMENT = (
    "report-meeting.docx",
    "report-minutes.docx",
    "report-assessment.docx",
)
SUMMARY, INFORMATION = "report-summary.docx", "report-information.docx"

Values = Mapping[str, Any]
#: So many empty lines for what the meeting agrees on.
_EMPTY = 8


def render(name: str, values: Values, own: Mapping[str, str]) -> bytes:
    """The document. `own`: the plan's templates. Raises TemplateFault."""
    return word.fill(own_templates.template(name, own), values)


def check(name: str, own: Mapping[str, str]) -> bytes:
    """Fill the plan's own template with samples. Raises TemplateFault."""
    return render(name, SAMPLES[name], own)


def meeting_values(said: Meeting, years: Iterable[int]) -> Values:
    figures_ = said.figures
    return {
        "title": f"{figures_.place}联席会议材料（{_label(figures_.title)}）",
        "opening": figures_.opening.replace("通报如下", "汇报如下"),
        "whole": sentence(figures_.whole),
        "punctual": punctual_words(figures_.whole),
        "apart": apart_words(figures_.apart).replace("本通报", "本材料"),
        "parts": [f"{one.name}：{sentence(one.tally)}" for one in figures_.parts],
        "late_text": _late_text(said),
        "late": [_fields(one, "unit", "name", "about", "due", "mover") for one in said.late],
        "decide_text": _counted(len(said.decisions), "没有等待决定的事项。", "下列 {} 项请研究："),
        "decisions": [_fields(one, "kind", "what", "why", "answers") for one in said.decisions],
        "assigned_text": _counted(len(said.assigned), "没有交办的事项。", "共 {} 项："),
        "assigned": [
            {"title": one.title, "post": one.post, "due": day_words(one.due.isoformat()),
             "standing": one.standing.label}
            for one in said.assigned
        ],
        "goals_text": goals_text(said.goals),
        "goals": list(goal_rows(said.goals, years)),
    }  # fmt: skip


def minutes_values(said: Meeting) -> Values:
    figures_ = said.figures
    blank = {"lead": "", "support": "", "due": ""}
    return {
        "title": f"{figures_.place}联席会议纪要（{_label(figures_.title)}）",
        "time": "",
        "whole": sentence(figures_.whole),
        "punctual": punctual_words(figures_.whole),
        "late_text": _late_text(said),
        "discussed": [
            f"{n}. {one.kind}：{one.what}。{one.why}" for n, one in enumerate(said.decisions, 1)
        ],
        "agreed": [{"number": str(n), "what": "", **blank} for n in range(1, _EMPTY + 1)],
    }


def minutes_text(said: Meeting) -> str:
    """The same as text, for a field of a hand-in."""
    values = minutes_values(said)
    discussed = values["discussed"] or ["（没有等待决定的事项）"]
    told = f"{values['whole']}{values['late_text']}"
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


# --- Goals ---


def goals_text(found: Sequence[Course]) -> str:
    if not found:
        return "方案没有写明指标。"
    return "各项数字由办公室填写，供会议参考，不进入任何考核；小于 3 起的显示为“<3”。"


def goal_rows(found: Iterable[Course], years: Iterable[int]) -> Iterator[dict[str, str]]:
    """Of each indicator the years that have a figure, as everybody at the table may read them."""
    years = list(years)
    for one in found:
        told = [f"{year}年 {shown}" for year in years if (shown := one.shown(year, near=False))]
        yield {
            "name": one.goal.name,
            "measure": f"{one.goal.measure}（{one.goal.unit}）",
            "figures": "，".join(told) or "（还没有填）",
            "went": one.went(),
        }


def goals_line(found: Iterable[Course], years: Iterable[int]) -> str:
    """The same as text, for a field of a hand-in."""
    rows = goal_rows(found, years)
    return "\n".join(f"{one['name']}：{one['measure']} {one['figures']}" for one in rows)


# --- Summary and information ---


def summary_values(said: Summary, on: date) -> Values:
    return {
        "title": f"{said.label}工作梳理总结",
        "opening": said.opening,
        "chapters": [_chapter(one) for one in said.chapters],
        "post": said.post,
        "person": said.person,
        "on": day_words(on.isoformat()),
    }


def _chapter(one: Chapter) -> Values:
    deeds = [
        {"day": day_words(deed.day.isoformat()), "period": deed.period, "what": deed.what,
         "about": deed.about}
        for deed in one.deeds
    ]  # fmt: skip
    return {"heading": f"{one.name}（{len(deeds)} 次）", "deeds": deeds}


def information_values(said: Information, on: date) -> Values:
    return {
        "title": said.title,
        "paragraphs": list(said.paragraphs),
        "issuer": said.figures.issuer,
        "on": day_words(on.isoformat()),
    }


# --- For trying a template ---

_ROW = dict.fromkeys(
    ("unit", "name", "about", "due", "mover", "kind", "what", "why", "answers", "title", "post",
     "standing", "measure", "figures", "went", "number", "lead", "support", "total", "on_time",
     "done_late", "overdue", "no_fault", "other", "score", "day", "period"), "示例",
)  # fmt: skip
_LINES = dict.fromkeys(
    ("title", "opening", "whole", "punctual", "apart", "late_text", "decide_text", "time", "how",
     "assigned_text", "goals_text", "villages_text", "post", "person", "on", "issuer"), "示例",
)  # fmt: skip
_TABLES = ("late", "decisions", "assigned", "goals", "agreed", "units", "villages")
_SAMPLE: Values = {
    **_LINES,
    **{name: [_ROW] for name in _TABLES},
    **{name: ["示例"] for name in ("parts", "discussed", "paragraphs")},
    "chapters": [{"heading": "示例", "deeds": [_ROW]}],
}
SAMPLES: Mapping[str, Values] = dict.fromkeys(
    (MEETING, MINUTES, ASSESSMENT, SUMMARY, INFORMATION), _SAMPLE
)
