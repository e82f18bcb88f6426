"""YAML with its places: the plain data of a file, and for every value the line it stands on.

Scalars stay text as written: `off` is not false, 2026-02-30 is not yet a date, 020 is not a number.
The models give them their types, and a fault can quote what the clerk wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from obligations.faults import Fault, PlanError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; line and column count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed file. `values` and `keys` map a path such as ("obligations", 3, "due") to its place.

    `faults` are repeated keys and the like: of such an entry the first one counts.
    """

    file: str
    data: Any
    faults: tuple[Fault, ...] = ()
    values: Mapping[Path, Mark] = field(repr=False, default_factory=dict)
    keys: Mapping[Path, Mark] = field(repr=False, default_factory=dict)

    def fault(self, path: Path, message: str, *, at_key: bool = False) -> Fault:
        """A fault at the value (or key) of `path`, or at the nearest place above it."""
        if at_key and (mark := self.keys.get(path)):
            return Fault(self.file, mark.line, mark.column, message)
        for length in range(len(path), -1, -1):
            if mark := self.values.get(path[:length]):
                return Fault(self.file, mark.line, mark.column, message)
        return Fault(self.file, 1, 1, message)


def parse(file: str, text: str) -> Source:
    """Read YAML `text`. Raises PlanError for broken syntax, and for anchors and aliases."""
    try:
        _refuse_tricks(file, text)
        root = yaml.compose(text, Loader=_LOADER)
        if root is None:
            raise PlanError([Fault(file, 1, 1, "文件是空的")])
        reader = _Reader(file)
        data = reader.read(root, ())
    except yaml.MarkedYAMLError as error:
        problem = f"不是有效的 YAML：{_said(error)}"
        raise PlanError([_at(file, _mark(error), problem)]) from error
    except yaml.YAMLError as error:
        raise PlanError([Fault(file, 1, 1, f"不是有效的 YAML：{error}")]) from error
    return Source(file, data, tuple(reader.faults), reader.values, reader.keys)


#: libyaml's parser, which every wheel of PyYAML holds. The one in Python refuses `{课件: files?}`.
_LOADER = yaml.CBaseLoader


def _refuse_tricks(file: str, text: str) -> None:
    """No anchors: a few lines of them can stand for gigabytes. No depths that overflow the parser."""
    depth, found = 0, []
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise PlanError([_at(file, event.start_mark, "一层套一层太深了，请检查括号和缩进")])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            message = "不支持 YAML 的锚点和别名（& 和 *），请把内容写全"
            found.append(_at(file, event.start_mark, message))
    if found:
        raise PlanError(found)


#: How deep entries may lie in one another; a plan needs six.
_DEEPEST = 50
_UNCLOSED = "found unexpected end of stream"

#: What the parser says most often when a clerk has made a slip.
_SLIPS = {
    "mapping values are not allowed": "这里不能再有冒号；文字里有冒号时请加引号",
    "found character that cannot start any token": "这里不能用这个字符；缩进只用空格，@ 或 ` 开头的文字请加引号",
    "could not find expected ':'": "缺少冒号",
    "did not find expected key": "缩进或标点不对，此处应是一个键",
    "did not find expected ',' or": "括号里缺少逗号，或括号没有关上",
    "did not find expected '-' indicator": "列表的缩进不对，此处应以 - 开头",
    "found a tab character": "缩进不能用制表符，请用空格",
    "but found another document": "一个文件里只能有一份内容，请去掉 --- 以下的部分",
    _UNCLOSED: "引号没有关上",
}


def _said(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem or error.context)
    return next((said for slip, said in _SLIPS.items() if problem.startswith(slip)), problem)


def _mark(error: yaml.MarkedYAMLError) -> Any:
    """Where to mend it: an open quotation mark, not the end of the file where it was missed."""
    is_open = str(error.problem).startswith(_UNCLOSED)
    return error.context_mark if is_open and error.context_mark else error.problem_mark


def _at(file: str, mark: Any, message: str) -> Fault:
    """`mark` is PyYAML's or libyaml's place, counted from nought; None where it is not known."""
    return Fault(file, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, message)


class _Reader:
    """Walks the composed nodes once, keeping every place."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.faults: list[Fault] = []

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, n)) for n, item in enumerate(node.value)]
        is_empty = node.value == "" and getattr(node, "style", None) in (None, "")
        return None if is_empty else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(_at(self.file, key_node.start_mark, "键应当是一个词"))
                continue
            key = str(key_node.value)
            if key in found:
                first = self.keys[(*path, key)].line
                message = f"键 {key!r} 重复了，第 {first} 行已经有一个"
                self.faults.append(_at(self.file, key_node.start_mark, message))
                continue
            place = key_node.start_mark
            self.keys[(*path, key)] = Mark(place.line + 1, place.column + 1)
            found[key] = self.read(value_node, (*path, key))
        return found
