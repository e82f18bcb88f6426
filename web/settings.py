"""Where the web app listens and under which address people reach it."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class WebSettings(BaseSettings):
    """What can be said about the web app. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="HUHANG_WEB_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    """HUHANG_WEB_HOST: the address to listen on. Only this machine, unless it is said otherwise."""

    port: int = Field(default=8280, ge=1, le=65535)
    """HUHANG_WEB_PORT: where it listens."""

    url: str | None = None
    """HUHANG_WEB_URL: the address that people type, as https://huhang.example.gov; links begin with it."""

    @property
    def address(self) -> str:
        """The address that people type, without a slash at its end."""
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Do people reach it by https? Then cookies travel by nothing else."""
        return self.address.startswith("https://")
