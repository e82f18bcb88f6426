"""Where this installation keeps its things and is reached, read from the environment when somebody asks.

Nothing is read at import: a test or a second data folder is another `Settings()`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL


class Settings(BaseSettings):
    """The two variables that every command obeys. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="HUHANG_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Path("data/demo")
    """HUHANG_DATA: the folder of everything that this installation writes."""

    database_url: str | None = Field(default=None, repr=False)
    """HUHANG_DATABASE_URL: SQLite or PostgreSQL. It can hold a password, so it is never printed."""

    care_keys: Path | None = None
    """HUHANG_CARE_KEYS: the file with the keys of the care register. Best on another disk than the data."""

    @property
    def keyring(self) -> Path:
        """The file with the keys of the care register: the one that was named, else one in the data folder."""
        return (self.care_keys or self.data / "care" / "keys.sqlite").expanduser().resolve()

    @property
    def url(self) -> str:
        """The database to open: the one that was named, else `huhang.sqlite` in the data folder."""
        if self.database_url:
            return self.database_url
        # Absolute, so that a child process with another working directory opens the same file.
        file = self.data.expanduser().resolve() / "huhang.sqlite"
        return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


class WatchSettings(BaseSettings):
    """Who else looks after this installation. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="HUHANG_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    heartbeat_url: str | None = Field(default=None, repr=False)
    """HUHANG_HEARTBEAT_URL: pinged after each round. It can be a key, so it is never printed."""


class WebSettings(BaseSettings):
    """Where the pages are. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="HUHANG_WEB_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    """HUHANG_WEB_HOST: the address to listen on. This machine only, unless something else is said."""

    port: int = Field(default=8280, ge=1, le=65535)
    """HUHANG_WEB_PORT: where it listens."""

    url: str | None = None
    """HUHANG_WEB_URL: the address that people type, as https://huhang.example.gov. Without it messages
    hold no link: nobody's telephone could open one."""

    @property
    def address(self) -> str:
        """The address that people type, without a slash at its end."""
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_local(self) -> bool:
        """Is it for this machine only?"""
        return self.url is None and self.host in ("127.0.0.1", "::1", "localhost")

    @property
    def is_secure(self) -> bool:
        """Do people reach it by https? Then cookies travel by nothing else."""
        return self.address.startswith("https://")
