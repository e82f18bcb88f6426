"""Every kind of report that can be drafted, frozen and taken along: how it is gathered, read and put in words.

A new kind is a member of ReportKind and an entry here; pages, commands, freezing and differences follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from reports import (
    assessment,
    assessment_paper,
    bulletin,
    bulletin_paper,
    goals,
    goals_paper,
    information,
    meeting,
    papers,
    summary,
)
from reports.assessment import Judged
from reports.bulletin import Bulletin
from reports.information import Information
from reports.kinds import Form, Kind, ReportKind
from reports.meeting import Meeting
from reports.summary import Summary

BULLETIN: Kind[Bulletin] = Kind(
    ReportKind.BULLETIN,
    bulletin.gather,
    bulletin.compose,
    Form(
        bulletin_paper.TEMPLATE,
        lambda said, signed: asdict(bulletin_paper.paper(said, signed)),
        lambda said: said.title,
    ),
    text=bulletin.text,
    fills=lambda said, _: bulletin.text(said),
    lines=lambda said: [one.text for one in said.named],
    table=bulletin_paper.table,
)
MEETING: Kind[Meeting] = Kind(
    ReportKind.MEETING,
    meeting.gather,
    meeting.compose,
    Form(papers.MEETING, papers.meeting_values, papers.meeting_title),
    text=papers.meeting_text,
    fills=lambda said, _: papers.minutes_text(said),
    lines=papers.meeting_lines,
    table=meeting.table,
    more={"minutes": Form(papers.MINUTES, papers.minutes_values, papers.minutes_title)},
)
INFORMATION: Kind[Information] = Kind(
    ReportKind.INFORMATION,
    information.gather,
    information.compose,
    Form(papers.INFORMATION, papers.information_values, lambda said: said.title),
    text=lambda said: said.text,
    fills=lambda said, _: said.text,
    lines=lambda said: said.paragraphs[-1:],
)
ASSESSMENT: Kind[Judged] = Kind(
    ReportKind.ASSESSMENT,
    assessment.gather,
    assessment.compose,
    Form(papers.ASSESSMENT, assessment_paper.assessment_values, assessment_paper.title),
    text=lambda said: assessment_paper.how_words(said.weights),
    fills=assessment_paper.line_of,
    lines=assessment_paper.lines,
    table=assessment_paper.sheet,
)
SUMMARY: Kind[Summary] = Kind(
    ReportKind.SUMMARY,
    summary.gather,
    summary.compose,
    Form(papers.SUMMARY, papers.summary_values, papers.summary_title),
    text=lambda said: said.text,
    fills=lambda said, _: said.text,
    lines=summary.lines,
)
GOALS: Kind[goals.Table] = Kind(
    ReportKind.GOALS,
    goals.gather,
    goals.compose,
    Form(goals_paper.TEMPLATE, goals_paper.values, goals_paper.title),
    text=lambda said: goals_paper.line(said.courses, said.years),
    fills=lambda said, _: goals_paper.line(said.courses, said.years),
    lines=lambda said: goals_paper.lines(said.courses, said.years),
    table=goals_paper.table,
)
KINDS: Mapping[ReportKind, Kind[Any]] = {
    one.id: one for one in (BULLETIN, MEETING, INFORMATION, ASSESSMENT, SUMMARY, GOALS)
}
