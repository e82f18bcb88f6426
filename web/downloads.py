"""Files that are made for whoever asks: always saved, never opened inside a page."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: What RFC 8187 lets stand in a value besides letters and digits.
_ATTR = "!#$&+-.^_`|~"


def word_file(content: bytes, name: str) -> Response:
    """A Word file called `name`. RFC 6266: a plain name for old readers, the real one in UTF-8."""
    return made_file(content, name, WORD)


def made_file(content: bytes, name: str, media_type: str) -> Response:
    """A file called `name`, made for this reader alone."""
    return Response(content, media_type=media_type, headers=headers(name))


def headers(name: str) -> dict[str, str]:
    """The headers of a file called `name`, for whoever sends it in pieces."""
    plain = f"report.{name.rpartition('.')[2]}"
    named = quote(name, safe=_ATTR)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{named}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
