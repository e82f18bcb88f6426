"""A channel: one entry of the file of channels, found by the post or unit it serves."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins import NotifyBase

from notifiers.channels.letter import MESSAGE_ID, Letter
from notifiers.channels.strict import StrictChannel
from notifiers.channels.terms import Terms
from notifiers.errors import TransientError

_BREAKS = re.compile(r"[\[\];,\s]+")  # Apprise takes a tag apart there


class Channel(ABC):
    """`name` is what is shown, never an address."""

    name: str
    tags: frozenset[str]
    is_personal = False  #: it reaches one reader, and no group
    lanes = 1  #: how many letters may be on their way at once
    robot = ""  #: what the limits are counted for; two entries can be one robot
    limits: Sequence[tuple[int, int]] = ()  #: (messages, seconds)
    terms = Terms()

    @abstractmethod
    def send(self, letter: Letter) -> str:
        """Send it and return the receipt. Raises a DeliveryError."""

    def rest(self) -> None:  # noqa: B027  # most have nothing to close
        """Nothing more is to be told for now."""


class AppriseChannel(Channel):
    """An entry served by a plugin of Apprise's own. Whom it reaches only its entry can say."""

    def __init__(self, name: str, terms: Terms, plugin: NotifyBase, asset: AppriseAsset) -> None:
        self.name, self.terms = name, terms
        self.tags = frozenset(str(tag) for tag in plugin.tags)
        self.is_personal = terms.is_personal is True
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


class OwnChannel(Channel):
    """An entry served by a strict plugin of ours."""

    def __init__(self, name: str, terms: Terms, plugin: StrictChannel) -> None:
        self.name, self.terms, self.plugin = name, terms, plugin
        self.tags = frozenset(str(tag) for tag in plugin.tags)
        said = terms.is_personal
        self.is_personal = plugin.is_personal if said is None else said
        self.lanes, self.limits = plugin.lanes, plugin.limits
        self.robot = str(plugin.url_id())

    def send(self, letter: Letter) -> str:
        return self.plugin.tell(letter)

    def rest(self) -> None:
        self.plugin.rest()


class Channels:
    """The channels of an installation, in the order of its file: the first is preferred, the next is
    the fallback, and what is a fallback by its own entry comes last. Without any, the inbox is everybody's
    only channel.

    `address` is where people reach the pages; without one no message holds a link.
    """

    def __init__(self, channels: Iterable[Channel] = (), address: str = "") -> None:
        self.all, self.address = tuple(channels), address
        self._by_tag: dict[str, tuple[Channel, ...]] = {}
        for tag in {tag for channel in self.all for tag in channel.tags}:
            serving = (channel for channel in self.all if tag in channel.tags)
            self._by_tag[tag] = tuple(sorted(serving, key=lambda c: c.terms.is_fallback(tag)))

    def of(self, jurisdiction: str, names: Iterable[str]) -> tuple[Channel, ...]:
        """The channels of the first of the posts and units in `names` that has any.

        In an installation of several jurisdictions a tag can be `anwen.派出所`; it comes first. A name
        can be two, `甲|乙`: the preferred one and its fallback, as the contacts say.
        """
        for name in names:
            found = (c for one in name.split("|") for c in self._named(jurisdiction, one))
            if unique := tuple(dict.fromkeys(found)):
                return unique
        return ()

    def _named(self, jurisdiction: str, name: str) -> tuple[Channel, ...]:
        tags = (tag_of(f"{jurisdiction}.{name}"), tag_of(name))
        return next((self._by_tag[tag] for tag in tags if tag in self._by_tag), ())

    def strangers(self, known: Iterable[str]) -> tuple[str, ...]:
        """The tags that name none of the posts and units in `known`: nobody is told by them."""
        names = {tag_of(name) for name in known}
        return tuple(sorted(tag for tag in self._by_tag if tag.rpartition(".")[2] not in names))

    def rest(self) -> None:
        """Nothing more is to be told for now."""
        for channel in self.all:
            channel.rest()

    def __iter__(self) -> Iterator[Channel]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


def tag_of(name: str) -> str:
    """The tag that stands for a post or unit: in small letters, `_` for what Apprise would break at."""
    return _BREAKS.sub("_", name.strip()).lower()
