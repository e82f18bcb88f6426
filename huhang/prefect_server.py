"""The Prefect server as a process of `huhang up`: `python -m huhang.prefect_server`.

Set up by its environment alone, see `huhang.prefect_home`.
"""

from __future__ import annotations

import uvicorn
from prefect.server.api.server import create_app

from huhang.lifeline import Lifeline
from huhang.prefect_home import HOST, PrefectSettings

STOP_WAIT = 3  # seconds for open connections of browsers to end


def main() -> None:
    """Serve until told to stop."""
    Lifeline()
    uvicorn.run(
        create_app(final=True),
        host=HOST,
        port=PrefectSettings().port,
        log_level="warning",
        timeout_graceful_shutdown=STOP_WAIT,
    )


if __name__ == "__main__":
    main()
