"""What the strict channels have in common: what they say was sent has been accepted by the receiver.

They are plugins in Apprise's terms, so that they stand in an ordinary Apprise file, but they end a message
with a receipt or with an error that says whether trying again would help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from apprise import NotifyType
from apprise.plugins import NotifyBase

from notifiers.channels.letter import Letter

if TYPE_CHECKING:
    # Half typed, it declares as None what its subclasses say: a type checker is told nothing of it.
    ApprisePlugin = Any
else:
    ApprisePlugin = NotifyBase


class StrictChannel(ApprisePlugin):  # type: ignore[misc]
    """One entry. A subclass says how one letter is told."""

    label = ""  #: the service, in the words of its users
    title_maxlen = 0
    #: (messages, seconds): no more than so many in any so many seconds.
    limits: ClassVar[tuple[tuple[int, int], ...]] = ()
    #: How many letters may be on their way at once.
    lanes = 1

    @property
    def is_personal(self) -> bool:
        """Does it reach one reader, and no group? Where we cannot tell, it is a group."""
        return False

    def tell(self, letter: Letter) -> str:
        """Send it and return the receipt. Raises TransientError, RateLimited or PermanentError."""
        raise NotImplementedError

    def rest(self) -> None:
        """Nothing more is to be told for now: close what costs the receiver something to keep open."""

    def send(
        self,
        body: str,
        title: str = "",
        notify_type: NotifyType = NotifyType.INFO,  # noqa: ARG002 -- Apprise's signature
        **_: Any,
    ) -> bool:
        """Apprise's way in, for whoever uses the channel through it."""
        self.tell(Letter("", title, body))
        return True


def fit(text: str, most: int) -> str:
    """`text` in at most `most` bytes of UTF-8, no character cut in two. The last line, where the link
    stands, is kept when there is room for it."""
    if len(text.encode()) <= most:
        return text
    head, _, last = text.rpartition("\n")
    tail = f"\n…\n{last}"
    if not head or len(tail.encode()) > most // 2:
        head, tail = text, "…"
    return head.encode()[: most - len(tail.encode())].decode(errors="ignore").rstrip() + tail
