"""How the description tells of answers that are files."""

from __future__ import annotations

from typing import Any

from reports.sheets import MEDIA_TYPE
from web.downloads import WORD


def _is_file(kind: str, says: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": says, "content": {kind: {"schema": {"type": "string"}}}}}


WORD_FILE = _is_file(WORD, "Word 文件")
EXCEL_FILE = _is_file(MEDIA_TYPE, "Excel 文件")
ZIP_FILE = _is_file("application/zip", "zip 文件")
ANY_FILE = _is_file("application/octet-stream", "文件")
