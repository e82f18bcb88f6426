"""The bulletin in Word has the layout of an official document, and an office can put its own template in its place."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from obligations.loading import load
from reports import bulletin_paper, layout, own_templates, template_checks
from reports.bulletin import Bulletin
from reports.drawing import Drawn
from reports.layout import __main__ as building
from runtime.word import TemplateFault
from tests.plans.folders import DEMO, texts
from tests.reports.test_bulletin import lines
from tests.rounds.town import HERE

# --- GB/T 9704-2012 ---


def test_the_sheet_has_the_margins_of_the_standard(document: Any) -> None:
    section = document.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.left_margin.mm) == pytest.approx((37, 28), abs=0.1)
    across = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    down = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (across, down) == pytest.approx((156, 225), abs=0.2)


@pytest.mark.parametrize(
    ("style", "font", "points", "apart"),
    [
        ("公文标题", "方正小标宋简体", 22, 32),
        ("公文正文", "仿宋_GB2312", 16, 28),
        ("一级标题", "黑体", 16, 28),
        ("二级标题", "楷体_GB2312", 16, 28),
        ("发文机关标志", "方正小标宋简体", 36, 48),
        ("页码", "宋体", 14, 18),
    ],
)
def test_each_part_has_its_font(
    document: Any, style: str, font: str, points: float, apart: float
) -> None:
    found = document.styles[style]
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert found.font.size.pt == points
    assert found.paragraph_format.line_spacing.pt == apart


def test_a_page_holds_22_lines_of_28_characters(document: Any) -> None:
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    character = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    across, down = (mm / 25.4 * 72 for mm in (156, 225))
    assert int(across / character + 0.01) == 28
    assert int(down / (int(grid.get(qn("w:linePitch"))) / 20)) == 22


def test_page_numbers_stand_between_dashes_on_the_outer_edge(document: Any) -> None:
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, align in ((section.footer, 2), (section.even_page_footer, 0)):
        (line,) = footer.paragraphs
        assert line.alignment == align
        assert re.fullmatch(r"— .*—", line.text)
        assert 'w:instr="PAGE"' in line._p.xml


def test_the_parts_come_in_the_order_of_an_official_document(document: Any) -> None:
    styles = [p.style.name for p in document.paragraphs]
    order = (
        "发文机关标志",
        "发文字号",
        "公文标题",
        "主送机关",
        "一级标题",
        "附件说明",
        "署名",
        "版记",
    )
    places = [styles.index(style) for style in order]
    assert places == sorted(places)
    assert lines(document, "一级标题")[0] == "一、总体情况"
    assert lines(document, "二级标题")[0].startswith("（一）")
    assert lines(document, "发文字号")[-1] == bulletin_paper.UNSIGNED


# --- Templates ---


def test_the_template_in_the_house_is_what_its_script_builds() -> None:
    assert layout.__doc__
    for name, build in building.BUILDERS.items():
        kept = own_templates.template(name, {})
        made = io.BytesIO()
        build().save(made)
        assert _parts(kept) == _parts(made.getvalue()), f"python -m reports.layout: {name}"


def _parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as opened:
        wanted = ("word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml")
        return {name: opened.read(name) for name in wanted}


def _own(line: str) -> dict[str, str]:
    made = Document()
    made.add_paragraph(line)
    file = io.BytesIO()
    made.save(file)
    return {bulletin_paper.TEMPLATE: base64.b64encode(file.getvalue()).decode()}


def test_a_plans_own_template_stands_in_place_of_ours(drafted: Drawn[Bulletin]) -> None:
    filled = bulletin_paper.paper(drafted.said, drafted.signed)
    made = bulletin_paper.render(filled, _own("安府发：{{ title }}"))
    (line,) = Document(io.BytesIO(made)).paragraphs
    assert line.text == "安府发：关于2026年第四季度职责落实情况的通报"


@pytest.mark.parametrize("line", ["{{ titel }}", "{{ title", "{{ title.__class__.__mro__ }}"])
def test_a_plans_own_template_that_cannot_be_filled_is_a_fault_with_its_name(line: str) -> None:
    rules = replace(load(dict(texts(HERE)), roster=DEMO)[0], templates=_own(line))
    (fault,) = template_checks.faults(rules)
    assert fault.file == "templates/report-bulletin.docx"
    with pytest.raises(TemplateFault):
        bulletin_paper.render(bulletin_paper.SAMPLE, _own(line))


def test_every_template_for_reports_is_tried_before_a_plan_is_loaded() -> None:
    assert set(template_checks.TRIALS) == set(own_templates.known())
