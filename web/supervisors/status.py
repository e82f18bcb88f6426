"""系统状态: what `huhang doctor` says, in words; and 更多: the office's pages in one place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import Response

from rounds import health
from rounds.health import Finding
from tasks import queries
from web.caring import exchanged
from web.flow_runs import FlowRuns, PrefectGone
from web.house import House, InHouse
from web.pages import page
from web.rights import MayOversee
from web.roles import Visitor
from web.upstream import ThePrefect, Upstream
from web.wording import moment

router = APIRouter()

EXCHANGE = "/exchange"
#: The office's pages, each with what it is for.
PAGES = (
    ("/reports", "报告", "通报、会议材料、考核：草稿由系统带出，每个数字能点开"),
    ("/papers", "文书", "督办单、通报候选、约谈建议：等人签发的、单位已签收的"),
    ("/assign", "交办", "把一件事交给一个岗位，写明到期日；已经交办的办到哪里了"),
    (
        EXCHANGE,
        "信息交换",
        "一个单位或公安、教委、司法、民政通报另一个单位的：只传编号，另一人批准",
    ),
    ("/runs", "运行记录", "每天的巡检、每项职责的运行；失败和迟到的在最上面"),
    ("/roster", "岗位名册", "谁在哪个岗位、B 岗、空缺；换人，村、学期、停课"),
    ("/deliveries", "投递记录", "发给谁、由哪个渠道、有没有送达"),
    ("/plan", "方案", "方案原样、要留意的地方、各个版本、下一版会改什么"),
    ("/status", "系统状态", "有什么不对、该怎么办"),
)


@router.get("/more")
def more(who: MayOversee, house: InHouse) -> Response:
    with house.database.read() as session:
        found = list(health.of_jurisdiction(session, who.jurisdiction, who.now, with_journal=False))
        exchanges = exchanged.concerns(session, who)
    problems = sum(one.level == "problem" for one in found)
    shown = [one for one in PAGES if one[0] != EXCHANGE or exchanges]
    return page("more.html", who, pages=shown, problems=problems)


@router.get("/status")
def the_status(who: MayOversee, house: InHouse, at: ThePrefect, journal: bool = False) -> Response:
    with house.database.read() as session:
        found = list(_findings(session, house, who, at, journal=journal))
        last = next(iter(queries.last_rounds(session, who.jurisdiction.id, 1)), None)
    return page(
        "status.html",
        who,
        problems=[one for one in found if one.level == "problem"],
        notes=[one for one in found if one.level == "note"],
        last_round=moment(last.started_at, who.jurisdiction, who.on) if last else "",
        journal=journal,
        prefect=at is not None,
    )


def _findings(
    session: Session, house: House, who: Visitor, at: Upstream | None, *, journal: bool
) -> Iterator[Finding]:
    yield from health.of_jurisdiction(session, who.jurisdiction, who.now, with_journal=journal)
    folder = house.database.url.database if house.database.is_sqlite else None
    if folder and Path(folder).is_absolute():
        yield from health.of_space(Path(folder).parent)
    if at is not None and not _answers(at, who):
        says = "流程服务（Prefect）没有应答，定时的巡检不会自己跑"
        yield Finding(
            "problem", "prefect", says, "看 huhang up 是否在运行；可以先在运行记录里手动运行"
        )
    if not len(house.channels):
        says = "没有配置外部渠道，消息只在站内信里"
        yield Finding("note", "channels", says, "在数据文件夹里写 channels.yaml")


def _answers(at: Upstream, who: Visitor) -> bool:
    try:
        FlowRuns(at, who.jurisdiction.id).known()
    except PrefectGone:
        return False
    return True
