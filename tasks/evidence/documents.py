"""Is a PDF or a text whole, and nothing else besides? What is wrong follows the file's name in a sentence."""

from __future__ import annotations

import codecs
import os
import re
import zipfile
from pathlib import Path

from tasks.evidence.limits import Limits
from tasks.evidence.refusals import EvidenceRefused

_TAIL = 1024  # bytes in which readers look for the end of a PDF (ISO 32000-1, Annex H)
_BLOCK = 1 << 20  # bytes
#: How a page or a program begins. libmagic calls a short one plain text.
_MARKUP = re.compile(rb"\s*(<[a-z!?/]|#!)", re.IGNORECASE)


def check_pdf(file: Path, _limits: Limits) -> None:
    """Raises EvidenceRefused for a PDF that begins late, is cut off, or is a zip as well."""
    with file.open("rb") as opened:
        if opened.read(5) != b"%PDF-":
            raise EvidenceRefused("开头不是 PDF")
        opened.seek(max(0, opened.seek(0, os.SEEK_END) - _TAIL))
        if b"%%EOF" not in opened.read():
            raise EvidenceRefused("不完整，可能没有传完")
        if zipfile.is_zipfile(opened):
            raise EvidenceRefused("既是 PDF 又是压缩包")


def check_text(file: Path, _limits: Limits) -> None:
    """Raises EvidenceRefused for what is neither UTF-8 nor GB 18030, and for pages and programs."""
    with file.open("rb") as opened:
        begins = opened.read(_TAIL).removeprefix(codecs.BOM_UTF8)
    if _MARKUP.match(begins):
        raise EvidenceRefused("是网页或程序，不是文字")
    if not any(_reads_as(file, encoding) for encoding in ("utf-8-sig", "gb18030")):
        raise EvidenceRefused("不是文字（应为 UTF-8 或 GB 18030 编码）")


def _reads_as(file: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with file.open("rb") as opened:
        try:
            while block := opened.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
