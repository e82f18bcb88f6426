"""Where this installation keeps its things, read from the environment when somebody asks.

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

    @property
    def url(self) -> str:
        """The database to open: the one that was named, else `huhang.sqlite` in the data folder."""
        if self.database_url:
            return self.database_url
        # Absolute, so that a child process with another working directory opens the same file.
        file = self.data.expanduser().resolve() / "huhang.sqlite"
        return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)
