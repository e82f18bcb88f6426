"""The file of channels: an ordinary Apprise YAML file whose tags are posts or units.

    urls:
      - mailtos://user:password@smtp.example.org:
          to: office@example.org
          tag: 平安办
      - wecombot://KEY:
          tag: [派出所, 司法所]

Apprise drops what it cannot read and says that all is well, so every entry is counted here. Faults name
the entry, counted from 1, and never quote it: an address is a key.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from apprise import AppriseAsset
from apprise.config import ConfigBase
from apprise.manager_plugins import NotificationManager
from apprise.plugins import NotifyBase
from apprise.utils.parse import GET_SCHEMA_RE

from notifiers.channels.channel import AppriseChannel, Channel, Channels, RobotChannel, tag_of
from notifiers.channels.logs import APPRISE, hush
from notifiers.channels.strict import StrictChannel
from notifiers.channels.wecom import WeComRobot
from notifiers.errors import ChannelsError

#: Our own in place of Apprise's.
STRICT: tuple[type[StrictChannel], ...] = (WeComRobot,)
#: They report a refused message as sent (measured with Apprise 1.13), and we have no strict one yet.
NOT_STRICT = frozenset({"dingtalk", "feishu", "lark", "schan"})

_MAIL = frozenset({"mailto", "mailtos"})
_LABELS = {"mailto": "电子邮件", "mailtos": "电子邮件", "json": "Webhook", "jsons": "Webhook"}


def load(path: Path) -> Channels:
    """The channels of the file at `path`; none where there is no such file.

    Raises ChannelsError with every fault of every entry.
    """
    hush()
    if not path.exists():
        return Channels()
    sheet = _read(path)
    found: list[Channel] = []
    faults: list[str] = []
    for number, entry in enumerate(sheet["urls"], start=1):
        try:
            found.extend(_entry(sheet, entry, number))
        except ChannelsError as error:
            faults += [f"{path.name} 第 {number} 项：{fault}" for fault in error.faults]
    if faults:
        raise ChannelsError(faults)
    return Channels(found)


def _read(path: Path) -> dict[str, Any]:
    """The file as YAML. Raises ChannelsError that names the line and quotes nothing."""
    try:
        sheet = yaml.safe_load(path.read_text("utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ChannelsError([f"{path.name}:{line}: 不是正确的 YAML"]) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise ChannelsError([f"{path.name}: 不是 UTF-8 的 YAML 文件"]) from None
    if not isinstance(sheet, dict) or not isinstance(sheet.get("urls"), list):
        raise ChannelsError([f"{path.name}: 应有 urls:，下面每项写一个渠道"])
    if sheet.get("include"):
        raise ChannelsError([f"{path.name}: 不支持 include，请把渠道都写在这个文件里"])
    return sheet


def _entry(sheet: dict[str, Any], entry: Any, number: int) -> Iterator[Channel]:
    """The channels of one entry: usually one, several where it lists variants."""
    if wrong := list(dict.fromkeys(_wrong_tags(sheet, entry))):
        raise ChannelsError(wrong)
    asset = AppriseAsset(app_id="Huhang", app_desc="护航", http_redirects=False)
    plugins = _plugins(sheet, entry, asset)
    if len(plugins) != _expected(entry):
        raise ChannelsError(["Apprise 读不懂这一项，请核对渠道类型和写法"])
    for variant, plugin in enumerate(plugins, start=1):
        yield _channel(plugin, asset, number, variant if len(plugins) > 1 else 0)


def _plugins(sheet: dict[str, Any], entry: Any, asset: AppriseAsset) -> list[NotifyBase]:
    """What Apprise makes of this entry alone."""
    _use_strict()
    alone = yaml.safe_dump({**sheet, "urls": [entry]}, allow_unicode=True)
    with _silence():
        servers, _ = ConfigBase.config_parse_yaml(alone, asset=asset)
    return [server for server in servers if isinstance(server, NotifyBase)]


def _channel(plugin: NotifyBase, asset: AppriseAsset, number: int, variant: int) -> Channel:
    schema = str(plugin.schema)
    if schema in NOT_STRICT:
        raise ChannelsError([f"{schema} 会把失败报为成功，暂不支持"])
    tags = frozenset(str(tag) for tag in plugin.tags)
    if not tags:
        raise ChannelsError(["没有写 tag（岗位或单位），不知道给谁用"])
    place = f"第 {number} 项" + (f"之 {variant}" if variant else "")
    if isinstance(plugin, StrictChannel):
        return RobotChannel(f"{plugin.label}（{place}）", tags, plugin)
    # The outbox retries, and counts a failure as one: nothing in the address may hide it.
    plugin.redirects, plugin.optional, plugin.retry = False, False, 0
    if schema in _MAIL:
        plugin.request_rate_per_sec = 0  # the mail server sets its own pace
    label = _LABELS.get(schema, str(plugin.service_name))
    return AppriseChannel(f"{label}（{place}）", tags, plugin, asset)


def _use_strict() -> None:
    manager = NotificationManager()  # type: ignore[no-untyped-call]
    for plugin in STRICT:
        if manager[plugin.secure_protocol] is not plugin:
            manager.add(plugin, force=True)  # type: ignore[no-untyped-call]


@contextmanager
def _silence() -> Iterator[None]:
    """While it reads, Apprise logs what it drops, keys included; we say it ourselves."""
    logger = logging.getLogger(APPRISE)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _expected(entry: Any) -> int:
    """How many channels an entry stands for."""
    tokens = next(iter(_under_address(entry)), None)
    return len(tokens) if isinstance(tokens, list) else 1


def _under_address(entry: Any) -> Iterator[Any]:
    """What is written under the entry's address."""
    if isinstance(entry, dict):
        yield from (value for key, value in entry.items() if GET_SCHEMA_RE.match(str(key)))


def _wrong_tags(sheet: dict[str, Any], entry: Any) -> Iterator[str]:
    for tag in _written_tags(sheet, entry):
        if ":" in tag:
            yield f"标签 {tag!r} 里不能有冒号"
        elif tag_of(tag) != tag.lower():
            yield f"标签 {tag!r} 里不能有空格和分隔符，请写成 {tag_of(tag)!r}"


def _written_tags(sheet: dict[str, Any], entry: Any) -> Iterator[str]:
    """The tags as they were written, wherever Apprise looks for them."""
    places = [sheet, entry]
    for tokens in _under_address(entry):
        places.extend(tokens if isinstance(tokens, list) else [tokens])
    for place in places:
        if isinstance(place, dict):
            written = place.get("tag", place.get("tags"))
            yield from _each_tag(written)


def _each_tag(written: Any) -> Iterator[str]:
    if isinstance(written, list):
        yield from (str(tag) for tag in written)
    elif written is not None:
        yield from str(written).replace(",", " ").replace("，", " ").replace(";", " ").split()
