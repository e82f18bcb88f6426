"""Photos are rebuilt from their pixels: no place, no camera, no comment, nothing behind the picture is kept.

Phones append films to photos, so bytes behind a picture are no reason to refuse it; they are simply not
part of what is kept.
"""

from __future__ import annotations

import struct
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from tasks.evidence.limits import Limits
from tasks.evidence.refusals import EvidenceRefused

THUMB_SIDE = 320  # pixels
_FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
_QUALITY = {"JPEG": 88, "WEBP": 85}  # of 100: about the size that a phone makes
#: At most so many are decoded at once in one process, whatever the number of uploads: it takes memory.
_TURN = threading.BoundedSemaphore(2)
#: What Pillow's decoders raise on hostile bytes, as seen in its own tests.
_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A photo as it is kept, and its thumbnail (JPEG), as files; `extension` by its content."""

    photo: Path
    thumb: Path
    extension: str


def rebuild(file: Path, folder: Path, name: str, limits: Limits) -> Rebuilt:
    """Write the photo and its thumbnail into `folder`. Raises EvidenceRefused; `name` is for its message."""
    with _TURN:
        picture, form = _decoded(file, name, limits)
        photo, thumb = folder / "photo", folder / "thumb"
        picture.save(photo, form, quality=_QUALITY.get(form, -1))
        picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
        _without_glass(picture).save(thumb, "JPEG", quality=75)
        return Rebuilt(photo, thumb, _FORMATS[form])


def _decoded(file: Path, name: str, limits: Limits) -> tuple[Image.Image, str]:
    """The pixels, upright and with nothing else, and the format they came in."""
    Image.MAX_IMAGE_PIXELS = limits.max_pixels  # Pillow raises at twice as many, before it decodes
    try:
        with Image.open(file, formats=list(_FORMATS)) as opened:
            if opened.width * opened.height > limits.max_pixels:
                raise _too_large(name, limits)
            form = str(opened.format)
            # A JPEG is decoded at half its size where that is enough: in a quarter of the memory.
            opened.draft(None, _fitting(opened.size, limits.photo_side))
            opened.thumbnail((limits.photo_side, limits.photo_side))
            ImageOps.exif_transpose(opened, in_place=True)
            return _only_pixels(opened, form), form
    except Image.DecompressionBombError as error:
        raise _too_large(name, limits) from error
    except EvidenceRefused:
        raise
    except _FAULTS as error:
        raise EvidenceRefused(f"“{name}”不是完整的照片，可能没有传完，没有收下") from error


def _too_large(name: str, limits: Limits) -> EvidenceRefused:
    most = limits.max_pixels // 10_000
    return EvidenceRefused(f"“{name}”像素太多，最多 {most} 万，请缩小或用普通模式重拍，没有收下")


def _fitting(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size in pixels, with its longer side at most `side`."""
    share = min(1.0, side / max(size))
    return max(1, int(size[0] * share)), max(1, int(size[1] * share))


def _only_pixels(picture: Image.Image, form: str) -> Image.Image:
    """A new picture of the same pixels, without `info`: that would be written out again."""
    glass = picture.has_transparency_data and form != "JPEG"
    made = picture.convert("RGBA" if glass else "RGB")
    made.info = {}
    return made


def _without_glass(picture: Image.Image) -> Image.Image:
    """On white paper: JPEG has no transparency."""
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
