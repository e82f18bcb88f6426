"""A channel: one entry of the file of channels, found by the post or unit it serves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins import NotifyBase

from notifiers.channels.strict import MESSAGE_ID, StrictChannel
from notifiers.errors import TransientError

_BREAKS = re.compile(r"[\[\];,\s]+")  # Apprise takes a tag apart there


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be told. Told again it bears the same id, so that a receiver can drop it."""

    message_id: str
    subject: str
    body: str


class Channel(Protocol):
    """`send` returns the receipt, or raises a DeliveryError."""

    @property
    def name(self) -> str: ...

    @property
    def tags(self) -> frozenset[str]: ...

    def send(self, letter: Letter) -> str: ...


class AppriseChannel:
    """An entry served by a plugin of Apprise's own. `name` is what is shown, never an address."""

    def __init__(
        self, name: str, tags: frozenset[str], plugin: NotifyBase, asset: AppriseAsset
    ) -> None:
        self.name, self.tags = name, tags
        self._plugin, self._apprise = plugin, Apprise(plugin, asset=asset)
        self._one_at_a_time = Lock()

    def send(self, letter: Letter) -> str:
        """Raises TransientError where the plugin reports a failure: it does not say which kind."""
        with self._one_at_a_time:
            if isinstance(headers := getattr(self._plugin, "headers", None), dict):
                headers[MESSAGE_ID] = letter.message_id
            accepted = self._apprise.notify(
                title=letter.subject, body=letter.body, body_format=NotifyFormat.TEXT
            )
        if not accepted:
            raise TransientError("没有送达，对方没有接受")
        return "对方已接受"


@dataclass(frozen=True, slots=True)
class RobotChannel:
    """An entry served by a strict plugin of ours."""

    name: str
    tags: frozenset[str]
    plugin: StrictChannel

    def send(self, letter: Letter) -> str:
        return self.plugin.tell(letter.message_id, f"{letter.subject}\n{letter.body}")


class Channels:
    """The channels of an installation, in the order of its file: the first is preferred, the next is
    the fallback. Without any, the inbox is everybody's only channel."""

    def __init__(self, channels: Iterable[Channel] = ()) -> None:
        self.all = tuple(channels)
        self._by_tag: dict[str, tuple[Channel, ...]] = {}
        for channel in self.all:
            for tag in channel.tags:
                self._by_tag[tag] = (*self._by_tag.get(tag, ()), channel)

    def of(self, jurisdiction: str, names: Iterable[str]) -> tuple[Channel, ...]:
        """The channels of the first of the posts and units in `names` that has any.

        In an installation of several jurisdictions a tag can be `anwen.派出所`; it comes first.
        """
        for name in names:
            for tag in (tag_of(f"{jurisdiction}.{name}"), tag_of(name)):
                if found := self._by_tag.get(tag):
                    return found
        return ()

    def strangers(self, known: Iterable[str]) -> tuple[str, ...]:
        """The tags that name none of the posts and units in `known`: nobody is told by them."""
        names = {tag_of(name) for name in known}
        return tuple(sorted(tag for tag in self._by_tag if tag.rpartition(".")[2] not in names))

    def __iter__(self) -> Iterator[Channel]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


def tag_of(name: str) -> str:
    """The tag that stands for a post or unit: in small letters, `_` for what Apprise would break at."""
    return _BREAKS.sub("_", name.strip()).lower()
