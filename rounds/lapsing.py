"""The round's second door to the locked room: what has had its day ends, what is old enough is forgotten, and
the keys are counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from care import exchange, forgetting, retention
from care.keys import Keyring
from obligations.jurisdiction import Jurisdiction
from rounds.health import Finding


def end_what_lapsed(session: Session, rules: Jurisdiction, now: datetime) -> int:
    """End notifications between units past their day, forget what is past its years; return how many."""
    return exchange.expire_due(session, rules, now) + forgetting.forget(session, rules, now)


def of_keys(session: Session, keys: Path) -> Iterator[Finding]:
    """What is wrong between the register and its file of keys. Makes no file where there is none."""
    keyring = Keyring(keys)
    ring = keyring.cases() if keys.exists() else frozenset()
    if lost := len(retention.alive(session) - ring):
        does = "从密钥的备份恢复密钥文件（与数据库分开存放的那一份），位置见 HUHANG_CARE_KEYS"
        yield Finding("problem", "keys", f"关爱登记有 {lost} 条找不到密钥，身份信息打不开", does)
    if ring and (spare := len(retention.orphans(session, keyring))):
        does = "确认没有别的数据库在用这个密钥文件；没有的话可以不管，它打不开任何东西"
        yield Finding("note", "keys", f"密钥文件里有 {spare} 把没有登记的密钥", does)
