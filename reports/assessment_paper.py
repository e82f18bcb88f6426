"""年终考核 in words and tables: for the Word file, the page and the Excel file."""

from __future__ import annotations

from obligations.judging import Weights
from reports.assessment import Assessed, Judged
from reports.bulletin import day_words
from reports.figures import Standing
from reports.kinds import Signed, Values
from reports.ledgers import Ledger


def assessment_values(said: Judged, signed: Signed) -> Values:
    """What fills the Word file."""
    return {
        "title": title(said),
        "opening": f"按{said.year}年到期工作的完成情况计算，截至{day_words(said.on.isoformat())}，{_rank(said)}。",
        "units": [judged_row(one, said.weights) for one in said.rows if not one.is_village],
        "villages": [judged_row(one, said.weights) for one in said.rows if one.is_village],
        "villages_text": VILLAGES,
        "how": how_words(said.weights),
        "frozen": signed.frozen,
    }


def title(said: Judged) -> str:
    return f"{said.place}{said.year}年年终考核"


def _rank(said: Judged) -> str:
    return "按得分排列" if said.ranked else "按名册的顺序排列，不排名"


def line_of(said: Judged, subject: str) -> str:
    """The line of the unit or village of that name; "" where it is not assessed."""
    return next((judged_line(one, said.weights) for one in said.rows if one.name == subject), "")


def lines(said: Judged) -> list[str]:
    """A line for each, with its name."""
    return [f"{one.name}：{judged_line(one, said.weights)}" for one in said.rows]


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


def sheet(said: Judged) -> Ledger:
    """The same as a table for Excel; a score is a number there."""
    rows = []
    for one in said.rows:
        told = judged_row(one, said.weights)
        score = one.score(said.weights)
        counts = [int(told[key]) for key in list(_HEADINGS)[1:-1]]
        rows.append((one.name, *counts, None if score is None else round(score, 1)))
    return Ledger(title(said), tuple(_HEADINGS.values()), tuple(rows), ())
