"""What is taken and what is refused, clearly, in Chinese, with nothing left behind."""

from __future__ import annotations

import io
import os
import re
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator

import docx
import pytest
from hypothesis import given, strategies
from PIL import Image

from tasks.evidence import kinds
from tasks.evidence.limits import MB, Limits
from tasks.evidence.receiving import arriving, receive
from tasks.evidence.refusals import EvidenceRefused
from tasks.evidence.store import FolderStore
from tests.tasks.evidence import files
from tests.tasks.evidence.files import EXE, GOOD, PDF, SVG, left_in, needs_libmagic, take

pytestmark = needs_libmagic
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")

BAD = {
    "a zip bomb": ("炸弹.docx", files.office(parts={"word/media": bytes(60 * MB)}), "压缩炸弹"),
    "a zip bomb that lies about its size": (
        "炸弹.docx",
        files.lying(files.office(parts={"word/media": bytes(60 * MB)}), 10),
        "不完整或已损坏",
    ),
    "a zip with ten thousand and one parts": (
        "炸弹.pptx",
        files.office("ppt/presentation.xml", {f"p{n}": b"" for n in range(10_000)}),
        "压缩炸弹",
    ),
    "a PNG of 300 megapixels": ("全景.png", files.png_of(20_000, 15_000), "像素太多，最多 6400 万"),
    "a PNG a little too large": ("全景.png", files.png_of(10_000, 6_401), "像素太多"),
    "an SVG with a script": ("标志.svg", SVG, "这种文件不收"),
    "an SVG with a script, named as a photo": ("标志.png", SVG, "内容不是 png"),
    "an SVG with a script, named as text": ("标志.txt", SVG, "内容不是 txt|网页或程序"),
    "a page named as text": ("a.txt", b"<p>a</p><script>alert(1)</script>", "不是 txt"),
    "a page that looks like text": ("a.txt", b"\n <svg onload=alert(1)>", "网页或程序"),
    "an .exe": ("安装.exe", EXE, "这种文件不收"),
    "an .exe named .pdf": ("通知.pdf", EXE, "内容不是 pdf"),
    "an .exe named .pdf.exe, read from right to left": ("通知\u202efdp.exe", EXE, "不收"),
    "a PDF that is a zip as well": ("通知.pdf", PDF + files.office(), "既是 PDF 又是压缩包"),
    "a docx behind a program": ("讲稿.docx", EXE + files.office(), "内容不是 docx|开头不是"),
    "a docx with something behind it": ("讲稿.docx", files.office() + SVG, "损坏"),
    "a docx that is a pptx": (
        "讲稿.docx",
        files.office("ppt/presentation.xml"),
        "Office|不是 docx",
    ),
    "a docx with a macro": (
        "讲稿.docx",
        files.office(parts={"word/vbaProject.bin": b"x"}),
        "带有宏",
    ),
    "a docx that points elsewhere": (
        "讲稿.docx",
        files.office(parts={"../../x": b"x"}),
        "指向别处",
    ),
    "any zip": ("讲稿.zip", files.office(), "解开后一个一个传"),
    "a photo that was cut off": ("照片.jpg", files.photo(size=(900, 900))[:4_000], "没有传完"),
    "a PDF that was cut off": ("通知.pdf", PDF[:-8], "没有传完"),
    "a docx that was cut off": (
        "讲稿.docx",
        files.office(parts={"a": os.urandom(9_000)})[:-500],
        "没有传完",
    ),
    "a film that was cut off": ("录像.mp4", files.mp4()[:-1], "没有传完"),
    "a recording that was cut off": ("录音.wav", files.wav()[:-1], "没有传完"),
    "an empty file": ("通知.pdf", b"", "是空文件"),
    "a photo of an iPhone": ("IMG_1.HEIC", b"\0\0\0\x18ftypheic", "兼容性最佳"),
    "an old Word file": ("讲稿.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为 docx"),
    "a file without an extension": ("通知", PDF, "可以传 jpg、"),
    "bytes named as text": ("记录.txt", b"\xff\xfe\xfd" * 50, "txt|不是文字"),
}


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_on_the_list_is_taken(store: FolderStore, name: str) -> None:
    stored = take(store, name, GOOD[name])
    with store.open(stored.sha256) as kept:
        assert len(kept.read()) == stored.size
    assert stored.name.startswith(name.partition(".")[0])
    assert not list((store.folder / "incoming").iterdir())


def test_what_office_programs_write_is_taken(store: FolderStore) -> None:
    letter, sheet = io.BytesIO(), io.BytesIO()
    docx.Document().save(letter)
    with pytest.importorskip("xlsxwriter").Workbook(sheet) as book:
        book.add_worksheet()
    assert take(store, "信.docx", letter.getvalue()).kind == "docx"
    assert take(store, "表.xlsx", sheet.getvalue()).kind == "xlsx"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_clearly_and_leaves_nothing(store: FolderStore, case: str) -> None:
    name, content, words = BAD[case]
    with pytest.raises(EvidenceRefused, match=words) as refused:
        take(store, name, content)
    assert CHINESE.search(str(refused.value))
    assert left_in(store) == []


def test_a_zip_whose_parts_lie_on_top_of_each_other_is_refused(store: FolderStore) -> None:
    """The list names the same bytes many times: a megabyte that unpacks to a terabyte."""
    content = files.office(parts={"a": os.urandom(50_000)})
    at, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    entry, last = content[at:end], content[end:]
    count, size = 23, (end - content.index(b"PK\x01\x02")) + 20 * len(entry)
    last = last[:8] + count.to_bytes(2, "little") * 2 + size.to_bytes(4, "little") + last[16:]
    with pytest.raises(EvidenceRefused, match="压缩炸弹"):
        take(store, "炸弹.docx", content[:end] + entry * 20 + last)
    assert left_in(store) == []


def test_a_zip_whose_list_is_all_there_is_of_it_is_refused_unread(store: FolderStore) -> None:
    """A list of 11 MB: read into memory it would be a hundred times as much."""
    content = files.office(parts={"a": b"a"})
    at, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    entry, last = content[at:end], content[end:]
    more = 11 * MB // len(entry)
    size = end - content.index(b"PK\x01\x02") + more * len(entry)
    last = last[:12] + size.to_bytes(4, "little") + last[16:]
    tracemalloc.start()
    try:
        with pytest.raises(EvidenceRefused, match="压缩炸弹"):
            receive(store, "a.docx", [content[:end], entry * more, last], Limits())
        assert tracemalloc.get_traced_memory()[1] < 2 * 11 * MB + MB
    finally:
        tracemalloc.stop()


def test_a_film_of_nothing_but_heads_is_refused_without_reading_them_all(
    store: FolderStore,
) -> None:
    content = files.mp4() + (8).to_bytes(4) + b"free"
    with pytest.raises(EvidenceRefused, match="不完整"):
        take(store, "录像.mp4", content + content[-8:] * 20_000)


@given(
    name=strategies.sampled_from(sorted(GOOD)),
    changes=strategies.lists(
        strategies.tuples(strategies.floats(0, 1), strategies.binary(max_size=4)), max_size=5
    ),
)
def test_no_bytes_whatever_end_in_anything_but_a_stored_file_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, name: str, changes: list[tuple[float, bytes]]
) -> None:
    store = FolderStore(tmp_path_factory.getbasetemp() / "any bytes")
    content = bytearray(GOOD[name])
    for place, what in changes:
        at = int(place * len(content))
        content[at : at + len(what)] = what
    try:
        stored = take(store, name, bytes(content))
    except EvidenceRefused:
        assert not list(store.folder.glob("incoming/*"))
    else:
        store.open(stored.sha256).close()


@pytest.mark.parametrize("name", ["../../x.pdf", "/etc/x.pdf", "..\\..\\x.pdf", "a/../../x.pdf"])
def test_the_name_of_an_upload_is_never_a_path(store: FolderStore, name: str) -> None:
    stored = take(store, name, PDF)
    assert stored.name == "x.pdf"
    assert [p.name for p in left_in(store)] == [stored.sha256]
    assert sorted(p.name for p in store.folder.parent.iterdir()) == ["evidence"]


def test_an_upload_that_ends_before_its_announced_length_is_refused(store: FolderStore) -> None:
    with pytest.raises(EvidenceRefused, match="没有传完，请再传一次"):
        receive(store, "通知.pdf", [PDF], Limits(), size=len(PDF) + 1)
    assert left_in(store) == []


def test_a_lost_connection_leaves_nothing(store: FolderStore) -> None:
    def connection() -> Iterator[bytes]:
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(store, "通知.pdf", connection(), Limits())
    assert left_in(store) == []


def test_an_upload_that_is_never_finished_leaves_nothing(store: FolderStore) -> None:
    with arriving(store, "通知.pdf", Limits()) as upload:
        upload.write(PDF)
    assert left_in(store) == []


def test_two_gigabytes_are_refused_at_the_first_byte_too_many_without_memory(
    store: FolderStore,
) -> None:
    limits, sent = Limits(max_bytes=64 * MB), 0

    def counted() -> Iterator[bytes]:
        nonlocal sent
        for block in files.endless(2048 * MB, b"%PDF-1.4\n"):
            sent += len(block)
            yield block

    tracemalloc.start()
    try:
        with pytest.raises(EvidenceRefused, match="太大，一个文件最多 64 MB"):
            receive(store, "录像.pdf", counted(), limits)
        assert tracemalloc.get_traced_memory()[1] < 4 * MB
    finally:
        tracemalloc.stop()
    assert sent <= limits.max_bytes + MB + 9
    assert left_in(store) == []


def test_a_length_announced_as_too_long_is_refused_before_a_byte_is_read(
    store: FolderStore,
) -> None:
    blocks = iter([PDF])
    with pytest.raises(EvidenceRefused, match="最多 200 MB"):
        receive(store, "录像.mp4", blocks, Limits(), size=2048 * MB)
    assert next(blocks) == PDF


@pytest.fixture
def little_room() -> Iterator[None]:
    """The system lets no file grow above 64 KB, and says so as it does of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_leaves_nothing(store: FolderStore, little_room: None) -> None:
    with pytest.raises(EvidenceRefused, match="存储空间不足"):
        take(store, "通知.pdf", PDF + bytes(100_000) + PDF)
    assert left_in(store) == []


def test_a_disk_that_fills_while_a_photo_is_rebuilt_leaves_nothing(
    store: FolderStore, little_room: None
) -> None:
    """The photo fits as it arrived, and not as it is kept."""
    noise = io.BytesIO()
    Image.effect_noise((700, 700), 90).convert("1").save(noise, "PNG")
    assert len(noise.getvalue()) < 64 * 1024
    with pytest.raises(EvidenceRefused, match="存储空间不足"):
        take(store, "扫描.png", noise.getvalue())
    assert left_in(store) == []


def test_without_libmagic_it_is_said_what_to_install(
    store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "HAS_LIBMAGIC", False)
    with pytest.raises(EvidenceRefused, match="apt-get install libmagic1"):
        take(store, "通知.pdf", PDF)
    assert left_in(store) == []


def test_the_house_stands_where_libmagic_is_missing() -> None:
    """Only uploads are refused: everything that imports the room still starts."""
    code = (
        "import sys; sys.modules['magic'] = None\n"
        "from tasks import commands\nfrom tasks.evidence import kinds\nprint(kinds.HAS_LIBMAGIC)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
