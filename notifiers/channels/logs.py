"""Apprise's log, kept from telling secrets: an address of a channel is a key to it."""

from __future__ import annotations

import logging
import re

APPRISE = "apprise"
_ADDRESS = re.compile(r"\S+://\S+")
HIDDEN = "（地址略）"


class WithoutAddresses(logging.Filter):
    """Takes addresses out of every record, and the traceback, which quotes them too."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _ADDRESS.sub(HIDDEN, record.getMessage()), ()
        record.exc_info = record.exc_text = None
        return True


def hush() -> None:
    """Let Apprise log warnings only, without addresses. Called again it changes nothing."""
    logger = logging.getLogger(APPRISE)
    logger.setLevel(logging.WARNING)
    if not any(isinstance(known, WithoutAddresses) for known in logger.filters):
        logger.addFilter(WithoutAddresses())
