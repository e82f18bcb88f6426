"""Channels whose address names a host: `schema://USER:SECRET@HOST:PORT/PATH`."""

from __future__ import annotations

from typing import Any, ClassVar

from notifiers.channels.posting import HttpChannel
from notifiers.channels.strict import ApprisePlugin


class HostedChannel(HttpChannel):
    """`base` is the web address of the host: https, where the entry was written with the secure schema."""

    templates: ClassVar[tuple[str, ...]] = ("{schema}://{host}/", "{schema}://{host}:{port}/")
    template_tokens: ClassVar[dict[str, Any]] = {
        **ApprisePlugin.template_tokens,
        "host": {"name": "Host", "type": "string", "required": True},
        "port": {"name": "Port", "type": "int", "min": 1, "max": 65535},
        "user": {"name": "User", "type": "string"},
        "password": {"name": "Password", "type": "string", "private": True},
    }
    #: What Apprise may find in the address or under it, and the argument that it becomes.
    arguments: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        # Apprise takes every schema that ends in s for a secure one.
        self.secure = self.schema == self.secure_protocol
        place = f"{self.host}:{self.port}" if self.port else str(self.host)
        self.base = f"{'https' if self.secure else 'http'}://{place}"
        self.path = ApprisePlugin.quote(self.fullpath or "/", safe="/")

    @property
    def url_identifier(self) -> Any:
        return (type(self).__name__, self.base, self.user, self.path)

    def url(self, privacy: bool = False, *_: Any, **__: Any) -> str:  # noqa: ARG002
        """Where it goes, without its secrets."""
        return f"{self.base}/"

    @classmethod
    def parse_url(cls, url: str) -> Any:
        """What the address says, as arguments of this class; None where it is none."""
        found = ApprisePlugin.parse_url(url)
        if found:
            for name in cls.arguments:
                if name in found["qsd"]:
                    found[name] = ApprisePlugin.unquote(found["qsd"][name])
        return found


def listed(written: Any) -> tuple[str, ...]:
    """The parts of `a, b` or of a list."""
    return tuple(ApprisePlugin.parse_list(written))


def parts(path: str | None) -> tuple[str, ...]:
    """The parts of `/a/b`."""
    return tuple(ApprisePlugin.split_path(path or ""))
