"""Short messages: what every gateway's plugin needs, so that a plugin is the gateway's own ten lines."""

from __future__ import annotations

from typing import Any

from notifiers.channels.hosted import HostedChannel, listed, parts
from notifiers.channels.letter import Letter

_LONGEST = 67  # characters of one part of a Chinese short message, of which several are sent


class Sms(HostedChannel):
    """An account at a gateway and the numbers of one entry: `schema://ACCOUNT:SECRET@HOST/NUMBER`, or the
    numbers under `to:`.

    A subclass names its `protocol` or `secure_protocol`, and says in `request` what is posted and in `read`
    what an answer means. `self.user`, `self.password`, `self.base` and `self.numbers` are what the entry
    says.
    """

    service_name = "SMS"
    label = "短信"
    most_parts = 3
    arguments = ("to",)

    def __init__(self, to: Any = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.numbers = (*parts(self.fullpath), *listed(to))
        if not self.numbers:
            raise TypeError("sms: no number")

    @property
    def is_personal(self) -> bool:
        return len(self.numbers) == 1

    def text(self, letter: Letter) -> str:
        """The letter in a few parts: what it comes to, and the link. The lines of the tasks stay out."""
        said = "\n".join(filter(None, (letter.subject, letter.link_line)))
        most = _LONGEST * self.most_parts
        return said if len(said) <= most else letter.subject[:most]
