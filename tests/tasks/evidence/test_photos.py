"""A photo is kept as its pixels, upright, and with nothing that the phone said about itself."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tasks.evidence.store import FolderStore
from tests.tasks.evidence import files
from tests.tasks.evidence.files import SECRET, needs_libmagic, photo, take

pytestmark = needs_libmagic


def kept(store: FolderStore, sha256: str) -> bytes:
    with store.open(sha256) as opened:
        return opened.read()


def is_red(pixel: object) -> bool:
    red, _, blue = pixel[:3]  # type: ignore[index]
    return bool(red > 200 and blue < 60)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_camera_comment_and_profile_are_gone(store: FolderStore, form: str) -> None:
    sent = photo(form)
    assert SECRET in sent
    stored = take(store, f"照片.{form.lower()}", sent)
    for content in (kept(store, stored.sha256), kept(store, stored.thumb)):
        assert SECRET not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert not picture.getexif()
            assert not {"exif", "comment", "icc_profile", "xmp"} & set(picture.info)


def test_what_stands_behind_the_picture_is_not_kept(store: FolderStore) -> None:
    """A photo that is a zip or a page as well; phones append films."""
    stored = take(store, "照片.jpg", photo() + files.office() + files.SVG)
    assert b"PK\x03\x04" not in kept(store, stored.sha256)
    assert b"<script>" not in kept(store, stored.sha256)


def test_a_photo_taken_sideways_is_kept_upright(store: FolderStore) -> None:
    """Orientation 6: the top of the scene is on the right of the pixels."""
    stored = take(store, "照片.jpg", photo(size=(60, 40), orientation=6))
    with Image.open(io.BytesIO(kept(store, stored.sha256))) as picture:
        assert picture.size == (40, 60)
        assert is_red(picture.getpixel((20, 5)))
        assert not is_red(picture.getpixel((20, 55)))


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_large_photo_is_kept_smaller_and_whole(store: FolderStore, form: str) -> None:
    sent = photo(form, size=(6000, 4500))
    stored = take(store, f"全景.{form.lower()}", sent, photo_side=2000)
    with Image.open(io.BytesIO(kept(store, stored.sha256))) as picture:
        assert max(picture.size) == 2000
        assert abs(picture.width / picture.height - 4 / 3) < 0.01
        assert is_red(picture.getpixel((20, 300)))
        assert not is_red(picture.getpixel((1980, 300)))
    with Image.open(io.BytesIO(kept(store, stored.thumb))) as thumb:
        assert max(thumb.size) == 320


def test_a_photo_under_another_photos_name_is_called_what_it_is(store: FolderStore) -> None:
    stored = take(store, "mmexport.jpg", photo("WEBP"))
    assert (stored.kind, stored.name) == ("webp", "mmexport.webp")


def test_a_photo_with_glass_and_one_in_grey_are_taken(store: FolderStore) -> None:
    for name, mode in (
        ("章.png", "RGBA"),
        ("章.png", "P"),
        ("章.png", "LA"),
        ("旧.jpg", "L"),
        ("印.jpg", "CMYK"),
    ):
        to = io.BytesIO()
        Image.new(mode, (30, 30)).save(to, "JPEG" if name.endswith("jpg") else "PNG")
        assert take(store, name, to.getvalue()).thumb


def test_the_same_photo_sent_twice_is_kept_once(store: FolderStore) -> None:
    assert take(store, "一.jpg", photo()).sha256 == take(store, "二.jpg", photo()).sha256
    assert len(list(store.entries())) == 2  # the photo and its thumbnail
