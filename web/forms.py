"""Forms as they are sent. Reading one is asynchronous, the pages are not: this stands between them."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Path
from starlette.datastructures import FormData
from starlette.requests import Request

MOST_FIELDS = 2_000  # a month of lessons on one page has some hundred
MOST_FILES = 60
_STRANGE = re.compile(r"[\x00-\x20\\]")  # browsers drop or turn some of these


async def sent_form(request: Request) -> FormData:
    """The form of this request; read before, it is the same one."""
    return await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)


Sent = Annotated[FormData, Depends(sent_form)]


def text(form: FormData, name: str, most: int = 4000) -> str:
    """What stands in a field of text, without blanks around it; empty where there is none."""
    value = form.get(name)
    return _kept(value).strip()[:most] if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> list[str]:
    """What stands in all fields of that name."""
    sent = (_kept(value) for value in form.getlist(name) if isinstance(value, str))
    return [value for value in sent if value.strip()]


def _kept(value: str) -> str:
    """Without what PostgreSQL keeps in no text."""
    return value.replace("\0", "")


def inside(path: str) -> str:
    """`path` where it leads to a page of ours, else the start: nobody is sent elsewhere by a form."""
    ours = path.startswith("/") and not path.startswith("//")
    return path if ours and not _STRANGE.search(path) else "/"


#: The number of a task in an address.
TaskId = Annotated[int, Path(ge=1, le=2**53)]
