"""A plan's own templates stand in place of ours, and a broken one is found before it is loaded."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Opened

from notifiers import documents, own_templates, rendering, telling
from notifiers.digest import digest
from obligations.jurisdiction import Jurisdiction
from obligations.ladder import RungKind
from obligations.loading import load
from runtime.database import Database
from tests.notifiers.town import NOW, TODAY, anwen, item, messages, nudge, owe, settle
from tests.plans.folders import DEMO, texts

GREETING = (
    "{{ recipient }}同志：\n{% for line in digest.lines %}{% include 'line.txt.j2' %}\n{% endfor %}"
)


def having(**templates: str) -> Jurisdiction:
    """安稳镇 with templates of its own; `__` in a name stands for a dot."""
    return replace(anwen(), templates={n.replace("__", "."): t for n, t in templates.items()})


def word(*paragraphs: str) -> str:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return encoded(made)


def encoded(document: Opened) -> str:
    written = io.BytesIO()
    document.save(written)
    return base64.b64encode(written.getvalue()).decode()


def text_of(content: bytes) -> str:
    opened = Document(io.BytesIO(content))
    cells = [c.text for table in opened.tables for row in table.rows for c in row.cells]
    return "\n".join([p.text for p in opened.paragraphs] + cells)


def test_a_plans_own_greeting_is_used_and_the_rest_is_ours(database: Database) -> None:
    settle(database)
    with database.write() as session:
        nudge(session, owe(session))
        telling.compose(session, having(message__txt__j2=GREETING), NOW)
    (message,) = messages(database)
    assert message.body.startswith("窦例毅同志：\n每月到校指导（9月）")
    assert message.subject == "今日 1 项临期"


def test_the_templates_of_a_folder_belong_to_the_plan() -> None:
    files = {**texts("anwen"), "templates/message.txt.j2": GREETING}
    found, _ = load(files, roster=DEMO)
    assert found.templates == {"message.txt.j2": GREETING}
    made = digest([item(RungKind.REMINDER)], anwen(), TODAY)
    assert rendering.body(made, "某人", found.templates).startswith("某人同志：")


@pytest.mark.parametrize(
    ("templates", "says"),
    [
        ({"mesage__txt__j2": "x"}, "没有这个模板，是不是 message.txt.j2？"),
        ({"message__txt__j2": "{% if %}"}, "模板写法不对"),
        ({"message__txt__j2": "{{ recipent }}"}, "recipent"),
        ({"line__txt__j2": "{% if line.form == 'urge' %}{{ line.nothing }}{% endif %}"}, "“urge”"),
        ({"message__txt__j2": "{{ ''.__class__.__mro__ }}"}, "填不出"),
        ({"supervise__docx": "no base64!"}, "不是 Word 文件"),
        ({"supervise__docx": base64.b64encode(b"PK no zip").decode()}, "不是 Word 文件"),
        ({"supervise__docx": word("{{ nummer }}")}, "可用的字段：place"),
        ({"supervise__docx": word("{% for %}")}, "模板"),
    ],
)
def test_a_template_that_cannot_be_used_is_named_before_it_is_loaded(
    templates: Mapping[str, str], says: str
) -> None:
    (fault,) = own_templates.faults(having(**templates))
    assert fault.file == "templates/" + next(iter(templates)).replace("__", ".")
    assert says in fault.message


def test_good_templates_have_no_fault() -> None:
    own = having(message__txt__j2=GREETING, supervise__docx=word("{{ number }}，{{ post }}"))
    assert own_templates.faults(own) == []
    assert own_templates.faults(anwen()) == []


def test_an_offices_own_word_template_is_filled_in_and_nothing_in_it_is_markup() -> None:
    own = having(talk__docx=word("关于{{ duty }}的约谈：{{ reply }}")).templates
    filled = replace(documents.SAMPLE, reply="<b>&好</b>{{ 1 }}")
    made = documents.render(RungKind.TALK, filled, own)
    assert text_of(made) == "关于每月到校指导的约谈：<b>&好</b>{{ 1 }}"


@pytest.mark.parametrize("kind", [RungKind.SUPERVISE, RungKind.BULLETIN, RungKind.TALK])
def test_our_own_documents_say_what_is_owed_by_whom_and_what_was_done_before(
    kind: RungKind,
) -> None:
    text = text_of(documents.render(kind, documents.SAMPLE, {}))
    for part in ("督办〔2026〕1号", "某岗", "每月到校指导", "已逾期 3 个工作日", "提醒", "某人"):
        assert part in text
