"""A sealed field opens at its own place, with its own key, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from care import vault
from care.keys import KeyGone, Keyring
from care.vault import Place, Tampered

HERE = Place("a" * 32, "称呼")


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys.sqlite")


def sealed(keyring: Keyring, text: str = "例小溪") -> tuple[str, bytes, bytes]:
    key_id, key = keyring.make(HERE.case_id)[HERE.case_id]
    return key_id, key, vault.seal(key, key_id, HERE, text)


@pytest.mark.parametrize("text", ["例小溪", "", "x" * 200, "\x00\x80", "尾零\x00"])
def test_what_was_sealed_opens_again(keyring: Keyring, text: str) -> None:
    key_id, key, blob = sealed(keyring, text)
    assert vault.unseal(key, key_id, HERE, blob) == text


def test_a_ciphertext_tells_neither_the_text_nor_its_exact_length(keyring: Keyring) -> None:
    key_id, key, blob = sealed(keyring)
    assert "例小溪".encode() not in blob
    assert len(blob) == len(vault.seal(key, key_id, HERE, "例小小溪溪"))
    assert blob != vault.seal(key, key_id, HERE, "例小溪")


@pytest.mark.parametrize("place", [Place("b" * 32, "称呼"), Place("a" * 32, "电话")])
def test_a_ciphertext_moved_to_another_case_or_field_is_refused(
    keyring: Keyring, place: Place
) -> None:
    key_id, key, blob = sealed(keyring)
    with pytest.raises(Tampered, match="移来"):
        vault.unseal(key, key_id, place, blob)


@pytest.mark.parametrize("at", [0, 20, -1])
def test_a_changed_ciphertext_is_refused(keyring: Keyring, at: int) -> None:
    key_id, key, blob = sealed(keyring)
    changed = bytearray(blob)
    changed[at] ^= 1
    with pytest.raises(Tampered):
        vault.unseal(key, key_id, HERE, bytes(changed))
    with pytest.raises(Tampered):
        vault.unseal(key, key_id, HERE, b"")


def test_a_ciphertext_under_the_name_of_another_key_is_refused(keyring: Keyring) -> None:
    _, key, blob = sealed(keyring)
    with pytest.raises(Tampered):
        vault.unseal(key, "k-0000000000000000", HERE, blob)


def test_an_old_key_opens_until_it_is_forgotten_and_then_never_again(keyring: Keyring) -> None:
    old, key, _ = sealed(keyring)
    new = keyring.make(HERE.case_id)[HERE.case_id]
    assert keyring.current(HERE.case_id) == new
    assert keyring.get(HERE.case_id, old) == key
    keyring.forget(old, new[0])
    with pytest.raises(KeyGone, match="更换或销毁"):
        keyring.get(HERE.case_id, old)
    assert keyring.get(HERE.case_id, new[0]) == new[1]


def test_a_destroyed_key_is_nowhere_in_its_file(keyring: Keyring) -> None:
    _, key, _ = sealed(keyring)
    assert key in keyring.file.read_bytes()
    keyring.destroy(HERE.case_id)
    assert key not in keyring.file.read_bytes()
    assert list(keyring.file.parent.iterdir()) == [keyring.file]
    with pytest.raises(KeyGone, match="销毁"):
        keyring.current(HERE.case_id)


def test_the_keys_are_for_their_owner_alone(keyring: Keyring) -> None:
    sealed(keyring)
    assert keyring.file.stat().st_mode & 0o077 == 0
