"""The templates of the papers for meetings and the end of the year: pack, minutes, assessment, summary, information."""

from __future__ import annotations

from typing import Any

from reports.layout.paper import indent_right, line, sheet, table


def meeting() -> Any:
    """联席会议材料. Its fields: reports.papers.meeting_values."""
    made = _titled()
    line(made, "公文正文", "{{ opening }}")
    line(made, "一级标题", "一、工作开展情况")
    line(made, "公文正文", "{{ whole }}{{ punctual }}{{ apart }}")
    _each(made, "one in parts", "{{ one }}")
    line(made, "一级标题", "二、逾期未办和轮到谁")
    line(made, "公文正文", "{{ late_text }}")
    _rows(made, "one in late", ["单位", "工作", "对象、周期", "应办结", "轮到"],
          ["unit", "name", "about", "due", "mover"], [26, 44, 32, 28, 26])  # fmt: skip
    line(made, "一级标题", "三、请会议研究决定")
    line(made, "公文正文", "{{ decide_text }}")
    _rows(made, "one in decisions", ["事由", "事项", "说明", "答复"],
          ["kind", "what", "why", "answers"], [28, 52, 50, 26])  # fmt: skip
    line(made, "一级标题", "四、此前交办事项")
    line(made, "公文正文", "{{ assigned_text }}")
    _rows(made, "one in assigned", ["事项", "牵头", "到期", "现状"],
          ["title", "post", "due", "standing"], [70, 34, 28, 24])  # fmt: skip
    line(made, "一级标题", "五、三年目标")
    line(made, "公文正文", "{{ goals_text }}")
    _rows(made, "one in goals", ["目标", "指标", "各年数字", "比上年"],
          ["name", "measure", "figures", "went"], [28, 44, 60, 24])  # fmt: skip
    return made


def minutes() -> Any:
    """会议纪要, to be finished after the meeting. Its fields: reports.papers.minutes_values."""
    made = _titled()
    for text in ("时间：{{ time }}", "地点：", "主持：", "参加：", "记录："):
        line(made, "主送机关", text)
    line(made, "一级标题", "一、通报情况")
    line(made, "公文正文", "{{ whole }}{{ punctual }}")
    line(made, "公文正文", "{{ late_text }}")
    line(made, "一级标题", "二、研究事项")
    _each(made, "one in discussed", "{{ one }}")
    line(made, "公文正文", "（请补充讨论情况）")
    line(made, "一级标题", "三、议定事项")
    line(made, "公文正文", "下列事项逐条交办，到期前系统会提醒牵头的岗位。")
    _rows(made, "one in agreed", ["序号", "事项", "牵头", "配合", "到期"],
          ["number", "what", "lead", "support", "due"], [14, 66, 26, 26, 24])  # fmt: skip
    return made


def assessment() -> Any:
    """年终考核. Its fields: reports.papers.assessment_values."""
    made = _titled()
    line(made, "公文正文", "{{ opening }}")
    line(made, "一级标题", "一、单位")
    _judged(made, "one in units")
    line(made, "一级标题", "二、村（社区）")
    line(made, "公文正文", "{{ villages_text }}")
    _judged(made, "one in villages")
    line(made, "一级标题", "三、怎样算")
    line(made, "公文正文", "{{ how }}")
    return made


def summary() -> Any:
    """学年梳理总结. Its fields: reports.papers.summary_values."""
    made = _titled()
    line(made, "公文正文", "{{ opening }}")
    line(made, "公文正文", "{%p for chapter in chapters %}")
    line(made, "一级标题", "{{ chapter.heading }}")
    _rows(made, "one in chapter.deeds", ["日期", "周期", "内容", "对象"],
          ["day", "period", "what", "about"], [30, 30, 66, 30])  # fmt: skip
    line(made, "公文正文", "{%p endfor %}")
    line(made, "一级标题", "体会和下一步打算")
    line(made, "公文正文", "（请补充）")
    line(made, "公文正文")
    indent_right(line(made, "署名", "{{ post }}　{{ person }}"), 2)
    indent_right(line(made, "署名", "{{ on }}"), 4)
    return made


def information() -> Any:
    """工作信息. Its fields: reports.papers.information_values."""
    made = _titled()
    _each(made, "one in paragraphs", "{{ one }}")
    line(made, "公文正文")
    indent_right(line(made, "署名", "{{ issuer }}"), 2)
    indent_right(line(made, "署名", "{{ on }}"), 4)
    return made


def _titled() -> Any:
    made = sheet()
    line(made, "公文标题", "{{ title }}")
    line(made, "公文正文")
    return made


def _each(made: Any, each: str, text: str) -> None:
    line(made, "公文正文", f"{{%p for {each} %}}")
    line(made, "公文正文", text)
    line(made, "公文正文", "{%p endfor %}")


def _rows(made: Any, each: str, head: list[str], fields: list[str], widths: list[float]) -> None:
    table(made, head, [f"{{{{ one.{field} }}}}" for field in fields], each, widths)


def _judged(made: Any, each: str) -> None:
    head = ["名称", "应办", "按时办结", "逾期办结", "逾期未办", "免责", "其他", "得分"]
    fields = ["name", "total", "on_time", "done_late", "overdue", "no_fault", "other", "score"]
    _rows(made, each, head, fields, [44, 14, 18, 18, 18, 14, 14, 16])
