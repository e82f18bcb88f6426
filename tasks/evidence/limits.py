"""How much is taken: read from the environment when somebody asks, HUHANG_EVIDENCE_MAX_BYTES and so on."""

from __future__ import annotations

from pydantic import PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

MB = 1024**2


class Limits(BaseSettings):
    """The limits of one installation. An empty variable counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="HUHANG_EVIDENCE_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    max_bytes: PositiveInt = 200 * MB
    """One file as it arrives, in bytes. Half an hour of talk is about 30 MB."""

    max_files: PositiveInt = 30
    """Files of one task, all versions together."""

    max_pixels: PositiveInt = 64_000_000
    """A photo as it arrives, in pixels: decoding one takes up to 4 bytes for each."""

    photo_side: PositiveInt = 4096
    """The longer side of a photo as it is kept, in pixels: an A4 page at 350 dots an inch."""

    max_unpacked: PositiveInt = 1024 * MB
    """What a docx, pptx or xlsx may become when it is unpacked, in bytes."""

    max_ratio: PositiveInt = 100
    """And how many times its own size, above the first 10 MB."""

    max_entries: PositiveInt = 10_000
    """The parts of a docx, pptx or xlsx."""
