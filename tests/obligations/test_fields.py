from __future__ import annotations

from typing import Any

import pytest

from obligations.fields import FieldKind, check_values


def read(kind: str, value: Any) -> Any:
    """The value as a field of that type reads it; raises with what is wrong."""
    clean, wrong = check_values({"项": FieldKind.parse(kind)}, {"项": value})
    if wrong:
        raise ValueError("；".join(wrong))
    return clean.get("项")


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("date", "2026-09-30", "2026-09-30"),
        ("line", "  到校指导 ", "到校指导"),
        ("text", "一\n二", "一\n二"),
        ("count", "12", 12),
        ("count", 0, 0),
        ("percent", "98.5%", 98.5),
        ("percent", "98.5％", 98.5),
        ("percent", 100, 100.0),
        ("yes", "是", True),
        ("yes", False, False),
        ("choice(接通, 未接通)", "未接通", "未接通"),
        ("files", ["a.pdf", "b.jpg", "a.pdf"], ["a.pdf", "b.jpg"]),
        ("units", "派出所、司法所", ["派出所", "司法所"]),
        ("line?", "", None),
        ("files?", [], None),
        ("text?", None, None),
    ],
)
def test_a_value_is_kept_in_its_type(kind: str, value: Any, kept: Any) -> None:
    assert read(kind, value) == kept


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("date", "2026-02-30", "没有这一天"),
        ("date", "20260930", "日期应写成"),
        ("line", "一\n二", "一行"),
        ("line", "字" * 201, "最多 200 字"),
        ("text", "字" * 4001, "最多 4000 字"),
        ("count", "-1", "整数"),
        ("count", "1.5", "整数"),
        ("count", True, "整数"),
        ("percent", "101", "百分数"),
        ("yes", "也许", "是 或 否"),
        ("choice(接通, 未接通)", "走访", "接通、未接通"),
        ("line", "   ", "还没有填"),
        ("units", "、", "还没有填"),
        ("date", None, "还没有填"),
    ],
)
def test_a_wrong_value_is_refused_with_what_would_be_right(
    kind: str, value: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read(kind, value)


def test_everything_wrong_is_said_at_once_and_what_is_right_is_kept() -> None:
    fields = {
        name: FieldKind.parse(kind) for name, kind in {"时间": "date", "人数": "count"}.items()
    }
    clean, wrong = check_values(fields, {"人数": "3", "时间": "昨天", "备注": "无"})
    assert clean == {"人数": 3}
    assert wrong == [
        "没有“备注”这一项，可填：时间、人数",
        "“时间”读到 '昨天'，日期应写成 2026-09-30",
    ]


def test_a_type_is_written_as_it_was_read() -> None:
    for written in ("files?", "choice(接通, 未接通)", "count"):
        assert str(FieldKind.parse(written)) == written


@pytest.mark.parametrize("written", ["", "number", "count(1, 2)", "choice", "choice()", "Count"])
def test_a_type_that_does_not_exist_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"应为|choice"):
        FieldKind.parse(written)
