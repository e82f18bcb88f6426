"""Plan folders on disk: the one place where the texts of a plan are read from files.

A folder can hold `templates/`: of messages (`line.txt.j2`) and of documents (`supervise.docx`, kept in base64).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path

from obligations.faults import Fault, PlanError
from obligations.loading import CALENDAR, DEMO, NOTICE, PLAN, ROSTER, TEMPLATES

_FILES = (PLAN, ROSTER, CALENDAR, NOTICE, DEMO)
_TEXTS, _WORD = ".j2", ".docx"


class PlanFolderError(ValueError):
    """What was named is no plan folder. The message is for the person who named it."""


def read_folder(folder: Path) -> Mapping[str, str]:
    """The texts of a plan folder, file name to content; a file that is not there is left out.

    Raises PlanFolderError when there is no such folder or no plan.yaml in it, PlanError when a file
    is not UTF-8.
    """
    if not folder.is_dir():
        raise PlanFolderError(
            f"找不到方案文件夹 {folder}，应为装有 {PLAN} 的文件夹，如 plans/anwen"
        )
    if not (folder / PLAN).is_file():
        raise PlanFolderError(f"{folder} 里没有 {PLAN}，应为装有 {PLAN} 的文件夹，如 plans/anwen")
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name in (*_FILES, *_templates(folder)):
        if (folder / name).is_file():
            try:
                texts[name] = _read(folder / name)
            except UnicodeDecodeError as error:
                faults.append(_not_utf8(name, error))
    if faults:
        raise PlanError(faults)
    return texts


def _templates(folder: Path) -> Iterator[str]:
    if (folder / TEMPLATES).is_dir():
        for file in sorted((folder / TEMPLATES).iterdir()):
            if file.suffix in (_TEXTS, _WORD) and not file.name.startswith((".", "~")):
                yield TEMPLATES + file.name


def _read(file: Path) -> str:
    if file.suffix == _WORD:
        return base64.b64encode(file.read_bytes()).decode()
    return file.read_text(encoding="utf-8-sig")


def roster_file(*, demo: bool) -> str:
    """The name of the roster to load: the real one, or the invented one."""
    return DEMO if demo else ROSTER


def _not_utf8(file: str, error: UnicodeDecodeError) -> Fault:
    read: bytes = error.object[: error.start]
    start_of_line = read.rfind(b"\n") + 1
    column = len(read[start_of_line:].decode("utf-8", "replace")) + 1
    return Fault(file, read.count(b"\n") + 1, column, "文件不是 UTF-8 编码，请另存为 UTF-8")
