"""Secrets that are handed out once and kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets

LENGTH = 32  # random bytes; as URL-safe text 43 characters


def new() -> str:
    """A new secret, fit for a cookie, a form or an address."""
    return secrets.token_urlsafe(LENGTH)


def hashed(secret: str) -> str:
    """What is stored. A random secret needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
