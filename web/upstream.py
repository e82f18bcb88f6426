"""Where Prefect is, and what it is asked with. It is a process of its own, on this machine or another."""

from __future__ import annotations

import base64
import ssl
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.requests import HTTPConnection

PATH = "/prefect"  #: where our app shows it; Prefect serves itself under the same path


class PrefectSettings(BaseSettings):
    """Prefect's own two variables, as `huhang up` gives them to its processes."""

    model_config = SettingsConfigDict(
        env_prefix="PREFECT_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    api_url: str | None = None
    """PREFECT_API_URL: `http://127.0.0.1:4280/prefect/api`."""

    api_auth_string: str | None = Field(default=None, repr=False)
    """PREFECT_API_AUTH_STRING: `user:secret`. Never printed."""


@dataclass(frozen=True)
class Upstream:
    """A Prefect server. `origin` has no path: `http://127.0.0.1:4280`."""

    origin: str
    credential: str = field(repr=False)

    @property
    def api(self) -> str:
        return f"{self.origin}{PATH}/api"

    @property
    def authorization(self) -> str:
        """The header by which Prefect knows us (RFC 7617)."""
        return f"Basic {base64.b64encode(self.credential.encode()).decode()}"

    @property
    def verify(self) -> ssl.SSLContext | bool:
        """A certificate is asked for where there is one; reading the world's authorities takes a while."""
        return _BARE if self.origin.startswith("http://") else True


_BARE = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def from_environment() -> Upstream | None:
    """The server that this process was told of; None where it was told of none."""
    said = PrefectSettings()
    if not said.api_url:
        return None
    parts = urlsplit(said.api_url)
    return Upstream(f"{parts.scheme}://{parts.netloc}", said.api_auth_string or "")


def the_upstream(connection: HTTPConnection) -> Upstream | None:
    """The Prefect server of the app that was asked."""
    found = connection.app.state.prefect
    assert found is None or isinstance(found, Upstream)  # noqa: S101  # create_app put it there
    return found


ThePrefect = Annotated[Upstream | None, Depends(the_upstream)]
