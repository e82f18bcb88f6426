"""The thread between `huhang up` and one of its processes, seen from the process.

It is a socket that only the two hold. When the parent ends, however it ends, the process notices and
ends too, with everything it started. The other way round go the process's news, one JSON line each.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from typing import Any

VARIABLE = "HUHANG_LIFELINE"  #: the number of the socket, in the environment of the process
GRACE = 5.0  # seconds between being asked to end and being ended


class Lifeline:
    """Take hold of the parent's end. A process that was started by hand has none, and talks to nobody."""

    def __init__(self) -> None:
        number = os.environ.pop(VARIABLE, None)
        self._socket = socket.socket(fileno=int(number)) if number else None
        if self._socket:
            # What this process starts must not keep the thread alive.
            self._socket.set_inheritable(False)
            threading.Thread(target=self._wait, name="lifeline", daemon=True).start()

    def say(self, **news: Any) -> None:
        """Tell the parent something. When it is gone nobody listens, which is no error here."""
        if self._socket is None:
            return
        try:
            self._socket.sendall(json.dumps(news, ensure_ascii=False).encode() + b"\n")
        except (BrokenPipeError, ConnectionResetError):
            # The waiting thread sees the same end, and acts on it.
            self._socket = None

    def _wait(self) -> None:
        held = self._socket
        try:
            while held and held.recv(1024):
                pass
        except ConnectionResetError:
            # The other form of the same end: the parent was killed with our news unread.
            held = None
        # To what it started as well: once this process has ended, nobody is left to see to that.
        os.killpg(os.getpgrp(), signal.SIGTERM)
        time.sleep(GRACE)
        os.killpg(os.getpgrp(), signal.SIGKILL)
