"""Two variables say where an installation keeps its things."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.settings import Settings


def test_without_a_word_the_data_stands_in_the_demo_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings().url == f"sqlite:///{tmp_path}/data/demo/huhang.sqlite"


def test_the_data_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HUHANG_DATA", str(tmp_path))
    assert Settings().url == f"sqlite:///{tmp_path}/huhang.sqlite"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", "")
    assert Settings().database_url is None


def test_the_database_address_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", "postgresql://huhang:geheim@localhost/huhang")
    settings = Settings()
    assert settings.url == "postgresql://huhang:geheim@localhost/huhang"
    assert "geheim" not in repr(settings)
