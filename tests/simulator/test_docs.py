"""docs/race-files.md shows a file that can be played and names everything a file may hold."""

import re
from pathlib import Path

from pydantic import JsonValue

from iceline_simulator.cli import EPILOG
from iceline_simulator.reading import parse, schema
from iceline_simulator.timeline import timeline

DOCS = (Path(__file__).parents[2] / "docs" / "race-files.md").read_text(encoding="utf-8")


def test_the_example_can_be_played() -> None:
    found = re.search(r"```json\n(.*?)```", DOCS, re.DOTALL)
    assert found
    assert timeline(parse("docs/race-files.md", found[1]))


def test_every_field_and_kind_is_named() -> None:
    defined = schema()["$defs"]
    missing = {name for name in words_of(defined) if f"`{name}`" not in DOCS}
    assert not missing


def test_every_exit_code_is_named() -> None:
    for code in re.findall(r"\b(\d+) [a-z]", EPILOG):
        assert f"| {code} |" in DOCS


def words_of(value: JsonValue | object) -> set[str]:
    """Property names and constants of a JSON schema."""
    if isinstance(value, list):
        return {word for member in value for word in words_of(member)}
    if not isinstance(value, dict):
        return set()
    own = {*value.get("properties", {}), *([str(value["const"])] if "const" in value else [])}
    return own | {word for member in value.values() for word in words_of(member)}
