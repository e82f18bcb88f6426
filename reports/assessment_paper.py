"""年终考核 in words and tables: for the Word file, the page and the Excel file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from obligations.judging import Weights
from reports.assessment import Assessed
from reports.bulletin import day_words
from reports.figures import Standing
from reports.ledgers import Ledger

Values = Mapping[str, Any]


def assessment_values(
    place: str, year: int, found: Sequence[Assessed], weights: Weights, *, ranked: bool, on: date
) -> Values:
    rank = "按得分排列" if ranked else "按名册的顺序排列，不排名"
    return {
        "title": f"{place}{year}年年终考核",
        "opening": f"按{year}年到期工作的完成情况计算，截至{day_words(on.isoformat())}，{rank}。",
        "units": [judged_row(one, weights) for one in found if not one.is_village],
        "villages": [judged_row(one, weights) for one in found if one.is_village],
        "villages_text": VILLAGES,
        "how": how_words(weights),
    }


VILLAGES = "村（社区）按在本村（社区）开展的工作计，由谁承办见明细。"


def how_words(weights: Weights) -> str:
    return (
        f"满分 100 分：办结占 {weights.done} 分，按时占 {weights.on_time} 分；"
        "分母是按时办结、逾期办结和逾期未办的件数。免责、不适用、暂缓、待审核和未到期的不计；"
        "涉及个案的职责不计。只看做没做、按时没按时，不看上报的人数、件数，也不看使用系统的次数。"
    )


def judged_row(one: Assessed, weights: Weights) -> dict[str, str]:
    score = one.score(weights)
    other = one.count(Standing.OPEN, Standing.WAITING, Standing.PAUSED)
    return {
        "name": one.name,
        "total": str(one.total),
        "on_time": str(one.count(Standing.ON_TIME)),
        "done_late": str(one.count(Standing.DONE_LATE)),
        "overdue": str(one.count(Standing.OVERDUE)),
        "no_fault": str(one.count(Standing.NO_FAULT)),
        "other": str(other),
        "score": "—" if score is None else f"{score:.1f}",
    }


def judged_line(one: Assessed, weights: Weights) -> str:
    """The row in one line: `应办 12 项，按时办结 10 项 …，得分 92.0`."""
    told = judged_row(one, weights)
    counts = "、".join(
        f"{_HEADINGS[key]} {told[key]} 项"
        for key in ("on_time", "done_late", "overdue", "no_fault")
        if told[key] != "0"
    )
    return (
        f"应办 {told['total']} 项" + (f"，{counts}" if counts else "") + f"，得分 {told['score']}"
    )


_HEADINGS = {
    "name": "名称",
    "total": "应办",
    "on_time": "按时办结",
    "done_late": "逾期办结",
    "overdue": "逾期未办",
    "no_fault": "免责",
    "other": "其他",
    "score": "得分",
}


def sheet(place: str, year: int, found: Sequence[Assessed], weights: Weights) -> Ledger:
    """The same as a table for Excel; a score is a number there."""
    rows = []
    for one in found:
        told = judged_row(one, weights)
        score = one.score(weights)
        counts = [int(told[key]) for key in list(_HEADINGS)[1:-1]]
        rows.append((one.name, *counts, None if score is None else round(score, 1)))
    return Ledger(f"{place}{year}年年终考核", tuple(_HEADINGS.values()), tuple(rows), ())
