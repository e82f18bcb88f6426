"""How the Prefect of one data folder is set up: its address, its secret, its environment.

It listens on this machine only, and under /prefect, where our web app will show it to supervisors.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.settings import Settings

HOST = "127.0.0.1"
PATH = "/prefect"


class PrefectSettings(BaseSettings):
    """What can be said about the embedded Prefect."""

    model_config = SettingsConfigDict(
        env_prefix="HUHANG_PREFECT_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    port: int = Field(default=4280, ge=1, le=65535)
    """HUHANG_PREFECT_PORT: where its server listens."""

    runs: int = Field(default=2, ge=1, le=4)
    """HUHANG_PREFECT_RUNS: flow runs at once. Above 4 Prefect's SQLite is locked too often."""


def home(settings: Settings) -> Path:
    """The folder of everything that Prefect keeps."""
    return settings.data.expanduser().resolve() / "prefect"


def address(port: int) -> str:
    """Where people see the flow runs."""
    return f"http://{HOST}:{port}{PATH}"


def secret_file(settings: Settings) -> Path:
    """The file that holds `user:password` of Prefect."""
    return home(settings) / "password"


def secret(settings: Settings) -> str:
    """`user:password`, made at the first time. Only the owner can read the file."""
    file = secret_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        made = f"huhang:{secrets.token_urlsafe(24)}"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(made)
    return file.read_text().strip()


def environment(settings: Settings, port: int) -> dict[str, str]:
    """The environment of our Prefect's server, of the executor, and of the runs that it starts.

    Holds the secret: processes get it this way and never as an argument. The operator's own PREFECT_
    variables are left out, but for those of the server's database (PostgreSQL) and of logging.
    """
    credential = secret(settings)
    return {
        **_inherited(os.environ),
        "HUHANG_DATA": str(settings.data.expanduser().resolve()),
        "PREFECT_HOME": str(home(settings)),
        "PREFECT_API_URL": f"{address(port)}/api",
        "PREFECT_API_AUTH_STRING": credential,
        "PREFECT_SERVER_API_AUTH_STRING": credential,
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_BASE_PATH": f"{PATH}/api",
        "PREFECT_SERVER_UI_SERVE_BASE": PATH,
        "PREFECT_SERVER_UI_API_URL": f"{PATH}/api",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home(settings) / "ui"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
        "HUHANG_PREFECT_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


def _inherited(variables: Mapping[str, str]) -> dict[str, str]:
    kept = ("PREFECT_SERVER_DATABASE_", "PREFECT_LOGGING_")
    inherited = {
        name: value
        for name, value in variables.items()
        if not name.startswith("PREFECT_") or name.startswith(kept)
    }
    # A proxy of the office must not be asked for what runs on this machine.
    for name in ("NO_PROXY", "no_proxy"):
        inherited[name] = ",".join(filter(None, [inherited.get(name), HOST, "localhost"]))
    return inherited


def is_free(port: int) -> bool:
    """Can our server listen on `port`?"""
    with socket.socket() as probe:
        # As the server does: a port that was in use until just now is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
