"""Names and headers: what is given out is an attachment under its Chinese name, and never runs."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from tasks.evidence.downloads import attachment, thumbnail
from tasks.evidence.names import shown


def test_a_file_is_an_attachment_under_its_own_name() -> None:
    headers = attachment("讲座课件（第一讲）.pptx", "pptx", "a" * 64)
    disposition = headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=\"evidence.pptx\"; filename*=UTF-8''")
    assert unquote(disposition.partition("''")[2]) == "讲座课件（第一讲）.pptx"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


def test_no_name_can_add_a_header_or_end_its_value() -> None:
    name = 'a"; x=\r\nSet-Cookie: b=c.pdf'
    for value in attachment(name, "pdf", "a" * 64).values():
        assert value.isascii()
        assert "\r" not in value
        assert "\n" not in value
    assert attachment(name, "pdf", "a" * 64)["Content-Disposition"].count('"') == 2


def test_a_text_is_given_out_as_text_and_a_thumbnail_is_shown() -> None:
    assert attachment("a.txt", "txt", "a" * 64)["Content-Type"] == "text/plain"
    assert thumbnail("a" * 64)["Content-Disposition"] == "inline"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("讲座.PDF", "讲座.pdf"),
        ("../../x", "x"),
        ("C:\\Users\\a\\照片.jpg", "照片.jpg"),
        ("通知\u202efdp.exe", "通知fdp.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("..", "文件"),
        ("", "文件"),
        (".htaccess", "htaccess"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("长" * 300 + ".docx", "长" * 110 + ".docx"),
    ],
)
def test_a_name_is_shown_without_paths_and_without_what_cannot_be_seen(
    sent: str, name: str
) -> None:
    assert shown(sent) == name
