"""Imports that must never be (docs/architecture.md): the house stands only while these hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import iceline
import iceline_simulator

SERVER = Path(iceline.__file__).parent
SIMULATOR = Path(iceline_simulator.__file__).parent

PURE = {"asyncio", "threading", "random", "logging", "structlog", "fastapi", "starlette", "socket", "time", "os"}

ALLOWED = {
    "race": {"iceline.race", "iceline.errors"},
    "protocols": {"iceline.race", "iceline.protocols", "iceline.errors"},
    "importing": {"iceline.race", "iceline.importing", "iceline.codec", "iceline.errors"},
    "boards": {"iceline.race", "iceline.boards"},
    "push": {"iceline.push", "iceline.errors", "iceline.origin"},
}
"""What of ours each package may import."""

FORBIDDEN = {"ingest": {"iceline.journal", "iceline.push", "iceline.boards"}}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def found(folder: Path) -> list[tuple[str, str]]:
    files = sorted(folder.rglob("*.py"))
    assert files, folder
    return [(str(file.relative_to(folder)), name) for file in files for name in imports(file)]


def is_within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("package", ALLOWED)
def test_package_imports_of_ours_only_what_it_may(package: str) -> None:
    ours = [(file, name) for file, name in found(SERVER / package) if is_within(name, {"iceline"})]
    assert [pair for pair in ours if not is_within(pair[1], ALLOWED[package])] == []


@pytest.mark.parametrize("package", ["race", "protocols", "importing", "boards"])
def test_pure_packages_know_no_clock_no_io_and_no_framework(package: str) -> None:
    assert [pair for pair in found(SERVER / package) if is_within(pair[1], PURE)] == []


@pytest.mark.parametrize("module", ["hub.py", "patch.py", "conversation.py"])
def test_the_pure_side_of_push_knows_neither_sport_nor_io(module: str) -> None:
    names = set(imports(SERVER / "push" / module))
    assert [name for name in names if is_within(name, PURE | {"iceline.race", "iceline.boards"})] == []


@pytest.mark.parametrize("package", FORBIDDEN)
def test_ingest_is_handed_the_desk_and_touches_nothing_behind_it(package: str) -> None:
    assert [pair for pair in found(SERVER / package) if is_within(pair[1], FORBIDDEN[package])] == []


def test_the_simulator_is_a_stranger() -> None:
    assert [pair for pair in found(SIMULATOR) if is_within(pair[1], {"iceline", "iceline_web"})] == []


def test_only_the_command_line_and_the_settings_read_the_environment() -> None:
    """The demo hands its own environment on to the simulator, and looks whether a window can open."""
    readers = {"cli.py", "settings.py", "demo.py"}
    for file in sorted(SERVER.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        if str(file.relative_to(SERVER)) not in readers:
            assert "os.environ" not in text, file
            assert "sys.argv" not in text, file
