"""Who registers, who approves, what may be written, and what becomes of an identity."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from care import identity, moving, queries, register, retention, rotation, zone
from care.keys import KeyGone
from care.lifecycle import Basis, CareRefused, State
from care.tables import CareCase, CareField, CareReading, CareReference
from care.vault import Tampered
from rounds import health
from tasks.tables import JournalRow
from tests.care.room import (
    BAMBOO,
    CALLER,
    CLOUD,
    HEAD,
    KEEPER,
    MARK,
    OTHER,
    START,
    Room,
    application,
)
from tests.care.room import (
    identity as child,
)
from tests.rounds.town import HERE, morning

DAY = timedelta(days=1)
NAMES = ("称呼", "电话")
OCTOBER = date(2026, 10, 9)


def read(room: Room, code: str, by: str, on: date = START, names: tuple[str, ...] = NAMES) -> Any:
    return room.do(
        identity.reveal, on, code, names, purpose="电话联系", by=by, keyring=True
    ).opened()


def test_nobody_calls_before_somebody_else_has_approved(room: Room) -> None:
    case = room.do(register.register, START, application(), by=KEEPER, keyring=True)
    room.round(START)
    assert room.calls(case.code) == []
    with pytest.raises(CareRefused, match="不能批准自己的登记"):
        room.do(register.approve, START, case.code, by=KEEPER)
    room.do(register.approve, START, case.code, by=HEAD)
    room.round(START)
    assert [task.post for task in room.calls(case.code)] == [CLOUD]


def test_a_deputy_who_registered_does_not_approve_as_head(room: Room) -> None:
    """吴例衡 is head of the judicial office and the deputy of its handler."""
    case = room.do(register.register, START, application(), by=KEEPER, keyring=True)
    with room.database.write() as session:
        session.execute(update(CareCase).values(asked_by=HEAD))
    with pytest.raises(CareRefused, match="由平安办批准"):
        room.do(register.approve, START, case.code, by=HEAD)
    room.do(register.approve, START, case.code, by="褚例宁")
    assert room.case(case.code).state == State.ACTIVE


def test_a_registration_that_is_not_approved_leaves_no_identity(room: Room) -> None:
    case = room.do(register.register, START, application(), by=KEEPER, keyring=True)
    room.do(register.refuse, START, case.code, by=HEAD, keyring=True)
    assert room.keyring.cases() == frozenset()
    with room.database.read() as session:
        assert session.scalars(select(CareField)).all() == []


@pytest.mark.parametrize("who", [HEAD, CALLER, "褚例宁", "王例正", ""])
def test_only_the_case_post_registers(lite: Room, who: str) -> None:
    with pytest.raises(CareRefused, match="只有司法所承办岗"):
        lite.do(register.register, START, application(), by=who, keyring=True)
    assert lite.keyring.cases() == frozenset()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"identity": {"称呼": "小溪"}}, "“电话”还没有填"),
        ({"identity": child(1) | {"电话": "110101200801011234"}}, "“电话”应为电话号码"),
        ({"identity": child(1) | {"需要的支持": "身份证 11010120080101123X"}}, "不能有身份证号"),
        ({"identity": child(1) | {"需要的支持": "110101 20080101 1234"}}, "不能有身份证号"),
        ({"identity": child(1) | {"称呼": "小溪110101080101123"}}, "不能有身份证号"),
        ({"identity": child(1) | {"需要的支持": "父亲因盗窃服刑"}}, "不写案情"),
        ({"identity": child(1) | {"监护人": "奶奶13900001111"}}, "不能有长串数字"),
        ({"identity": child(1) | {"住址": "云溪村"}}, "没有“住址”这一项"),
        ({"identity": child(1) | {"需要的支持": "学费" * 40}}, "最多 60 字"),
        ({"agency": "区司法局"}, "要么都填"),
        ({"agency": "区司法局", "agency_ref": "父亲服刑 3 年"}, "不写案情"),
        ({"basis": Basis.STATUTE}, "不满十四周岁的，要有监护人同意"),
        ({"basis_note": " "}, "请写明依据"),
        ({"told_on": date(2026, 9, 2)}, "还没有到"),
        ({"contact": "云溪村·联系员"}, "名册里没有岗位"),
        ({"purpose": "摸底"}, "请选择登记的目的"),
    ],
)
def test_what_does_not_belong_in_the_register_is_refused_without_repeating_it(
    lite: Room, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(CareRefused, match=says) as refused:
        lite.do(register.register, START, application(**change), by=KEEPER, keyring=True)
    assert MARK not in str(refused.value)
    assert "小溪" not in str(refused.value)
    with lite.database.read() as session:
        assert session.scalars(select(CareCase)).all() == []


def test_the_case_post_and_the_childs_contact_read_and_nobody_else(room: Room) -> None:
    code = room.admit()
    assert read(room, code, KEEPER) == {name: child(1)[name] for name in NAMES}
    assert read(room, code, CALLER)["电话"] == child(1)["电话"]
    for who in (HEAD, OTHER, "褚例宁", "王例正", "云溪村", CLOUD, ""):
        with pytest.raises(CareRefused, match="没有这条登记"):
            read(room, code, who)


def test_every_reading_leaves_its_line_and_the_journal_names_no_case(room: Room) -> None:
    code = room.admit()
    read(room, code, CALLER)
    with room.database.read() as session:
        reading = session.scalars(select(CareReading)).one()
        line = session.scalars(select(JournalRow).where(JournalRow.verb == "care_read")).one()
        everything = "".join(row.data + row.verb for row in session.scalars(select(JournalRow)))
    assert (reading.by, reading.post, reading.fields, reading.purpose) == (
        CALLER,
        CLOUD,
        "称呼、电话",
        "电话联系",
    )
    assert line.actor == CALLER
    assert "电话联系" in line.data
    assert code not in everything
    assert MARK not in everything
    assert room.case(code).id not in everything


def test_no_purpose_no_reading(lite: Room) -> None:
    code = lite.admit()
    with pytest.raises(CareRefused, match="请选择查看的目的"):
        lite.do(identity.reveal, START, code, NAMES, purpose="看看", by=KEEPER, keyring=True)
    with lite.database.read() as session:
        assert session.scalars(select(CareReading)).all() == []


def test_a_ciphertext_moved_to_another_case_in_the_database_is_refused(room: Room) -> None:
    first, second = room.admit(1), room.admit(2)
    swapped = room.case(second).id
    with room.database.write() as session:
        fields = {
            f.case_id: f for f in session.scalars(select(CareField).where(CareField.name == "称呼"))
        }
        mine, other = fields[room.case(first).id], fields[swapped]
        mine.sealed, mine.key_id = other.sealed, other.key_id
    with pytest.raises(KeyGone):  # the key of another case is not this one's
        read(room, first, KEEPER)
    with room.database.write() as session:
        mine = session.get_one(CareField, (room.case(first).id, "称呼"))
        mine.key_id = session.get_one(CareField, (room.case(first).id, "电话")).key_id
    with pytest.raises(Tampered):
        read(room, first, KEEPER)


def test_a_reading_that_does_not_open_leaves_its_line_and_is_an_alarm(room: Room) -> None:
    code, other = room.admit(1), room.admit(2)
    with room.database.write() as session:
        name, theirs = (
            session.get_one(CareField, (room.case(one).id, "称呼")) for one in (code, other)
        )
        name.sealed = theirs.sealed
    with pytest.raises(Tampered):
        read(room, code, CALLER)
    room.keyring.destroy(room.case(other).id)
    with pytest.raises(KeyGone):
        read(room, other, KEEPER)
    why = ["密文被改动或移动过", "密钥已更换或销毁"]
    with room.database.read() as session:
        rules = room.rules(session)
        lines = queries.readings(session, rules, morning(START) - DAY, morning(START) + DAY)
        rows = session.scalars(
            select(JournalRow).where(JournalRow.verb == "care_read_failed").order_by(JournalRow.seq)
        ).all()
        alarm = health.alarms(session, rules, morning(START))["reading"]
    assert [(one.by, one.code, one.failed) for one in lines[::-1]] == [
        (CALLER, code, why[0]),
        (KEEPER, other, why[1]),
    ]
    assert [(row.actor, json.loads(row.data)["reason"]) for row in rows] == [
        (CALLER, why[0]),
        (KEEPER, why[1]),
    ]
    for says in (f"{CALLER} 9月1日 07:00 要看而没有打开：{why[0]}", why[1]):
        assert says in alarm
    assert code not in alarm


def test_after_exit_and_the_days_the_plan_gives_the_identity_is_gone_and_the_counts_stay(
    room: Room, tmp_path: Path
) -> None:
    code = room.admit()
    room.round(START)
    room.call(room.calls(code)[0], date(2026, 9, 3))
    before = [(t.period, t.state) for t in room.tasks("care-contact")]
    with room.database.read() as session:
        backup = {f.name: (f.key_id, f.sealed) for f in session.scalars(select(CareField))}
    room.do(moving.end, OCTOBER, code, reason="需求已解决", by=KEEPER)
    with pytest.raises(CareRefused, match="已退出"):
        read(room, code, KEEPER, OCTOBER)

    def keep(on: date) -> int:
        return room.do(retention.keep, on, keyring=True)

    assert keep(date(2027, 1, 6)) == 0
    assert keep(date(2027, 1, 7)) == 1
    assert keep(date(2027, 1, 8)) == 0
    with room.database.read() as session:
        assert session.scalars(select(CareField)).all() == []
        assert session.scalars(select(CareReference)).all() == []
    # A backup of the database: every ciphertext is there, and no key.
    for key_id, _ in backup.values():
        with pytest.raises(KeyGone):
            room.keyring.get(room.case(code).id, key_id)
    assert [(t.period, t.state) for t in room.tasks("care-contact")] == before


def test_new_keys_for_everybody_open_the_same_and_make_the_old_ones_useless(room: Room) -> None:
    codes = [room.admit(n) for n in range(1, 6)]
    with room.database.read() as session:
        old = {
            (f.case_id, f.name): (f.key_id, f.sealed) for f in session.scalars(select(CareField))
        }
    assert rotation.rotate(room.database, room.keyring, HERE).sealed == len(old) == 20
    for n, code in enumerate(codes, start=1):
        assert read(room, code, KEEPER)["称呼"] == child(n)["称呼"]
    for (case_id, _), (key_id, _) in old.items():
        with pytest.raises(KeyGone):
            room.keyring.get(case_id, key_id)


def test_a_rotation_that_died_half_way_is_done_again(room: Room) -> None:
    code = room.admit()
    room.keyring.make(room.case(code).id)  # the new key was made, and nothing sealed with it
    assert read(room, code, KEEPER)["称呼"] == child(1)["称呼"]
    rotation.rotate(room.database, room.keyring, HERE)
    assert read(room, code, KEEPER)["称呼"] == child(1)["称呼"]


def test_a_sealed_room_opens_to_nobody_until_the_one_who_approves_opens_it(room: Room) -> None:
    code = room.admit()
    room.do(zone.seal, START, by="值班员", why="演练")
    for command in (
        lambda: read(room, code, KEEPER),
        lambda: room.admit(2),
        lambda: room.do(moving.change_contact, START, code, BAMBOO, by=KEEPER),
        lambda: room.do(moving.end, START, code, reason="已成年", by=KEEPER),
    ):
        with pytest.raises(CareRefused, match="已封存"):
            command()
    with pytest.raises(CareRefused):
        room.do(zone.unseal, START, by="值班员", why="演练结束")
    room.round(START)
    assert len(room.calls(code)) == 1  # the child is called all the same
    room.do(zone.unseal, START, by=HEAD, why="演练结束")
    assert read(room, code, KEEPER)


def test_keys_that_a_crash_left_behind_are_found(lite: Room) -> None:
    lite.admit()
    lite.keyring.make("f" * 32)
    with lite.database.read() as session:
        assert retention.orphans(session, lite.keyring) == {"f" * 32}
