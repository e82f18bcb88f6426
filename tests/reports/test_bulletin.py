"""The quarterly bulletin: what it says is what SQL counts; in Word it has the layout of an official document."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select, text

from obligations.loading import load
from obligations.sensitive import counts_children, names_a_case, sensitive_terms
from reports import (
    bulletin_drafts,
    bulletin_paper,
    frozen,
    layout,
    own_templates,
    template_checks,
)
from reports.bulletin_drafts import Draft
from reports.layout import __main__ as building
from runtime.database import Database
from runtime.word import TemplateFault
from tasks import plans
from tasks.notices import commands as notices
from tasks.notices.tables import Notice
from tests.plans.folders import DEMO, texts
from tests.reports import autumn
from tests.rounds.town import HERE, Town, from_month, morning

QUARTER, END = "2026-Q4", date(2027, 1, 22)


@pytest.fixture(scope="module")
def drafted(term_read: Database) -> Draft:
    """The bulletin of the fourth quarter, after a whole term was played."""
    with term_read.read() as session:
        return bulletin_drafts.draft(session, plans.current(session, HERE), QUARTER, END)


@pytest.fixture(scope="module")
def document(drafted: Draft) -> Any:
    """The same in Word, read back."""
    filled = bulletin_paper.paper(drafted.said, drafted.signed)
    return Document(io.BytesIO(bulletin_paper.render(filled, {})))


def lines(document: Any, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == style]


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def counted(database: Database, where: str) -> int:
    """How many tasks due in the quarter SQL counts; those about children are left out."""
    with database.read() as session:
        rules = plans.current(session, HERE)
        cases = ", ".join(f"'{d.id}'" for d in rules.plan.obligations if counts_children(rules, d))
        asked = (
            "SELECT count(*) FROM task t LEFT JOIN excuse e ON e.task_id = t.id"
            " WHERE t.due BETWEEN '2026-10-01' AND '2026-12-31'"
            f" AND t.state NOT IN ('waived', 'cancelled') AND t.obligation NOT IN ({cases}) AND {where}"
        )
        return int(session.execute(text(asked)).scalar_one())


ON_TIME = "t.state = 'done' AND t.submitted_on <= t.due"
LATE = "t.state = 'done' AND t.submitted_on > t.due AND e.task_id IS NULL"


def test_the_word_file_says_what_sql_counts(term_read: Database, document: Any) -> None:
    (whole, *_) = [p for p in lines(document, "公文正文") if p.startswith("应办")]
    assert f"应办 {counted(term_read, '1 = 1')} 项" in whole
    assert f"按时办结 {counted(term_read, ON_TIME)} 项" in whole
    assert f"逾期办结 {counted(term_read, LATE)} 项" in whole


def test_each_units_line_says_what_sql_counts(term_read: Database, document: Any) -> None:
    head, *units = rows(document.tables[0])
    assert head == [
        "单位",
        "应办",
        "按时办结",
        "逾期办结",
        "逾期未办",
        "待审核",
        "未到期或暂缓",
        "免责",
    ]
    with term_read.read() as session:
        roster = plans.current(session, HERE).roster
    for name in ("派出所", "平安办", "羊角学校"):
        (line,) = [row for row in units if row[0] == name]
        posts = ", ".join(f"'{p.name}'" for p in roster.all_posts() if p.unit == name)
        mine = f"t.post IN ({posts})"
        assert line[1] == str(counted(term_read, mine))
        assert line[2] == str(counted(term_read, f"{mine} AND {ON_TIME}"))
        assert line[3] == str(counted(term_read, f"{mine} AND {LATE}"))
    assert sum(int(row[1]) for row in units) == counted(term_read, "1 = 1")


def test_units_stand_in_the_order_of_the_roster_and_are_not_ranked(
    term_read: Database, document: Any
) -> None:
    names = [row[0] for row in rows(document.tables[0])[1:]]
    with term_read.read() as session:
        roster = [unit.name for unit in plans.current(session, HERE).roster.units]
    assert [name for name in roster if name in names] == [n for n in names if n in roster]
    assert "注：按名册的顺序排列，不排名。" in lines(document, "表格文字")


def test_only_what_a_person_decided_to_publish_is_named(
    term_read: Database, drafted: Draft
) -> None:
    with term_read.read() as session:
        published = select(Notice.task_id).where(
            Notice.kind == "bulletin", Notice.state == "published"
        )
        assert {one.task for one in drafted.said.named} <= set(session.scalars(published))
    assert drafted.said.named


def test_external_posts_are_counted_and_not_named(drafted: Draft, document: Any) -> None:
    assert "外部岗位" in [unit.name for unit in drafted.said.units]
    assert "外部岗位" not in [row[0] for row in rows(document.tables[1])]
    assert drafted.said.elsewhere
    assert any("外部岗位" in line for line in lines(document, "公文正文"))


def test_the_bulletin_holds_no_sensitive_word_and_no_childs_code(
    drafted: Draft,
) -> None:
    filled = bulletin_paper.paper(drafted.said, drafted.signed)
    assert sensitive_terms(str(filled)) == ()
    assert not names_a_case(str(filled))


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


def test_a_plans_own_template_stands_in_place_of_ours(drafted: Draft) -> None:
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


@pytest.fixture
def september(town: Town) -> Iterator[Draft]:
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        yield bulletin_drafts.draft(session, rules, "2026-Q3", autumn.ON)


def test_late_work_is_listed_with_whose_move_it_is(september: Draft) -> None:
    (owed,) = [one for one in september.said.late if one.post == autumn.OWED and "到校" in one.name]
    assert (owed.about, owed.due, owed.mover) == ("9月", "2026年9月30日", autumn.OWED)
    assert autumn.EXCUSED not in [one.post for one in september.said.late if "到校" in one.name]


def named(town: Town, period: str, day: str) -> list[int]:
    """The tasks that a bulletin drafted on that day names their posts for."""
    with town.database.read() as session:
        rules = plans.current(session, HERE)
        said = bulletin_drafts.draft(session, rules, period, from_month(day)).said
    return [one.task for one in said.named]


def published(town: Town) -> int:
    """The visit that OWED did not make: told on 13 October, decided on the 19th."""
    task = town.task(autumn.OWED, autumn.VISIT).id
    with town.database.read() as session:
        found = select(Notice.id).where(Notice.task_id == task, Notice.kind == "bulletin")
        notice = session.scalars(found).one()
    with town.database.write() as session:
        notices.issue(session, notice, by=autumn.OFFICE, now=morning(autumn.ON))
        by = {"by": autumn.LEADER, "now": morning(from_month("10-19"))}
        notices.decide(session, notice, **by, publish=True)  # type: ignore[arg-type]
    return task


def test_nobody_is_named_for_what_was_nobodys_fault(town: Town) -> None:
    assert named(town, "2026-Q3", "10-13") == []
    task = published(town)
    assert named(town, "2026-Q3", "10-19") == [task]
    autumn.do(town, autumn.OWED, "excuse", "10-19", by=autumn.OFFICE, reason="停课")
    assert named(town, "2026-Q3", "10-19") == []


def test_what_one_bulletin_has_told_the_next_does_not_tell_again(town: Town) -> None:
    task = published(town)
    assert named(town, "2026-Q4", "10-19") == [task]
    steps = (
        (frozen.announce, autumn.OFFICE, "10-19"),
        (frozen.publish, autumn.LEADER, "10-23"),
    )
    with town.database.write() as session:
        rules = plans.current(session, HERE)
        now = morning(from_month("10-19"))
        report = bulletin_drafts.freeze(session, rules, "2026-Q3", by=autumn.OFFICE, now=now)
        for step, by, day in steps:
            step(session, report.id, by=by, now=morning(from_month(day)))
    assert named(town, "2026-Q4", "10-23") == []
    assert named(town, "2026-Q3", "10-23") == [task]
