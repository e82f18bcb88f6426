"""Files as people send them, and as nobody should."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PIL import Image

from tasks.evidence.kinds import HAS_LIBMAGIC
from tasks.evidence.limits import Limits
from tasks.evidence.receiving import Stored, receive
from tasks.evidence.store import FolderStore

needs_libmagic = pytest.mark.skipif(not HAS_LIBMAGIC, reason="needs the Debian package libmagic1")

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112  # tags of EXIF
SECRET = b"SECRET-OF-THE-PHONE"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)


def take(store: FolderStore, name: str, content: bytes, **limits: int) -> Stored:
    """Upload `content` under `name`, with the usual limits except those that are given."""
    return receive(store, name, [content], Limits().model_copy(update=limits))


def left_in(store: FolderStore) -> list[Path]:
    """Everything that lies in the store's folder, except its lock."""
    return [p for p in store.folder.rglob("*") if p.is_file() and p.name != "lock"]


def photo(form: str = "JPEG", size: tuple[int, int] = (60, 40), *, orientation: int = 1) -> bytes:
    """A photo, red on the left and blue on the right, with all that a phone says about itself."""
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = picture.getexif()
    exif[MAKE], exif[ORIENTATION] = SECRET.decode(), orientation
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (29.0, 1.0, 2.0)
    to = io.BytesIO()
    more = {"comment": SECRET} if form == "JPEG" else {}
    picture.save(to, form, exif=exif, icc_profile=SECRET, **more)
    return to.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and holds none of them: 300 megapixels in 70 bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    )


def office(main: str = "word/document.xml", parts: Mapping[str, bytes] | None = None) -> bytes:
    """A docx (or pptx, xlsx) as small as can be, with more parts: name to content."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(main, "<document/>")
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return to.getvalue()


def lying(content: bytes, size: int) -> bytes:
    """The same zip, of whose last part the list says that it unpacks to `size` bytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def mp4(brand: bytes = b"isom") -> bytes:
    boxes = ((b"ftyp", brand + bytes(4) + b"isommp42"), (b"moov", bytes(40)), (b"mdat", bytes(400)))
    return b"".join(struct.pack(">I", len(body) + 8) + kind + body for kind, body in boxes)


def wav() -> bytes:
    to = io.BytesIO()
    with wave.open(to, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(bytes(1600))
    return to.getvalue()


def mp3() -> bytes:
    return b"\xff\xfb\x90\x00".ljust(417, b"\0") * 3


#: One good file of each kind.
GOOD = {
    "照片.jpg": photo(),
    "照片.jpeg": photo(),
    "截图.png": photo("PNG"),
    "照片.webp": photo("WEBP"),
    "通知.pdf": PDF,
    "讲稿.docx": office(),
    "课件.pptx": office("ppt/presentation.xml"),
    "名单.xlsx": office("xl/workbook.xml"),
    "记录.txt": "到会十二人。\n".encode(),
    "旧记录.txt": "到会十二人。\n".encode("gb18030"),
    "录音.mp3": mp3(),
    "录音.m4a": mp4(b"M4A "),
    "录像.mp4": mp4(),
    "录音.wav": wav(),
    "录音.amr": b"#!AMR\n" + b"\x3c" + bytes(31),
}


def endless(size: int, begins: bytes = b"") -> Iterator[bytes]:
    """So many bytes, in blocks of one mebibyte that are the same object."""
    block = bytes(1 << 20)
    yield begins
    for _ in range(size // len(block)):
        yield block
