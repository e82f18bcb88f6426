"""The name of an upload: shown to people and never used as a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120  # characters; file systems of those who download take 255 bytes
_SLASHES = re.compile(r"[/\\]")
_STRANGE = re.compile(r'[<>:"|?*]')  # no Windows file may be called that
_UNSEEN = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Zl",
    "Zp",
)  # also what turns the reading order: cod.exe, exe.doc


def shown(name: str) -> str:
    """The last part of a name, without what cannot be seen; "文件" where nothing is left."""
    last = _SLASHES.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in last if unicodedata.category(c) not in _UNSEEN)
    stem, extension = split(_STRANGE.sub("_", seen).strip(" ."))
    return f"{stem[: LONGEST - 10].strip() or '文件'}{'.' if extension else ''}{extension[:9]}"


def split(name: str) -> tuple[str, str]:
    """The stem and the extension in small letters, without its dot: ("讲座", "pptx")."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension.lower()) if dot else (name, "")


def with_extension(name: str, extension: str) -> str:
    """The same name, called what it is."""
    return f"{split(name)[0]}.{extension}"
