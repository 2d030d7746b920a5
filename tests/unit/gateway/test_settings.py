from pathlib import Path

import pytest

from gateway.settings import SettingsRefused, read_settings


def test_without_any_variable_the_defaults_count():
    settings = read_settings({})
    assert settings.port == 8000
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///var/ledgergate.db"


def test_an_unknown_name_is_refused_with_the_nearest_valid_one():
    with pytest.raises(SettingsRefused, match="did you mean LEDGERGATE_DATABASE_URL"):
        read_settings({"LEDGERGATE_DATABSE_URL": "sqlite:///x.db"})


def test_an_unknown_name_in_the_dotenv_file_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("LEDGERGATE_PROT=9000\n")
    with pytest.raises(SettingsRefused, match="did you mean LEDGERGATE_PORT"):
        read_settings({})


def test_a_variable_wins_over_the_dotenv_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("LEDGERGATE_PORT=9000\nLEDGERGATE_HOST=::1\n")
    settings = read_settings({"LEDGERGATE_PORT": "9001"})
    assert (settings.port, settings.host) == (9001, "::1")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("LEDGERGATE_PORT", "eighty", "LEDGERGATE_PORT"),
        ("LEDGERGATE_PORT", "70000", "LEDGERGATE_PORT"),
        ("LEDGERGATE_DATABASE_URL", "mysql://x/y", "sqlite:// or postgresql://"),
        ("LEDGERGATE_DATABASE_URL", "nonsense", "LEDGERGATE_DATABASE_URL"),
        ("LEDGERGATE_LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("LEDGERGATE_PUBLIC_URL", "example.com", "https://"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, says: str):
    with pytest.raises(SettingsRefused, match=says):
        read_settings({name: value})


def test_two_sources_of_sealing_keys_are_one_too_many():
    with pytest.raises(SettingsRefused, match="cannot both be given"):
        read_settings({"LEDGERGATE_SEALING_KEY": "a", "LEDGERGATE_SEALING_KEY_FILE": "b"})


def test_secrets_are_masked_wherever_settings_are_shown():
    settings = read_settings(
        {
            "LEDGERGATE_DATABASE_URL": "postgresql://gate:hunter2@db/books",
            "LEDGERGATE_REDIS_URL": "redis://:hunter2@cache/0",
            "LEDGERGATE_SEALING_KEY": "hunter2",
        }
    )
    shown = f"{settings!r} {settings} {settings.masked()}"
    assert "hunter2" not in shown
    assert settings.masked()["database_url"] == "postgresql+asyncpg://gate:***@db/books"


def test_a_refused_value_is_not_repeated():
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"LEDGERGATE_DATABASE_URL": "mysql://gate:hunter2@db/books"})
    assert "hunter2" not in str(refused.value)


def test_settings_do_not_change():
    settings = read_settings({})
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1
