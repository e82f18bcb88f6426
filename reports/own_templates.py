"""The Word templates of reports: ours, or a plan's own in their place."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from importlib.resources import files

from runtime.word import TemplateFault


def known() -> tuple[str, ...]:
    """The names of the templates that a plan can put its own in place of."""
    folder = files("reports") / "templates"
    return tuple(sorted(file.name for file in folder.iterdir() if file.name.endswith(".docx")))


def template(name: str, own: Mapping[str, str]) -> bytes:
    """The plan's own template of that name (base64), else ours. Raises TemplateFault."""
    if name not in own:
        return (files("reports") / "templates" / name).read_bytes()
    try:
        return base64.b64decode(own[name], validate=True)
    except binascii.Error:
        raise TemplateFault("不是 Word 文件（.docx）") from None
