"""Sealing and opening one field of one case: AES-256-GCM (NIST SP 800-38D), bound to its place.

The associated data are the case, the field and the key's id: a ciphertext that was swapped, moved to another
case or another column, or sealed with a key that is gone, does not open.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Bytes of a nonce; a new random one for every sealing (SP 800-38D, 8.2.2).
NONCE_BYTES = 12
_PAD = 32  # bytes: a ciphertext's length tells no more than the next multiple


class Tampered(ValueError):
    """A ciphertext that is not what was sealed here: changed, or moved from another place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ciphertext belongs."""

    case_id: str
    field: str

    def bound(self, key_id: str) -> bytes:
        """The associated data. No part can hold the separator: it is not printable."""
        return f"{self.case_id}\x1f{self.field}\x1f{key_id}".encode()


def seal(key: bytes, key_id: str, place: Place, text: str) -> bytes:
    """Nonce and ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, _padded(text.encode()), place.bound(key_id))


def unseal(key: bytes, key_id: str, place: Place, sealed: bytes) -> str:
    """The text again. Raises Tampered."""
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return _unpadded(AESGCM(key).decrypt(nonce, body, place.bound(key_id))).decode()
    except (InvalidTag, ValueError):
        raise Tampered("密文与它的位置不符：被改动过，或是从别处移来的") from None


def _padded(data: bytes) -> bytes:
    """ISO/IEC 7816-4: one bit, then noughts up to the next multiple."""
    marked = data + b"\x80"
    return marked + b"\x00" * (-len(marked) % _PAD)


def _unpadded(data: bytes) -> bytes:
    return data.rstrip(b"\x00")[:-1]
