import os
from pathlib import Path

import pytest

from ide.settings import Settings, SettingsError


def test_defaults_are_usable() -> None:
    settings = Settings()
    assert settings.host == "localhost"
    assert settings.port is None


@pytest.mark.parametrize("host", ["", "a host", "http://example", "example/"])
def test_host_is_a_name(host: str) -> None:
    with pytest.raises(SettingsError, match=r"^host: "):
        Settings(host=host)


@pytest.mark.parametrize("port", [-1, 65536])
def test_port_is_in_range(port: int) -> None:
    with pytest.raises(SettingsError, match=rf"^port: {port} "):
        Settings(port=port)


def test_data_may_be_made_later(tmp_path: Path) -> None:
    Settings(data=tmp_path / "not" / "yet")
    assert not (tmp_path / "not").exists()


def test_data_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^data: .* is a file\.$"):
        Settings(data=tmp_path / "file" / "below")


def test_data_is_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # root may write anywhere, whatever the mode says
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(SettingsError, match=r"^data: .* is not writable\.$"):
        Settings(data=tmp_path)


@pytest.mark.parametrize("index", ["https://packages.example/simple/", "http://[::1]:8080/simple"])
def test_index_is_kept(index: str) -> None:
    assert Settings(index=index).index == index


@pytest.mark.parametrize(
    "index",
    [
        "packages.example",
        "ftp://packages.example",
        "https://",
        "http://a:b/",
        "http://[::1",
        "http://a b/",
    ],
)
def test_index_is_a_url(index: str) -> None:
    with pytest.raises(SettingsError, match=r"^index: .* is not an absolute http or https URL\.$"):
        Settings(index=index)


def test_index_has_no_password() -> None:
    with pytest.raises(SettingsError, match=r"^index: ") as caught:
        Settings(index="https://me:secret@packages.example/simple/")
    assert "secret" not in str(caught.value)
