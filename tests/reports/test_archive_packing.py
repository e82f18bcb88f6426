"""A packed archive: opened with plain zip and JSON, checked, damaged in every way, and checked again."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.archives.contents import Contents
from reports.archives.packing import ArchiveRefused, file_name, pack
from reports.archives.verifying import verify
from tasks.evidence.store import FolderStore
from tests.reports.archived import TERM as TERM_ONE
from tests.reports.archived import archive_of, file_of, item_of

MB = 1 << 20


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "evidence")


@pytest.fixture
def packed(store: FolderStore, tmp_path: Path) -> Path:
    to = tmp_path / "packed.zip"
    pack(archive_of(store), store, to)
    return to


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same zip with other entries."""
    with zipfile.ZipFile(file) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    change(entries)
    with zipfile.ZipFile(file, "w") as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return file


def test_an_archive_holds_a_page_the_files_by_kind_and_a_manifest_of_them_all(packed: Path) -> None:
    with zipfile.ZipFile(packed) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert names[:2] == ["index.html", "manifest.json"]
        assert names[2:] == ["1-备课讲课/000007 讲稿.pdf", "1-备课讲课/000008 照片.pdf"]
        manifest = json.loads(package.read("manifest.json"))
        for one in manifest["files"]:
            content = package.read(one["path"])
            assert len(content) == one["size"]
            assert hashlib.sha256(content).hexdigest() == one["sha256"]
    assert [one["path"] for one in manifest["files"]] == ["index.html", *names[2:]]
    assert manifest["files"][1]["tasks"] == [1]
    assert manifest["files"][1]["hand_ins"] == [101]
    [item] = manifest["items"]
    assert (item["task"], item["hand_in"], item["handed_in"]) == (1, 101, "2026-10-08")


def test_the_page_leads_to_the_files_and_needs_no_network(
    packed: Path,
) -> None:
    with zipfile.ZipFile(packed) as package:
        page = package.read("index.html").decode()
    assert 'href="1-%E5%A4%87%E8%AF%BE%E8%AE%B2%E8%AF%BE/000007%20' in page
    assert "http" not in page
    assert "<script" not in page
    assert "&lt;b&gt;防溺水&lt;/b&gt;" in page
    assert "还没有材料" in page
    assert "2026年第42周" in page


def test_the_same_archive_is_packed_into_the_same_bytes(
    store: FolderStore, tmp_path: Path, packed: Path
) -> None:
    again = tmp_path / "again.zip"
    told = pack(archive_of(store), store, again)
    assert again.read_bytes() == packed.read_bytes()
    assert told.sha256 == verify(again).sha256
    assert pack(archive_of(store, b"%PDF another"), store, again).sha256 != told.sha256


def test_an_archive_that_nobody_touched_is_whole(packed: Path) -> None:
    found = verify(packed)
    assert found.faults == ()
    assert found.files == 3
    assert found.title == "法制教育档案 · 东小学 · 2026-27-T1"
    assert verify(packed, found.sha256).faults == ()


def test_every_kind_of_fault_is_named_with_its_file(packed: Path) -> None:
    def damage(entries: dict[str, bytes]) -> None:
        del entries["1-备课讲课/000007 讲稿.pdf"]
        entries["1-备课讲课/000008 照片.pdf"] = b"TWO"
        entries["index.html"] += b" "
        entries["1-备课讲课/别的.pdf"] = b"x"

    faults = verify(rewritten(packed, damage)).faults
    assert sorted(faults) == [
        "多出来的文件：1-备课讲课/别的.pdf",
        "文件被改过：1-备课讲课/000008 照片.pdf",
        "文件被改过：index.html",
        "缺少文件：1-备课讲课/000007 讲稿.pdf",
    ]


def test_a_manifest_that_was_changed_with_its_file_is_found_by_the_hash_that_was_told(
    packed: Path,
) -> None:
    told = verify(packed).sha256

    def forge(entries: dict[str, bytes]) -> None:
        manifest = json.loads(entries["manifest.json"])
        entries["index.html"] = b"forged"
        manifest["files"][0] |= {
            "sha256": hashlib.sha256(b"forged").hexdigest(),
            "size": len(b"forged"),
        }
        entries["manifest.json"] = json.dumps(manifest).encode()

    forged = rewritten(packed, forge)
    assert verify(forged).faults == ()
    [fault] = verify(forged, told).faults
    assert "整份档案被换过或改过" in fault


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是完整的 zip"),
        (b"PK\x03\x04 no zip at all", "不是完整的 zip"),
    ],
)
def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    [fault] = verify(file).faults
    assert words in fault


def test_an_archive_that_was_cut_off_is_found(packed: Path) -> None:
    packed.write_bytes(packed.read_bytes()[:-30])
    [fault] = verify(packed).faults
    assert "没有传完" in fault


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b"{}",
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"form": "huhang-archive-1", "files": [1]}',
    ],
)
def test_a_manifest_that_is_none_is_a_fault_and_no_crash(packed: Path, manifest: bytes) -> None:
    [fault] = verify(rewritten(packed, lambda e: e.update({"manifest.json": manifest}))).faults
    assert "manifest.json" in fault


def test_a_bit_that_turned_over_is_found(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    content[content.index(b"%PDF one")] ^= 1
    packed.write_bytes(content)
    assert verify(packed).faults == ("文件被改过：1-备课讲课/000007 讲稿.pdf",)


def test_an_entry_that_is_larger_than_it_should_be_is_not_read_to_its_end(packed: Path) -> None:
    """A bomb: sixty megabytes where seventeen bytes were packed."""
    with zipfile.ZipFile(packed) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    entries["1-备课讲课/000008 照片.pdf"] = bytes(60 * MB)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    del entries, content
    tracemalloc.start()
    try:
        assert verify(packed).faults == ("文件被改过：1-备课讲课/000008 照片.pdf",)
        assert tracemalloc.get_traced_memory()[1] < 8 * MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_a_file_that_the_store_lost_or_changed_is_said_and_no_archive_is_left(
    store: FolderStore, tmp_path: Path, damage: str
) -> None:
    found, to = archive_of(store), tmp_path / "out" / "packed.zip"
    to.parent.mkdir()
    digest = found.files[0].sha256
    stored = store.folder / digest[:2] / digest
    stored.unlink() if damage == "lost" else stored.write_bytes(b"%PDF ONE")
    with pytest.raises(ArchiveRefused, match=r"佐证 7“讲稿\.pdf”.*huhang doctor"):
        pack(found, store, to)
    assert list(to.parent.iterdir()) == []


def test_an_archive_that_could_not_be_packed_leaves_the_earlier_one(
    store: FolderStore, packed: Path
) -> None:
    before, found = packed.read_bytes(), archive_of(store)
    shutil.rmtree(store.folder)
    with pytest.raises(ArchiveRefused):
        pack(found, store, packed)
    assert packed.read_bytes() == before


def test_a_hundred_megabytes_are_packed_and_verified_in_little_memory(
    store: FolderStore, tmp_path: Path
) -> None:
    files = [
        file_of(store, n, f"录像{n}.mp4", bytes([n]) * 20 * MB, "1-宣传活动") for n in range(5)
    ]
    made = archive_of(store)
    item = item_of(1, *files)
    kinds = (type(made.kinds[0])("宣传活动", (item,), (), False),)
    found = Contents("a", "档案", "小溪镇", "东小学", TERM_ONE, kinds, None)
    to = tmp_path / "large.zip"
    tracemalloc.start()
    try:
        assert pack(found, store, to).files == 5
        assert verify(to).faults == ()
        assert tracemalloc.get_traced_memory()[1] < 8 * MB
    finally:
        tracemalloc.stop()
    assert to.stat().st_size > 100 * MB


def test_an_archive_for_which_there_is_no_room_is_refused_and_leaves_nothing(
    store: FolderStore, tmp_path: Path
) -> None:
    """The system lets no file grow above 64 KB, and says so as it does of a full disk."""
    found, to = archive_of(store, b"%PDF" + bytes(100_000)), tmp_path / "out" / "archive.zip"
    to.parent.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        with pytest.raises(ArchiveRefused, match="磁盘空间不足"):
            pack(found, store, to)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(to.parent.iterdir()) == []


def test_the_zip_is_called_by_what_it_is(store: FolderStore) -> None:
    assert file_name(archive_of(store)) == "法制教育档案-东小学-2026-27-T1.zip"
