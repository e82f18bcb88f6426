"""The templates of the papers for meetings and the end of the year, and of the goals."""

from __future__ import annotations

from typing import Any

from reports.layout.bulletin import LATE, LATE_WIDTHS
from reports.layout.paper import indent_right, line, repeat, sheet, table

_GOALS = {"目标": "name", "指标": "measure", "各年数字": "figures", "比上年": "went"}
_GOALS_WIDTHS = (28, 44, 60, 24)  # millimetres
_JUDGED = {
    "名称": "name",
    "应办": "total",
    "按时办结": "on_time",
    "逾期办结": "done_late",
    "逾期未办": "overdue",
    "免责": "no_fault",
    "其他": "other",
    "得分": "score",
}


def meeting() -> Any:
    """联席会议材料. Its fields: reports.papers.meeting_values."""
    made = _titled()
    line(made, "公文正文", "{{ opening }}")
    line(made, "一级标题", "一、工作开展情况")
    line(made, "公文正文", "{{ whole }}{{ punctual }}{{ apart }}")
    repeat(made, "one in parts", ("公文正文", "{{ one }}"))
    line(made, "一级标题", "二、逾期未办和轮到谁")
    line(made, "公文正文", "{{ late_text }}")
    table(made, "one in late", LATE, *LATE_WIDTHS)
    line(made, "一级标题", "三、请会议研究决定")
    line(made, "公文正文", "{{ decide_text }}")
    decisions = {"事由": "kind", "事项": "what", "说明": "why", "答复": "answers"}
    table(made, "one in decisions", decisions, 28, 52, 50, 26)
    line(made, "一级标题", "四、此前交办事项")
    line(made, "公文正文", "{{ assigned_text }}")
    assigned = {"事项": "title", "牵头": "post", "到期": "due", "现状": "standing"}
    table(made, "one in assigned", assigned, 70, 34, 28, 24)
    line(made, "一级标题", "五、三年目标")
    line(made, "公文正文", "{{ goals_text }}")
    table(made, "one in goals", _GOALS, *_GOALS_WIDTHS)
    return _kept(made)


def minutes() -> Any:
    """会议纪要, to be finished after the meeting. Its fields: reports.papers.minutes_values."""
    made = _titled()
    for text in ("时间：{{ time }}", "地点：", "主持：", "参加：", "记录："):
        line(made, "主送机关", text)
    line(made, "一级标题", "一、通报情况")
    line(made, "公文正文", "{{ whole }}{{ punctual }}")
    line(made, "公文正文", "{{ late_text }}")
    line(made, "一级标题", "二、研究事项")
    repeat(made, "one in discussed", ("公文正文", "{{ one }}"))
    line(made, "公文正文", "（请补充讨论情况）")
    line(made, "一级标题", "三、议定事项")
    line(made, "公文正文", "下列事项逐条交办，到期前系统会提醒牵头的岗位。")
    agreed = {"序号": "number", "事项": "what", "牵头": "lead", "配合": "support", "到期": "due"}
    table(made, "one in agreed", agreed, 14, 66, 26, 26, 24)
    return _kept(made)


def assessment() -> Any:
    """年终考核. Its fields: reports.assessment_paper.assessment_values."""
    made, judged = _titled(), (44, 14, 18, 18, 18, 14, 14, 16)
    line(made, "公文正文", "{{ opening }}")
    line(made, "一级标题", "一、单位")
    table(made, "one in units", _JUDGED, *judged)
    line(made, "一级标题", "二、村（社区）")
    line(made, "公文正文", "{{ villages_text }}")
    table(made, "one in villages", _JUDGED, *judged)
    line(made, "一级标题", "三、怎样算")
    line(made, "公文正文", "{{ how }}")
    return _kept(made)


def summary() -> Any:
    """学年梳理总结. Its fields: reports.papers.summary_values."""
    made = _titled()
    line(made, "公文正文", "{{ opening }}")
    line(made, "公文正文", "{%p for chapter in chapters %}")
    line(made, "一级标题", "{{ chapter.heading }}")
    deeds = {"日期": "day", "周期": "period", "内容": "what", "对象": "about"}
    table(made, "one in chapter.deeds", deeds, 30, 30, 66, 30)
    line(made, "公文正文", "{%p endfor %}")
    line(made, "一级标题", "体会和下一步打算")
    line(made, "公文正文", "（请补充）")
    line(made, "公文正文")
    indent_right(line(made, "署名", "{{ post }}　{{ person }}"), 2)
    indent_right(line(made, "署名", "{{ on }}"), 4)
    return _kept(made)


def information() -> Any:
    """工作信息. Its fields: reports.papers.information_values."""
    made = _titled()
    repeat(made, "one in paragraphs", ("公文正文", "{{ one }}"))
    line(made, "公文正文")
    indent_right(line(made, "署名", "{{ issuer }}"), 2)
    indent_right(line(made, "署名", "{{ on }}"), 4)
    return _kept(made)


def goals() -> Any:
    """三年目标. Its fields: reports.goals_paper.values."""
    made = _titled()
    line(made, "公文正文", "{{ goals_text }}")
    table(made, "one in goals", _GOALS, *_GOALS_WIDTHS)
    return _kept(made)


def _titled() -> Any:
    made = sheet()
    line(made, "公文标题", "{{ title }}")
    line(made, "公文正文")
    return made


def _kept(made: Any) -> Any:
    """At the end, of a report that was frozen: which one it is, with its hash."""
    line(made, "公文正文", "{%p if frozen %}")
    line(made, "版记", "{{ frozen }}")
    line(made, "公文正文", "{%p endif %}")
    return made
