"""Four invented children for the demo, registered and approved by the demo's invented people."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from care import access, register, zone
from care.keys import Keyring
from care.lifecycle import Basis
from care.register import Application
from obligations.jurisdiction import Jurisdiction
from runtime.clock import today

#: 称呼, 监护人, 需要的支持 and who calls. The telephones are numbers that nobody has.
_CHILDREN = (
    ("例小溪", "例奶奶", "开学前问一问学费", "云溪村·联系人"),
    ("例小山", "例外公", "", "云溪村·联系人"),
    ("例小竹", "例姑姑", "冬衣", "竹坪村·联系人"),
    ("例小晨", "例奶奶", "周末有人陪着写作业", "晨光社区·联系人"),
)


def seed(session: Session, keys: Path, rules: Jurisdiction, now: datetime) -> int:
    """Open the room and fill it, once; return how many. `keys`: the file of the keyring."""
    if rules.plan.caring is None or zone.is_open(session, rules.id):
        return 0
    on, keyring = today(now, rules.zone), Keyring(keys)
    keeper = _person(rules, access.case_post(rules), on)
    zone.open_zone(session, rules, assessment="演示", by=keeper, now=now)
    for n, child in enumerate(_CHILDREN, start=1):
        case = register.register(
            session, keyring, rules, _application(n, child, on), by=keeper, now=now
        )
        head = _person(rules, access.approving_post(rules, keeper, on), on)
        register.approve(session, rules, case.code, by=head, now=now)
    return len(_CHILDREN)


def _application(n: int, child: tuple[str, str, str, str], on: date) -> Application:
    name, guardian, support, contact = child
    return Application(
        contact=contact,
        basis=Basis.CONSENT,
        basis_on=on,
        basis_note=f"演示同意书 {n} 号",
        purpose="每月关爱联系",
        under_14=True,
        told_on=on,
        identity={
            "称呼": name,
            "电话": f"100000000{n:02d}",
            "监护人": guardian,
            "需要的支持": support,
        },
    )


def _person(rules: Jurisdiction, post: str, on: date) -> str:
    found = rules.roster.recipient(post, on)
    return found.name if found else ""
