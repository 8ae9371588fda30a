"""What can be set from outside: by the command line, or by environment variables `ICELINE_...`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from iceline.errors import IcelineError
from iceline.logs import Format, Level

TOKENS_FILE: Final = "tokens.json"


class BadSetting(IcelineError):
    """The user's: a setting has a value it cannot have."""


class Settings(BaseSettings):
    """The settings of one server. What the command line gives goes before the environment."""

    model_config = SettingsConfigDict(
        env_prefix="ICELINE_", frozen=True, extra="forbid", env_ignore_empty=True, validate_default=True
    )

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """The address to listen on; 0.0.0.0 lets the other machines of the rink in."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port; 0 takes a free one."""
    journal: Path = Path("iceline.sqlite3")
    """The journal: every event, for ever. It must be on a disk of this machine."""
    tokens: Path = Field(default_factory=lambda known: _beside(known))
    """The file of tokens; where it is not given, `tokens.json` beside the journal."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Other sites whose pages may connect, such as `https://rink.example`; commas between them."""
    vantage: str | None = None
    """The address of a KNSB/ISU event feed to listen to."""
    log_level: Level = "info"
    """How much is logged."""
    log_format: Format = "console"
    """How it is logged: for people, or as one JSON object a line."""

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _between_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value


def read_settings(given: Mapping[str, object]) -> Settings:
    """What was given by hand (None: was not) goes before the environment. Raises BadSetting with a sentence."""
    try:
        return Settings.model_validate({name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [fault for fault in error.errors() if fault["type"] != "default_factory_not_called"]
        told = (f"{fault['loc'][0]}: {fault['msg']}, not {fault['input']!r}" for fault in faults)
        raise BadSetting(f"Settings: {'; '.join(told)}.") from error


def _beside(known: Mapping[str, object]) -> Path:
    journal = known["journal"]
    assert isinstance(journal, Path)
    return journal.with_name(TOKENS_FILE)
