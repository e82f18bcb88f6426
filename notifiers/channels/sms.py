"""Short messages: what every gateway's plugin needs, so that a plugin is the gateway's own ten lines."""

from __future__ import annotations

from typing import Any, ClassVar

from apprise.plugins import NotifyBase

from notifiers.channels.letter import Letter
from notifiers.channels.posting import HttpChannel

_LONGEST = 67  # characters of one part of a Chinese short message, of which several are sent


class Sms(HttpChannel):
    """An account at a gateway and the numbers of one entry: `schema://ACCOUNT:SECRET@HOST/NUMBER`.

    A subclass names its `protocol` or `secure_protocol`, and says in `request` what is posted and in `read`
    what an answer means. `self.user`, `self.password`, `self.base` and `self.numbers` are what the entry
    says.
    """

    service_name = "SMS"
    label = "短信"
    most_parts = 3
    templates: ClassVar = ("{schema}://{user}:{password}@{host}/{targets}",)
    template_tokens: ClassVar = dict(
        NotifyBase.template_tokens,
        user={"name": "Account", "type": "string"},
        password={"name": "Secret", "type": "string", "private": True},
        host={"name": "Host", "type": "string", "required": True},
        port={"name": "Port", "type": "int", "min": 1, "max": 65535},
        targets={"name": "Numbers", "type": "list:string"},
    )
    template_args: ClassVar = dict(NotifyBase.template_args, to={"alias_of": "targets"})

    def __init__(self, targets: Any = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.numbers = tuple(NotifyBase.parse_list(targets))  # type: ignore[no-untyped-call]
        if not self.numbers:
            raise TypeError("sms: no number")
        place = f"{self.host}:{self.port}" if self.port else str(self.host)
        self.base = f"{'https' if self.secure else 'http'}://{place}"

    @property
    def is_personal(self) -> bool:
        return len(self.numbers) == 1

    def text(self, letter: Letter) -> str:
        """The letter in a few parts: what it comes to, and the link. The lines of the tasks stay out."""
        said = "\n".join(filter(None, (letter.subject, letter.link_line)))
        most = _LONGEST * self.most_parts
        return said if len(said) <= most else letter.subject[:most]

    @property
    def url_identifier(self) -> Any:
        return (self.secure_protocol, self.protocol, self.host, self.port, self.user)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:  # noqa: ARG002
        """Where it goes, without account and numbers."""
        return f"{self.secure_protocol or self.protocol}://{self.host}/"

    @staticmethod
    def parse_url(url: str) -> Any:
        results = NotifyBase.parse_url(url)  # type: ignore[no-untyped-call]
        if results:
            numbers = NotifyBase.split_path(results["fullpath"])  # type: ignore[no-untyped-call]
            to = NotifyBase.parse_list(results["qsd"].get("to", ""))  # type: ignore[no-untyped-call]
            results["targets"] = [*numbers, *to]
        return results
