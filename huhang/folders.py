"""Plan folders on disk: the one place where the texts of a plan are read from files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from obligations.faults import Fault, PlanError
from obligations.loading import CALENDAR, DEMO, NOTICE, PLAN, ROSTER

_FILES = (PLAN, ROSTER, CALENDAR, NOTICE, DEMO)


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
    for name in _FILES:
        if (folder / name).is_file():
            try:
                texts[name] = (folder / name).read_text(encoding="utf-8-sig")
            except UnicodeDecodeError as error:
                faults.append(_not_utf8(name, error))
    if faults:
        raise PlanError(faults)
    return texts


def roster_file(*, demo: bool) -> str:
    """The name of the roster to load: the real one, or the invented one."""
    return DEMO if demo else ROSTER


def _not_utf8(file: str, error: UnicodeDecodeError) -> Fault:
    read: bytes = error.object[: error.start]
    start_of_line = read.rfind(b"\n") + 1
    column = len(read[start_of_line:].decode("utf-8", "replace")) + 1
    return Fault(file, read.count(b"\n") + 1, column, "文件不是 UTF-8 编码，请另存为 UTF-8")
