"""What can go wrong with telling, told apart by type.

    ChannelsError           the file of channels cannot be used; `faults` says where
    DeliveryError           one attempt to tell did not succeed
    ├── TransientError      try again later
    │   ├── Unreachable     nobody answered: the next message would not get through either
    │   └── RateLimited     the service asks for a pause; `wait` says how long
    └── PermanentError      trying again would not help

Messages are Chinese, for the supervisor who reads why somebody was not told. None holds an address, a
key or a token.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta


class ChannelsError(ValueError):
    """The file of channels cannot be used. `faults` holds one line for each wrong entry."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class DeliveryError(Exception):
    """One attempt to tell did not succeed."""


class TransientError(DeliveryError):
    """It may work later: the service is busy, or could not be reached."""


class Unreachable(TransientError):
    """The service could not be reached, or did not answer in time."""


class RateLimited(TransientError):
    """The service wants no more messages for `wait`. The message waits; it has not been tried."""

    def __init__(self, message: str, wait: timedelta) -> None:
        self.wait = wait
        super().__init__(message)


class PermanentError(DeliveryError):
    """It will not work like this: a wrong key, an address that is somewhere else, a refused text."""
