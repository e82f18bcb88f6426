"""A file of the plan folder changed in one place, and everything else left as the office wrote it.

Comments and order stay: what changes is the text of one value. Pure, as this whole room is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from obligations.source import Path

#: Text that needs no quotes in a flow of YAML.
_PLAIN = re.compile(r"[\w·（）《》、“”．.][\w·（）《》、“”．.\-]*")


def put(text: str, path: Path, value: Any) -> str:
    """`text` with `value` at `path`: in the place of what stands there, or as a new key of its entry."""
    root = _compose(text)
    if (found := _find(root, path)) is not None:
        return _replaced(text, found, flow(value))
    parent, key = _find(root, path[:-1]), path[-1]
    if not isinstance(parent, yaml.MappingNode) or not isinstance(key, str):
        raise LookupError(path)  # noqa: TRY004  # there is no such place
    return _with_key(text, parent, key, flow(value))


def append(text: str, path: Path, value: Any) -> str:
    """`text` with one more entry in the list at `path`, which need not be there yet."""
    found = _find(_compose(text), path)
    if found is None:
        return put(text, path, [value])
    if not isinstance(found, yaml.SequenceNode):
        return _replaced(text, found, f"[{_written(text, found)}, {flow(value)}]")
    if found.flow_style or not found.value:
        end = text.rindex("]", found.start_mark.index, found.end_mark.index)
        inside = text[found.start_mark.index + 1 : end].strip()
        return text[:end] + (", " if inside else "") + flow(value) + text[end:]
    last = found.value[-1]
    end = _line_end(text, _end(text, last))
    return f"{text[:end]}\n{' ' * found.start_mark.column}- {flow(value)}{text[end:]}"


def flow(value: Any) -> str:
    """A value on one line of YAML: `{person: 钱例川, from: 2026-10-01}`."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
        case bool():
            return "true" if value else "false"
        case str():
            return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
        case Sequence():
            return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


def _compose(text: str) -> yaml.Node:
    root: yaml.Node | None = yaml.compose(text, Loader=yaml.CBaseLoader)
    if root is None:
        raise LookupError(())
    return root


def _find(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            return None
    return node


def _end(text: str, node: yaml.Node) -> int:
    """Where the node's own text ends; the parser counts the blanks and comments behind it to it."""
    if isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        start, end = node.start_mark.index, node.end_mark.index
        return int(start + len(text[start:end].rstrip()))
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, yaml.MappingNode) else last)


def _written(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : _end(text, node)]


def _replaced(text: str, node: yaml.Node, written: str) -> str:
    return text[: node.start_mark.index] + written + text[_end(text, node) :]


def _with_key(text: str, parent: yaml.MappingNode, key: str, written: str) -> str:
    if parent.flow_style:
        end = text.rindex("}", parent.start_mark.index, parent.end_mark.index)
        return f"{text[:end]}, {key}: {written}{text[end:]}"
    if parent.start_mark.column == 0:
        return f"{text.rstrip()}\n\n{key}: {written}\n"
    end = _line_end(text, _end(text, parent.value[0][1]))
    return f"{text[:end]}\n{' ' * parent.start_mark.column}{key}: {written}{text[end:]}"


def _line_end(text: str, at: int) -> int:
    """The end of the line that `at` is in: a comment there belongs to it."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end
