"""The headers with which evidence is given out: always as an attachment, never run in the reader's browser."""

from __future__ import annotations

from urllib.parse import quote

from tasks.evidence.kinds import KINDS
from tasks.evidence.names import split

_SAFE = {
    "X-Content-Type-Options": "nosniff",  # the browser is not to guess another type
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=0, must-revalidate",
}
#: What RFC 8187 lets stand in a value besides letters and digits.
_ATTR = "!#$&+-.^_`|~"


def attachment(name: str, kind: str, sha256: str) -> dict[str, str]:
    """For a file called `name`. RFC 6266: a plain name for old readers, the real one in UTF-8."""
    plain = f"evidence.{split(name)[1] or kind}"
    return _SAFE | {
        "Content-Type": KINDS[kind].media_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTR)}",
        "ETag": f'"{sha256}"',
    }


def thumbnail(sha256: str) -> dict[str, str]:
    """For a thumbnail in a page."""
    return _SAFE | {
        "Content-Type": "image/jpeg",
        "Content-Disposition": "inline",
        "ETag": f'"{sha256}"',
    }
