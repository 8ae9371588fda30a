"""What can be set from outside: `ICELINE_...` variables, or the options of the command line before them."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=0, le=65535, description="The port to listen on; 0 takes a free one.")]
Origins = Annotated[
    frozenset[str],
    Field(description="Other sites whose pages may open WebSockets here, as a JSON list of https://host[:port]."),
]
LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """Settings of one server. They do not change while it runs."""

    model_config = SettingsConfigDict(env_prefix="ICELINE_", frozen=True)

    host: Annotated[str, Field(description="The address to listen on; 0.0.0.0 lets other machines in.")] = "127.0.0.1"
    port: Port = 8000
    journal: Annotated[Path, Field(description="The journal file; made when missing.")] = Path(
        "iceline.sqlite3"
    )
    tokens: Annotated[Path, Field(description="The file with the hashed tokens.")] = Path("tokens.json")
    allowed_origins: Origins = frozenset()
    vantage: Annotated[str | None, Field(description="A KNSB/ISU event feed to listen to, ws:// or wss://.")] = None
    log_level: Annotated[LogLevel, Field(description="What is logged at least.")] = "info"


def chosen(**given: str | int | Path | None) -> Settings:
    """The settings with what the command line gave; None leaves a setting to its variable or default."""
    values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return Settings(**values)
