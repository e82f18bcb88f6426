"""The package 报送材料: what the tasks before one have brought, ready to be sent on, in one zip.

A cover letter 报送函 in Word, a list, and the files. The plan says to whom (`send_to`). The receipt is the
task's own hand-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from obligations.fields import FieldType
from obligations.jurisdiction import Jurisdiction
from obligations.plan import Obligation
from obligations.wording import bracketed, period_text
from reports import own_templates, zips
from runtime import word
from tasks import plans
from tasks.evidence import names, records
from tasks.evidence.store import Store
from tasks.lifecycle import State
from tasks.tables import HandIn, Task

TEMPLATE = "report-forward.docx"
LETTER, LIST = "报送函.docx", "材料清单.txt"
_LONGEST = 150  # bytes of a file's name


class NothingToForward(LookupError):
    """No package can be made for the task. The message is for whoever asked for it."""


@dataclass(frozen=True, slots=True)
class File:
    """One file; `path` is its place in the zip."""

    id: int
    path: str
    sha256: str
    size: int  #: bytes


@dataclass(frozen=True, slots=True)
class Item:
    """What one task before has brought."""

    task: int
    name: str
    post: str
    on: date
    said: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that is sent on, the first of the chain first."""

    send_to: str
    issuer: str
    place: str
    about: str
    items: tuple[Item, ...]

    @property
    def files(self) -> tuple[File, ...]:
        return tuple(file for item in self.items for file in item.files)

    @property
    def name(self) -> str:
        """What to call the zip."""
        return f"报送{self.send_to}-{self.about}.zip".replace("/", "_")


@dataclass(frozen=True, slots=True)
class ListedItem:
    number: str
    name: str
    post: str
    on: str
    said: str


@dataclass(frozen=True, slots=True)
class ListedFile:
    number: str
    name: str
    item: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What the template has to work with, all of it text."""

    title: str
    send_to: str
    opening: str
    count: str
    items: tuple[ListedItem, ...]
    files: tuple[ListedFile, ...]
    issuer: str
    on: str


SAMPLE = Letter(
    title="关于报送法治讲座资料的函",
    send_to="区普法办",
    opening="现将有关资料报送你办，请查收。",
    count="附材料 1 个。",
    items=(ListedItem("1", "每季度一堂法治讲座", "某学校·法制副校长", "2026年9月10日", "主题"),),
    files=(ListedFile("1", "课件.pptx", "每季度一堂法治讲座"),),
    issuer="平安办",
    on="2026年9月11日",
)


def package(session: Session, rules: Jurisdiction, task: Task) -> Package:
    """What the accepted tasks before `task` have brought, each file once. Raises NothingToForward."""
    duty = plans.duty_of(session, rules, task)
    if not duty.send_to:
        raise NothingToForward(f"“{duty.name}”不用打包报送（方案里没有写 send_to）")
    seen: set[int] = set()
    items = tuple(
        _item(session, plans.duty_of(session, rules, one), one, handed_in, seen)
        for one, handed_in in reversed(list(_before(session, task)))
    )
    if not items:
        raise NothingToForward("上一环节还没有办结，没有可以报送的材料")
    return Package(
        send_to=duty.send_to,
        issuer=task.post,
        place=rules.name,
        about=f"{task.subject}{bracketed([period_text(task.period, task.opens)])}",
        items=items,
    )


def letter(found: Package, on: date, own: Mapping[str, str]) -> bytes:
    """The cover letter; the plan's own template stands in place of ours. Raises TemplateFault."""
    count = f"附材料 {len(found.files)} 个，清单如下。" if found.files else "没有另附文件。"
    named = found.items[0].name
    return render(
        Letter(
            title=f"关于报送{named}资料的函",
            send_to=found.send_to,
            opening=f"现将{found.about}{named}的有关资料报送你办，请查收。",
            count=count,
            items=tuple(_listed_items(found)),
            files=tuple(_listed_files(found)),
            issuer=f"{found.place}{found.issuer}",
            on=_day(on),
        ),
        own,
    )


def render(filled: Letter, own: Mapping[str, str]) -> bytes:
    """Raises TemplateFault."""
    known = [field.name for field in fields(Letter)]
    return word.fill(own_templates.template(TEMPLATE, own), asdict(filled), known)


def pack(found: Package, store: Store, to: Path, on: date, own: Mapping[str, str]) -> None:
    """Write the zip to `to`. Raises TemplateFault, NotPacked: then nothing is written."""
    cover = letter(found, on, own)
    with zips.whole(to) as made:
        zips.add(made, LETTER, cover)
        zips.add(made, LIST, _list(found).encode())
        for file in found.files:
            zips.copy(made, store, file.path, file.sha256, file.size)


def _before(session: Session, task: Task) -> Iterator[tuple[Task, HandIn]]:
    """The accepted tasks that led to this one, the nearest first."""
    parent_id = task.parent_id
    while parent_id:
        parent = session.get_one(Task, parent_id)
        last = select(HandIn).where(HandIn.task_id == parent.id, HandIn.version == parent.version)
        handed_in = session.scalars(last).first()
        if parent.state == State.DONE and handed_in:
            yield parent, handed_in
        parent_id = parent.parent_id


def _item(
    session: Session, duty: Obligation, task: Task, handed_in: HandIn, seen: set[int]
) -> Item:
    """`seen`: the evidence that an item before has brought already; it is extended."""
    named = records.ids_in(duty, handed_in.fields)
    new = [row for row in records.named(session, named) if row.id not in seen]
    seen.update(row.id for row in new)
    return Item(
        task=task.id,
        name=duty.name,
        post=task.post,
        on=task.submitted_on or task.opened_on,
        said="；".join(_said(duty, handed_in)),
        files=tuple(
            File(row.id, _path(row.id, row.name, row.kind), row.sha256, row.size) for row in new
        ),
    )


def _said(duty: Obligation, handed_in: HandIn) -> Iterator[str]:
    for name, kind in duty.hand_in.items():
        value = handed_in.fields.get(name)
        if kind.type is not FieldType.FILES and value not in (None, "", []):
            yield f"{name}：{'、'.join(map(str, value)) if isinstance(value, list) else value}"


def _path(number: int, name: str, kind: str) -> str:
    """`材料/12-课件.pptx`: the number keeps two files of one name apart, and a name is no path."""
    stem = names.split(names.shown(name))[0].encode()[:_LONGEST].decode(errors="ignore")
    return f"材料/{number}-{stem}.{kind}"


def _listed_items(found: Package) -> Iterator[ListedItem]:
    for n, item in enumerate(found.items, 1):
        yield ListedItem(str(n), item.name, item.post, _day(item.on), item.said)


def _listed_files(found: Package) -> Iterator[ListedFile]:
    pairs = ((file, item) for item in found.items for file in item.files)
    for n, (file, item) in enumerate(pairs, 1):
        yield ListedFile(str(n), file.path.removeprefix("材料/"), item.name)


def _list(found: Package) -> str:
    lines = [f"报送{found.send_to}：{found.about}", ""]
    lines += [f"{i.number}. {i.name}　{i.post}　{i.on}　{i.said}" for i in _listed_items(found)]
    lines += ["", f"文件 {len(found.files)} 个（SHA-256）"]
    lines += [f"{file.sha256}  {file.path}" for file in found.files]
    return "\n".join(lines) + "\n"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
