"""New keys for everybody while people read, register and write notes: nobody is turned away, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from care import identity, rotation
from care.keys import Keyring
from care.tables import CareField
from tasks.tables import Task
from tests.care.room import CALLER, KEEPER, START, Room
from tests.care.room import identity as child
from tests.rounds.town import HERE

CASES, TIMES = 6, 8


def look(room: Room, code: str) -> dict[str, str]:
    return room.do(
        identity.reveal,
        START,
        code,
        ("称呼", "电话", "备注"),
        purpose="电话联系",
        by=KEEPER,
        keyring=True,
    ).opened()


def often(what: Callable[[int], object]) -> int:
    """Do it TIMES times, in a thread of its own."""
    for n in range(TIMES):
        what(n)
    return TIMES


def test_new_keys_while_people_read_register_and_write_notes(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    codes = [room.admit(n) for n in range(CASES)]
    room.round(START)
    calls: list[Task] = [room.calls(code)[0] for code in codes]
    written: dict[str, str] = {}
    seen: list[tuple[str, dict[str, str]]] = []

    def read(n: int) -> None:
        code = codes[n % CASES]
        seen.append((code, look(room, code)))

    def write(n: int) -> None:
        at, text = n % CASES, f"第{n}次"
        room.do(identity.note, START, calls[at].id, text, by=CALLER, keyring=True)
        written[codes[at]] = text

    def register(n: int) -> None:
        codes.append(room.admit(CASES + n))

    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(often, one) for one in (read, write, register)]
        sealed = [rotation.rotate(room.database, room.keyring, HERE)]
        while not all(one.done() for one in running):
            sealed.append(rotation.rotate(room.database, room.keyring, HERE))
    assert [one.result() for one in running] == [TIMES] * 3
    assert sealed[0].sealed >= CASES * 4
    assert {one.unread for one in sealed} == {0}
    for code, opened in seen:
        assert opened["称呼"] == child(codes.index(code))["称呼"]
    for n, code in enumerate(codes):
        opened = look(room, code)
        assert (opened.pop("称呼"), opened.pop("电话")) == (child(n)["称呼"], child(n)["电话"])
        assert [*opened.values()] == [text for at, text in written.items() if at == code]


def test_new_keys_wait_for_whoever_is_reading_a_case(room: Room) -> None:
    """Between the look at the ciphertext and the look at its key there must be no other."""
    code = room.admit()
    with ThreadPoolExecutor(1) as threads:
        with room.database.write() as session:
            case = identity.found(session, room.rules(session), code)
            sealed_with = session.get_one(CareField, (case.id, "称呼")).key_id
            rotating = threads.submit(rotation.rotate, room.database, room.keyring, HERE)
            with pytest.raises(TimeoutError):
                rotating.result(timeout=1.0)  # second; it takes a tenth of that when nobody reads
            assert room.keyring.get(case.id, sealed_with)
        assert rotating.result().sealed == len(child(1))
    assert look(room, code)["称呼"] == child(1)["称呼"]


def test_after_new_keys_each_case_has_one_and_nothing_is_sealed_with_another(room: Room) -> None:
    codes = [room.admit(n) for n in range(3)]
    rotation.rotate(room.database, room.keyring, HERE)
    rotation.rotate(room.database, room.keyring, HERE)
    keys = room.keyring.of(*(room.case(code).id for code in codes))
    with room.database.read() as session:
        used = {(one.case_id, one.key_id) for one in session.scalars(select(CareField))}
    assert len(keys) == 3
    assert used == keys.keys()


def test_a_backup_of_the_keys_from_before_opens_nothing_that_was_sealed_since(room: Room) -> None:
    code = room.admit()
    old = room.keyring.file.with_name("old.sqlite")
    old.write_bytes(room.keyring.file.read_bytes())
    rotation.rotate(room.database, room.keyring, HERE)
    assert look(room, code)["称呼"] == child(1)["称呼"]
    room.keyring = Keyring(old)
    with pytest.raises(LookupError, match="密钥已经更换或销毁"):
        look(room, code)


def spoil(room: Room, code: str, name: str, sealed: bytes) -> bytes:
    """Somebody writes other bytes into the database; what stood there."""
    with room.database.write() as session:
        field = session.get_one(CareField, (room.case(code).id, name))
        before, field.sealed = field.sealed, sealed
    return before


def test_a_field_that_was_tampered_with_stops_no_other_and_keeps_its_old_key(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    codes = [room.admit(n) for n in range(5)]
    spoiled, told = codes[1], list[rotation.Unread]()
    before = spoil(room, spoiled, "电话", b"noise")
    old = room.keyring.of(*(room.case(code).id for code in codes))

    def again() -> rotation.Rotated:
        return rotation.rotate(room.database, room.keyring, HERE, told.append)

    for _ in range(2):
        assert again() == rotation.Rotated(sealed=19, unread=1)
    assert told == [rotation.Unread(spoiled, "电话", "密文被改动或移动过")] * 2
    kept = room.keyring.of(*(room.case(code).id for code in codes)).keys() & old.keys()
    assert [case for case, _ in kept] == [room.case(spoiled).id]
    for n, code in enumerate(codes):
        if code != spoiled:
            assert look(room, code)["称呼"] == child(n)["称呼"]
    # Put back from a backup of the database it opens, and the old key can go.
    spoil(room, spoiled, "电话", before)
    assert look(room, spoiled) == {name: child(1)[name] for name in ("称呼", "电话")}
    assert again() == rotation.Rotated(sealed=20, unread=0)
    assert not room.keyring.of(room.case(spoiled).id).keys() & old.keys()
    assert len(room.keyring.of(room.case(spoiled).id)) == 1


def test_a_case_that_lost_its_key_gets_no_other_under_which_the_loss_would_be_hidden(
    room: Room,
) -> None:
    codes, told = [room.admit(n) for n in range(2)], list[rotation.Unread]()
    lost = room.case(codes[0]).id
    room.keyring.destroy(lost)
    done = rotation.rotate(room.database, room.keyring, HERE, told.append)
    assert done == rotation.Rotated(sealed=4, unread=4)
    assert {(one.code, one.why) for one in told} == {(codes[0], "密钥已更换或销毁")}
    assert lost not in room.keyring.cases()


def test_a_line_about_a_call_that_does_not_open_is_listed_without_its_reference(room: Room) -> None:
    code, told = room.admit(), list[rotation.Unread]()
    room.round(START)
    room.do(identity.note, START, room.calls(code)[0].id, "想学画画", by=CALLER, keyring=True)
    with room.database.read() as session:
        [note] = [one.name for one in session.scalars(select(CareField)) if ":" in one.name]
    spoil(room, code, note, b"")
    rotation.rotate(room.database, room.keyring, HERE, told.append)
    assert told == [rotation.Unread(code, "备注", "密文被改动或移动过")]


def test_a_rotation_forgets_no_key_that_another_one_has_just_made(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two at once the second can still fail: what the first has sealed must open then."""
    code = room.admit()
    forget = room.keyring.forget

    def late(*key_ids: str) -> None:
        room.keyring.make(room.case(code).id)  # the other one, which then dies
        forget(*key_ids)

    monkeypatch.setattr(room.keyring, "forget", late)
    rotation.rotate(room.database, room.keyring, HERE)
    assert look(room, code)["称呼"] == child(1)["称呼"]
