"""After exit and the days that are kept an identity is nowhere: not in the files, and in no backup that opens."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from care import identity, moving, queries, register, retention
from care.keys import KeyGone
from care.lifecycle import CareRefused
from care.tables import CareCase, CareField
from rounds import caring
from runtime.database import Database
from tests.care.room import HEAD, KEEPER, START, Room, application
from tests.care.room import identity as child
from tests.rounds.town import HERE, morning

OCTOBER = date(2026, 10, 9)
GONE = OCTOBER + timedelta(90)
AGENCY, PAPER = "云溪派出所", "例卷0042"


def admit(room: Room, n: int) -> str:
    asked = application(n, agency=AGENCY, agency_ref=f"{PAPER}-{n}")
    case = room.do(register.register, START, asked, by=KEEPER, keyring=True)
    room.do(register.approve, START, case.code, by=HEAD)
    return str(case.code)


def file_of(room: Room) -> Path:
    return Path(str(room.database.url.database))


def files(room: Room) -> dict[str, bytes]:
    """The database, its WAL and the keys, as they lie on the disk."""
    beside = [*file_of(room).parent.glob("database.sqlite*"), room.keyring.file]
    return {path.name: path.read_bytes() for path in beside}


def sealed(room: Room, code: str) -> list[tuple[str, str, bytes]]:
    with room.database.read() as session:
        wanted = select(CareField).where(CareField.case_id == room.case(code).id)
        return [(one.name, one.key_id, one.sealed) for one in session.scalars(wanted)]


def end(room: Room, code: str) -> None:
    room.do(moving.end, OCTOBER, code, reason="需求已解决", by=KEEPER)
    assert room.do(retention.keep, GONE, keyring=True) == 1


def test_nothing_of_it_is_left_in_any_file_once_the_wal_is_written_back(lite: Room) -> None:
    code, stays = admit(lite, 1), admit(lite, 2)
    _, secret = lite.keyring.current(lite.case(code).id)
    before = [blob for _, _, blob in sealed(lite, code)]
    assert secret in lite.keyring.file.read_bytes()
    end(lite, code)
    with closing(sqlite3.connect(file_of(lite))) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name, data in files(lite).items():
        assert secret not in data, name
        assert [blob for blob in before if blob in data] == [], name
        assert f"{PAPER}-1".encode() not in data, name
    assert f"{PAPER}-2".encode() in files(lite)["database.sqlite"]
    assert len(sealed(lite, stays)) == 4


def test_a_backup_with_every_ciphertext_opens_nothing_once_the_key_is_gone(
    lite: Room, tmp_path: Path
) -> None:
    code = admit(lite, 1)
    lite.round(START)
    with (
        closing(sqlite3.connect(file_of(lite))) as db,
        closing(sqlite3.connect(tmp_path / "backup.sqlite")) as copy,
    ):
        db.backup(copy)
    end(lite, code)
    restored = Room(Database(f"sqlite:///{tmp_path / 'backup.sqlite'}"), lite.keyring)
    assert len(sealed(restored, code)) == 4
    with pytest.raises(KeyGone):
        restored.do(
            identity.reveal,
            OCTOBER,
            code,
            ("称呼",),
            purpose="电话联系",
            by=KEEPER,
            keyring=True,
        ).opened()
    restored.database.dispose()


def test_the_counts_of_past_months_are_what_they_were(room: Room) -> None:
    code, _ = admit(room, 1), admit(room, 2)
    room.round(START)
    for task in room.tasks("care-contact"):
        room.call(task, date(2026, 9, 3))
    before = [(t.period, t.state, t.submitted_on) for t in room.tasks("care-contact")]
    room.round(OCTOBER)
    end(room, code)
    after = [(t.period, t.state, t.submitted_on) for t in room.tasks("care-contact")]
    assert after[:2] == before
    with room.database.read() as session:
        assert queries.counts(session, room.rules(session), GONE).registered == 1
        assert len(session.scalars(select(CareCase)).all()) == 2


def test_a_registration_that_is_refused_leaves_neither_identity_nor_where_its_papers_are(
    room: Room,
) -> None:
    asked = application(1, agency=AGENCY, agency_ref=PAPER)
    case = room.do(register.register, START, asked, by=KEEPER, keyring=True)
    room.do(register.refuse, START, case.code, by=HEAD, keyring=True)
    left = room.case(case.code)
    assert (left.basis_note, left.agency, left.agency_ref) == ("", "", "")
    assert room.keyring.cases() == frozenset()


def test_nothing_is_noted_any_more_of_a_child_that_has_left(room: Room) -> None:
    code = admit(room, 1)
    room.round(START)
    call = room.calls(code)[0]
    room.do(moving.end, START, code, reason="已成年", by=KEEPER)
    with pytest.raises(CareRefused, match="已退出"):
        room.do(identity.note, START, call.id, "周末打", by=KEEPER, keyring=True)


def test_a_registration_on_its_way_shows_no_identity_to_who_prints_it() -> None:
    shown = repr(application(1)) + repr([application(2)])
    assert not any(text in shown for n in (1, 2) for text in child(n).values())


def test_the_round_that_destroys_an_identity_leaves_nothing_of_it_in_the_log(lite: Room) -> None:
    """The pointer to the agency is no identity and not sealed; it goes with the rest."""
    code = admit(lite, 1)
    room_log = file_of(lite).with_name("database.sqlite-wal")
    lite.do(moving.end, OCTOBER, code, reason="需求已解决", by=KEEPER)
    assert PAPER.encode() in room_log.read_bytes()
    assert caring.keep(lite.database, HERE, lite.keyring.file, morning(GONE)) == 1
    assert all(PAPER.encode() not in content for content in files(lite).values())
