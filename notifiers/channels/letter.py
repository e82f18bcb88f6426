"""What a channel is given to tell."""

from __future__ import annotations

from dataclasses import dataclass

MESSAGE_ID = "X-Huhang-Message-Id"  #: the same when a message is told again


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be told. Told again it bears the same id, so that a receiver can drop it."""

    message_id: str
    subject: str
    body: str

    @property
    def text(self) -> str:
        """For channels without a subject line."""
        return f"{self.subject}\n{self.body}" if self.subject else self.body

    @property
    def link_line(self) -> str:
        """The last line, where a link stands; empty without one."""
        last = self.body.rpartition("\n")[2]
        return last if "://" in last else ""
