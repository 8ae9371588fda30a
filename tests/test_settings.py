"""The command line goes before the environment, the environment before what is built in."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from iceline.settings import BadSetting, Settings, read_settings


@pytest.fixture(autouse=True)
def _without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ICELINE_{name.upper()}", raising=False)


def test_what_is_built_in_listens_to_this_machine_only() -> None:
    settings = read_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.journal, settings.tokens) == (Path("iceline.sqlite3"), Path("tokens.json"))
    assert settings.allowed_origins == ()
    assert settings.vantage is None


def test_tokens_lie_beside_the_journal_unless_told_otherwise(tmp_path: Path) -> None:
    journal = tmp_path / "race.sqlite3"
    assert read_settings({"journal": journal}).tokens == tmp_path / "tokens.json"
    assert read_settings({"journal": journal, "tokens": Path("t.json")}).tokens == Path("t.json")


def test_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICELINE_PORT", "9000")
    monkeypatch.setenv("ICELINE_HOST", "0.0.0.0")
    settings = read_settings({"port": 9001, "host": None})
    assert (settings.port, settings.host) == (9001, "0.0.0.0")


def test_origins_stand_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICELINE_ALLOWED_ORIGINS", "https://rink.example, https://club.example,")
    assert read_settings({}).allowed_origins == ("https://rink.example", "https://club.example")


def test_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICELINE_PORT", "")
    assert read_settings({}).port == 8000


def test_foreign_variables_are_nothing_to_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICELINE_TOKEN", "secret")
    read_settings({})


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("PORT", "65536"), ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml")]
)
def test_bad_variable_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ICELINE_{name}", value)
    with pytest.raises(BadSetting, match=rf"^Settings: {name.lower()}: .*, not '{value}'\.$"):
        read_settings({})


def test_unknown_setting_is_refused() -> None:
    with pytest.raises(BadSetting, match="colour"):
        read_settings({"colour": "red"})


def test_settings_do_not_change() -> None:
    settings = read_settings({})
    with pytest.raises(ValidationError):
        settings.port = 1
