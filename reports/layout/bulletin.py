"""The template of the 通报, part by part as GB/T 9704-2012 orders them (7.2–7.4)."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_BREAK

from reports.layout.paper import indent_right, line, repeat, rule, sheet, table

#: What the list of what is late says of each: the meeting's pack has the same.
LATE = {"单位": "unit", "工作": "name", "对象、周期": "about", "应办结": "due", "轮到": "mover"}
LATE_WIDTHS = (26, 44, 32, 28, 26)  # millimetres
#: How the work of each unit stands.
_UNITS = {
    "单位": "name",
    "应办": "total",
    "按时办结": "on_time",
    "逾期办结": "done_late",
    "逾期未办": "overdue",
    "待审核": "waiting",
    "未到期或暂缓": "ahead",
    "免责": "no_fault",
}


def build() -> Any:
    """The document with its fields: see reports.bulletin_paper.Paper."""
    made = sheet()
    _head(made)
    _body(made)
    _end(made)
    _units(made)
    _late(made)
    return made


def _head(made: Any) -> None:
    line(made, "发文机关标志", "{{ issuer }}文件")
    line(made, "发文字号")
    rule(line(made, "发文字号", "{{ number }}"), "bottom", red=True)
    line(made, "公文正文")
    line(made, "公文标题", "{{ title }}")
    line(made, "公文正文")
    line(made, "主送机关", "各有关单位：")


def _body(made: Any) -> None:
    line(made, "公文正文", "{{ opening }}")
    line(made, "一级标题", "一、总体情况")
    line(made, "公文正文", "{{ whole }}{{ punctual }}{{ apart }}")
    line(made, "一级标题", "二、分项情况")
    part = (("二级标题", "{{ part.heading }}"), ("公文正文", "{{ part.text }}"))
    repeat(made, "part in parts", *part)
    line(made, "一级标题", "三、各单位情况")
    line(made, "公文正文", "各单位落实情况见附件1，按名册的顺序排列，不排名。")
    line(made, "一级标题", "四、逾期未办")
    line(made, "公文正文", "{{ late_text }}")
    line(made, "一级标题", "五、予以通报的事项")
    line(made, "公文正文", "{{ named_text }}")
    repeat(made, "one in named", ("公文正文", "{{ one }}"))
    line(made, "一级标题", "六、公示和异议")
    line(made, "公文正文", "{{ announced }}")
    repeat(made, "one in objections", ("公文正文", "{{ one }}"))


def _end(made: Any) -> None:
    line(made, "公文正文")
    line(made, "附件说明", "附件：1. 各单位落实情况表")
    line(made, "附件说明", "　　　2. 逾期未办清单")
    for _ in range(2):
        line(made, "公文正文")
    indent_right(line(made, "署名", "{{ issuer }}"), 2)
    indent_right(line(made, "署名", "{{ day }}"), 4)
    line(made, "公文正文")
    rule(line(made, "版记", "签发：{{ signer }}"), "top")
    rule(line(made, "版记", "数据截至{{ on }}，校验值 {{ hash }}"), "bottom")


def _units(made: Any) -> None:
    _attachment(made, "附件1", "各单位落实情况表")
    table(made, "one in units", _UNITS, 44, 14, 16, 16, 16, 16, 20, 14)
    line(made, "表格文字", "注：按名册的顺序排列，不排名。")


def _late(made: Any) -> None:
    _attachment(made, "附件2", "逾期未办清单")
    table(made, "one in late", LATE, *LATE_WIDTHS)


def _attachment(made: Any, number: str, title: str) -> None:
    line(made, "附件序号").add_run().add_break(WD_BREAK.PAGE)
    line(made, "附件序号", number)
    line(made, "公文标题", title)
    line(made, "表格文字")
