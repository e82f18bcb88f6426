"""Which kinds of file are taken: the extension must be on the list, and the content must be of that kind.

The content is judged by libmagic (Debian package libmagic1). Text in which a browser might find a program
(HTML, SVG) is on no list. Old Office files are not either: they can carry macros that nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from tasks.evidence import documents, packages, recordings
from tasks.evidence.limits import Limits
from tasks.evidence.names import split
from tasks.evidence.refusals import EvidenceRefused

try:
    import magic
except ImportError:  # the wrapper cannot be imported where the library itself is missing
    HAS_LIBMAGIC = False
else:
    HAS_LIBMAGIC = True

NO_LIBMAGIC = "这台服务器暂时不能收文件，请告诉管理员：需要安装 libmagic（Debian、Ubuntu：apt-get install libmagic1）"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
#: libmagic does not look far enough into a zip to tell a docx whose parts lie in another order.
_ZIPS = frozenset({"application/zip", "application/octet-stream"})


class Family(StrEnum):
    PHOTO = "照片"
    DOCUMENT = "文档"
    RECORDING = "录音录像"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `check` raises EvidenceRefused where the file is not whole or not only that."""

    extension: str
    family: Family
    media_type: str  #: as it is given out
    contents: frozenset[str]  #: what libmagic may call it
    check: Callable[[Path, Limits], None]


def _unchecked(_file: Path, _limits: Limits) -> None:
    """Photos are rebuilt from their pixels, which is a check; a broken mp3 still plays."""


def _office(extension: str, name: str, main: str) -> Kind:
    contents = _ZIPS | {f"{_OFFICE}.{name}"}
    media_type = f"{_OFFICE}.{name}"
    return Kind(extension, Family.DOCUMENT, media_type, contents, packages.checking(main))


def _kind(
    extension: str,
    family: Family,
    contents: str,
    check: Callable[[Path, Limits], None] = _unchecked,
) -> Kind:
    """A kind whose contents are names of libmagic, the first being the one it is given out as."""
    names = contents.split()
    return Kind(extension, family, names[0], frozenset(names), check)


_PHOTOS = "image/jpeg image/png image/webp"
_MP4 = "video/mp4 audio/mp4 audio/x-m4a video/x-m4v video/3gpp video/quicktime"
_LIST = (
    # WeChat and its like name photos as they please, so any photo may bear any photo's name.
    _kind("jpg", Family.PHOTO, _PHOTOS),
    _kind("jpeg", Family.PHOTO, _PHOTOS),
    _kind("png", Family.PHOTO, f"image/png {_PHOTOS}"),
    _kind("webp", Family.PHOTO, f"image/webp {_PHOTOS}"),
    _kind("pdf", Family.DOCUMENT, "application/pdf", documents.check_pdf),
    _office("docx", "wordprocessingml.document", "word/document.xml"),
    _office("pptx", "presentationml.presentation", "ppt/presentation.xml"),
    _office("xlsx", "spreadsheetml.sheet", "xl/workbook.xml"),
    _kind("txt", Family.DOCUMENT, "text/plain text/csv", documents.check_text),
    _kind("mp3", Family.RECORDING, "audio/mpeg"),
    _kind("m4a", Family.RECORDING, f"audio/mp4 {_MP4}", recordings.check_mp4),
    _kind("mp4", Family.RECORDING, _MP4, recordings.check_mp4),
    _kind("wav", Family.RECORDING, "audio/x-wav audio/wav", recordings.check_wav),
    _kind("amr", Family.RECORDING, "audio/amr audio/AMR audio/amr-wb", recordings.check_amr),
)
KINDS = {kind.extension: kind for kind in _LIST}
#: For the chooser of a form (HTML's `accept`): named by its type, a photo can come from the camera.
ACCEPT = ",".join(
    dict.fromkeys(
        kind.media_type if kind.family is Family.PHOTO else f".{kind.extension}" for kind in _LIST
    )
)

#: What people have that is not taken, and what they can do about it.
_INSTEAD = {
    "heic": "请在手机相机设置里选“兼容性最佳”，或另存为 jpg",
    "heif": "请在手机相机设置里选“兼容性最佳”，或另存为 jpg",
    "doc": "请另存为 docx 或 pdf",
    "wps": "请另存为 docx 或 pdf",
    "docm": "请另存为不带宏的 docx",
    "ppt": "请另存为 pptx 或 pdf",
    "dps": "请另存为 pptx 或 pdf",
    "pptm": "请另存为不带宏的 pptx",
    "xls": "请另存为 xlsx",
    "et": "请另存为 xlsx",
    "xlsm": "请另存为不带宏的 xlsx",
    "mov": "请另存为 mp4",
    "zip": "请解开后一个一个传",
    "rar": "请解开后一个一个传",
    "7z": "请解开后一个一个传",
}


def kind_of(name: str) -> Kind:
    """The kind a file's name promises. Raises EvidenceRefused for a name that is on no list."""
    extension = split(name)[1]
    if kind := KINDS.get(extension):
        return kind
    does = _INSTEAD.get(extension, f"可以传 {'、'.join(KINDS)}")
    raise EvidenceRefused(f"“{name}”这种文件不收，{does}")


def check(file: Path, name: str, kind: Kind, limits: Limits) -> None:
    """Is the file at `file`, called `name`, what `kind` says? Raises EvidenceRefused."""
    if not _is_of(kind, content_of(file)):
        raise EvidenceRefused(f"“{name}”的内容不是 {kind.extension} 文件，没有收下")
    try:
        kind.check(file, limits)
    except EvidenceRefused as refusal:
        raise EvidenceRefused(f"“{name}”{refusal}，没有收下") from refusal


def _is_of(kind: Kind, content: str) -> bool:
    # libmagic knows many dialects of plain text: a list, a letter, a timetable.
    prose = content.startswith("text/") and content not in ("text/html", "text/xml")
    return content in kind.contents or (kind.extension == "txt" and prose)


def check_ready() -> None:
    """Can files be judged at all? Raises EvidenceRefused that says what to install."""
    if not HAS_LIBMAGIC:
        raise EvidenceRefused(NO_LIBMAGIC)


def content_of(file: Path) -> str:
    """The media type of what is in the file, as libmagic sees it."""
    check_ready()
    return str(magic.from_file(str(file), mime=True))
