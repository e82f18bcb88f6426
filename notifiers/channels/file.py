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
from apprise.plugins import NotifyBase

from notifiers.channels import entries, plugins, terms
from notifiers.channels.channel import AppriseChannel, Channel, Channels, OwnChannel
from notifiers.channels.dingtalk import DingTalkRobot
from notifiers.channels.feishu import FeishuRobot
from notifiers.channels.logs import APPRISE, hush
from notifiers.channels.mail import Mail
from notifiers.channels.strict import StrictChannel
from notifiers.channels.webhook import SignedWebhook
from notifiers.channels.wecom import WeComRobot
from notifiers.errors import ChannelsError

#: Our own, beside Apprise's or in place of them.
STRICT: tuple[type[StrictChannel], ...] = (
    WeComRobot,
    DingTalkRobot,
    FeishuRobot,
    SignedWebhook,
    Mail,
)
#: They report a refused message as sent (measured with Apprise 1.13), and we have no strict one yet.
NOT_STRICT = frozenset({"lark", "schan"})

_LABELS = {"json": "Webhook", "jsons": "Webhook"}


def load(path: Path, address: str = "") -> Channels:
    """The channels of the file at `path`; none where there is no such file. `address`: see Channels.

    Raises ChannelsError with every fault of every entry.
    """
    hush()
    if not path.exists():
        return Channels(address=address)
    sheet = _read(path)
    plugins.use([*STRICT, *_own_plugins(path, sheet)])
    found: list[Channel] = []
    faults: list[str] = []
    for number, entry in enumerate(sheet["urls"], start=1):
        try:
            found.extend(_entry(sheet, entry, number))
        except ChannelsError as error:
            faults += [f"{path.name} 第 {number} 项：{fault}" for fault in error.faults]
    if faults:
        raise ChannelsError(faults)
    return Channels(found, address)


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


def _own_plugins(path: Path, sheet: dict[str, Any]) -> list[type[StrictChannel]]:
    try:
        return plugins.load(path.parent, sheet.get("plugins"))
    except ChannelsError as error:
        raise ChannelsError([f"{path.name} {fault}" for fault in error.faults]) from error


def _entry(sheet: dict[str, Any], entry: Any, number: int) -> Iterator[Channel]:
    """The channels of one entry: usually one, several where it lists variants."""
    if wrong := entries.wrong_tags(sheet, entry):
        raise ChannelsError(wrong)
    asset = AppriseAsset(app_id="Huhang", app_desc="护航", http_redirects=False)
    found, written = _plugins(sheet, entry, asset), entries.own_terms(entry)
    if len(found) != len(written):
        raise ChannelsError(["Apprise 读不懂这一项，请核对渠道类型和写法"])
    several = len(found) > 1
    for variant, (plugin, own) in enumerate(zip(found, written, strict=True), start=1):
        place = f"第 {number} 项" + (f"之 {variant}" if several else "")
        yield _channel(plugin, own, asset, place)


def _plugins(sheet: dict[str, Any], entry: Any, asset: AppriseAsset) -> list[NotifyBase]:
    """What Apprise makes of this entry alone."""
    alone = {**sheet, "urls": [entries.for_apprise(entry)]}
    with _silence():
        servers, _ = ConfigBase.config_parse_yaml(
            yaml.safe_dump(alone, allow_unicode=True), asset=asset
        )
    return [server for server in servers if isinstance(server, NotifyBase)]


def _channel(plugin: NotifyBase, own: dict[str, Any], asset: AppriseAsset, place: str) -> Channel:
    schema = str(plugin.schema)
    if schema in NOT_STRICT:
        raise ChannelsError([f"{schema} 会把失败报为成功，暂不支持"])
    tags = frozenset(str(tag) for tag in plugin.tags)
    if not tags:
        raise ChannelsError(["没有写 tag（岗位或单位），不知道给谁用"])
    said = terms.read(own, tags)
    if isinstance(plugin, StrictChannel):
        return OwnChannel(f"{plugin.label}（{place}）", said, plugin)
    # The outbox retries, and counts a failure as one: nothing in the address may hide it.
    plugin.redirects, plugin.optional, plugin.retry = False, False, 0
    label = _LABELS.get(schema, str(plugin.service_name))
    return AppriseChannel(f"{label}（{place}）", said, plugin, asset)


@contextmanager
def _silence() -> Iterator[None]:
    """While it reads, Apprise logs what it drops, keys included; we say it ourselves."""
    logger = logging.getLogger(APPRISE)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
