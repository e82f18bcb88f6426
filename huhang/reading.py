"""Texts that somebody copied from elsewhere: an official notice, an arrangement of holidays."""

from __future__ import annotations

import codecs
from pathlib import Path

from huhang.console import Refused

#: What such files are written in; GB 18030 holds GBK and GB 2312.
_CODINGS = ("utf-8-sig", "gb18030")
#: What Windows calls Unicode, and says at the beginning of the file.
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST = 500_000  # bytes; a long notice has 60,000


def read_text(file: Path) -> str:
    """The text of a file in UTF-8, GB 18030 or UTF-16, with plain line ends. Raises Refused for anything else."""
    if not file.is_file():
        raise Refused(f"找不到文件 {file}")
    data = file.read_bytes()
    if len(data) > LONGEST:
        raise Refused(f"{file} 有 {len(data)} 字节，应为不超过 {LONGEST} 字节的纯文本")
    for coding in ("utf-16",) if data.startswith(_UTF_16) else _CODINGS:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if _is_plain(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Refused(f"{file} 不是纯文本（UTF-8 或 GBK），Word、PDF 请先另存为纯文本")


def _is_plain(text: str) -> bool:
    """No control characters but blanks and the ends of lines and pages."""
    return not any((ord(c) < 32 and c not in "\n\r\t\f\v") or c == "\x7f" for c in text)
