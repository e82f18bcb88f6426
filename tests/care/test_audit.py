"""The year's audit pack: what is held and who read what, in counts; nobody is in it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from care import audit, audit_book, identity, moving, requests, retention, zone
from care.audit import Table
from care.lifecycle import CareRefused
from tests.care.room import BAMBOO, CALLER, HEAD, KEEPER, MARK, START, Room

YEAR_END = date(2026, 12, 31)


def lived(room: Room) -> list[str]:
    """A year in the room: three cases, one gone, two readings, one request, a drill."""
    codes = [room.admit(1), room.admit(2, BAMBOO), room.admit(3)]
    for by, what in ((KEEPER, "核对登记"), (CALLER, "电话联系"), (CALLER, "电话联系")):
        room.do(identity.reveal, START, codes[0], ["称呼"], purpose=what, by=by, keyring=True)
    room.do(requests.ask, START, codes[0], "查阅", START, by=KEEPER)
    room.do(moving.end, START, codes[2], reason="迁出本镇", by=KEEPER)
    room.do(retention.keep, YEAR_END, keyring=True)
    room.do(zone.seal, YEAR_END, by="褚例宁", why="演练")
    return codes


def pack(room: Room, by: str = HEAD, year: int = 2026) -> dict[str, Table]:
    found = room.do(audit.audit, YEAR_END, year, by=by)
    return {table.name: table for table in found}


def test_the_pack_says_what_is_held_who_read_it_and_what_was_destroyed(room: Room) -> None:
    lived(room)
    found = pack(room)
    assert found["在库"].rows == (("在册", "监护人同意", "是", 2),)
    assert found["查看"].rows == tuple(
        sorted(
            [
                (CALLER, "云溪村·联系人", "电话联系", 2, 0, 1),
                (KEEPER, "司法所", "核对登记", 1, 0, 1),
            ]
        )
    )
    assert found["销毁"].rows == ((YEAR_END, "迁出本镇", 1),)
    assert [row[:2] for row in found["申请"].rows] == [("查阅", START)]
    assert [row[1:3] for row in found["留痕"].rows] == [
        (KEEPER, "启用"),
        ("褚例宁", "封存"),
        (HEAD, "出年度材料"),
    ]
    assert ("影响评估存放和签字", "办公室 2026—7 号卷，吴例衡签") in found["概况"].rows


def test_no_code_and_nothing_of_an_identity_is_in_the_pack(lite: Room) -> None:
    codes = lived(lite)
    to = io.BytesIO()
    audit_book.write(tuple(pack(lite).values()), to, YEAR_END)
    book = load_workbook(to)
    cells: list[Any] = [cell for sheet in book for row in sheet.values for cell in row if cell]
    assert "吴例衡签" in str(cells)
    assert not [
        cell for cell in cells if any(one in str(cell) for one in (*codes, MARK, "1390000"))
    ]


@pytest.mark.parametrize("person", [CALLER, "褚例宁", "王例正"])
def test_only_the_case_post_and_its_head_get_the_pack(lite: Room, person: str) -> None:
    with pytest.raises(CareRefused, match="只给登记岗和批准人"):
        pack(lite, by=person)


def test_another_year_holds_nothing_of_this_one(lite: Room) -> None:
    lived(lite)
    found = pack(lite, by=KEEPER, year=2025)
    assert (found["查看"].rows, found["销毁"].rows, found["申请"].rows) == ((), (), ())
    with pytest.raises(CareRefused, match="2027 年还没有开始"):
        pack(lite, year=2027)
