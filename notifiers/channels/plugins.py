"""Channels of the installation's own: Python files beside the file of channels, named in it.

    plugins: [sms_example.py]
    urls:
      - examplesms://...

Such a file holds classes that build on Sms, HttpChannel or StrictChannel. docs/channels.md shows one.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from apprise.manager_plugins import NotificationManager

from notifiers.channels.strict import StrictChannel
from notifiers.errors import ChannelsError

_FROM_FILE = "huhang_channel_"


def load(folder: Path, written: Any) -> list[type[StrictChannel]]:
    """The channels of the plugin files named in `written`. Raises ChannelsError with every fault."""
    names = written if isinstance(written, list) else [written] if written else []
    found: list[type[StrictChannel]] = []
    faults: list[str] = []
    for name in names:
        try:
            found += _from_file(folder, str(name))
        except ChannelsError as error:
            faults += [f"插件 {name}：{fault}" for fault in error.faults]
    if faults:
        raise ChannelsError(faults)
    return found


def use(plugins: list[type[StrictChannel]]) -> None:
    """Let Apprise serve their addresses by them. Called again it changes nothing."""
    manager = NotificationManager()  # type: ignore[no-untyped-call]
    for plugin in plugins:
        schemas = set(_schemas(plugin))
        if any(schema not in manager or manager[schema] is not plugin for schema in schemas):
            manager.add(plugin, schemas=schemas, force=True)  # type: ignore[no-untyped-call]


def _from_file(folder: Path, name: str) -> list[type[StrictChannel]]:
    path = folder / name
    if not path.is_file():
        raise ChannelsError(["没有这个文件，它应和渠道文件放在一起"])
    classes = _classes(path.resolve(), path.stat().st_mtime_ns)
    if not classes:
        raise ChannelsError(
            ["里面没有渠道：要有一个建立在 Sms 或 HttpChannel 上、写明 protocol 的类"]
        )
    if taken := [s for one in classes for s in _schemas(one) if _is_taken(s)]:
        raise ChannelsError([f"{s}:// 已有别的渠道在用，请换一个名字" for s in taken])
    return list(classes)


@lru_cache(maxsize=32)
def _classes(path: Path, changed: int) -> tuple[type[StrictChannel], ...]:  # noqa: ARG001  # read anew when it has changed
    spec = importlib.util.spec_from_file_location(_FROM_FILE + path.stem, path)
    if spec is None or spec.loader is None:
        raise ChannelsError(["不是 Python 文件"])
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever a plugin does wrong, its file is named
        line = getattr(error, "lineno", None)
        where = f"第 {line} 行，" if line else ""
        raise ChannelsError([f"不能载入（{where}{type(error).__name__}）"]) from error
    return tuple(_defined(vars(module), module.__name__))


def _defined(names: dict[str, Any], module: str) -> Iterator[type[StrictChannel]]:
    for found in names.values():
        is_ours = isinstance(found, type) and issubclass(found, StrictChannel)
        if is_ours and found.__module__ == module and list(_schemas(found)):
            yield found


def _schemas(plugin: type[StrictChannel]) -> Iterator[str]:
    for written in (plugin.secure_protocol, plugin.protocol):
        if isinstance(written, str):
            yield written
        else:
            yield from written or ()


def _is_taken(schema: str) -> bool:
    """Is it an address of Apprise's or of the house?"""
    manager = NotificationManager()  # type: ignore[no-untyped-call]
    if schema not in manager:
        return False
    return not manager[schema].__module__.startswith(_FROM_FILE)
