"""What goes over the wire about archives, ledgers, and what is sent on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from web.api.types import Sheet


class ArchivePlace(Sheet):
    """One archive in one period, and where it is."""

    archive: str
    name: str
    period: str
    label: str
    subject: str
    address: str


class ArchiveFile(Sheet):
    """`path`: its place in the zip."""

    id: int
    name: str
    path: str
    kind: str
    bytes: int
    sha256: str
    address: str


class ArchiveItem(Sheet):
    """What was handed in for one task, once accepted."""

    task: int
    duty: str
    name: str
    period: str
    subject: str
    post: str
    version: int
    handed_in: date
    accepted: date
    fields: Mapping[str, str]
    files: Sequence[ArchiveFile]


class ArchiveMissing(Sheet):
    """A task that would fill the archive and is not closed yet: a list, and no reproach."""

    task: int
    name: str
    period: str
    subject: str
    post: str
    due: date
    state: str


class ArchiveKind(Sheet):
    """One kind of material. `stated`: with the archive itself it was handed in that there is some."""

    name: str
    items: Sequence[ArchiveItem]
    missing: Sequence[ArchiveMissing]
    stated: bool


class Archive(Sheet):
    """`manifest`: the SHA-256 of the zip's manifest as it would be packed now."""

    archive: str
    name: str
    subject: str
    period: str
    first: date
    last: date
    kinds: Sequence[ArchiveKind]
    own: ArchiveItem | None
    manifest: str
    zip: str


class LedgerPlace(Sheet):
    """One duty's ledger, and where it is."""

    duty: str
    name: str
    address: str


class Ledger(Sheet):
    """台账. Each row has a cell for each heading; `count` rows in all; `totals` is empty where there is nothing
    to add up; `next` is the cursor of the following rows, or null."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | float | date | None]]
    totals: Sequence[str | int | float | date | None]
    count: int
    next: str | None
    file: str


class Census(Sheet):
    """Its groups over the units. `missing`: the units that it waits for; before they are in there are no totals."""

    title: str
    period: str
    periods: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int | float | date | None]]
    totals: Sequence[str | int | float | date | None]
    missing: Sequence[str]
    file: str


class PackageItem(Sheet):
    task: int
    name: str
    post: str
    on: date
    said: str
    files: int


class Package(Sheet):
    """What the task's unit sends on. `zip`: the cover letter, the list and the files."""

    send_to: str
    about: str
    items: Sequence[PackageItem]
    zip: str
