"""The template of the 报送函, a letter (GB/T 9704-2012, 10.1) with its list."""

from __future__ import annotations

from typing import Any

from reports.layout.paper import indent_right, line, sheet, table


def build() -> Any:
    """The document with its fields: see reports.forwarding.Letter."""
    made = sheet()
    line(made, "公文标题", "{{ title }}")
    line(made, "公文正文")
    line(made, "主送机关", "{{ send_to }}：")
    line(made, "公文正文", "{{ opening }}")
    items = {"序号": "number", "工作": "name", "交来": "post", "日期": "on", "内容": "said"}
    table(made, "one in items", items, 12, 38, 38, 28, 40)
    line(made, "公文正文", "{{ count }}")
    files = {"序号": "number", "文件": "name", "随哪项工作交来": "item"}
    table(made, "one in files", files, 12, 92, 52)
    line(made, "公文正文")
    indent_right(line(made, "署名", "{{ issuer }}"), 2)
    indent_right(line(made, "署名", "{{ on }}"), 4)
    return made
