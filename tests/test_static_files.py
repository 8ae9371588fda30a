"""The files of the browser side: all there, as vendored, and none that reaches for another machine."""

import hashlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TypedDict

import pytest


class Vendored(TypedDict):
    """One package of VENDOR.json; `files` maps a path to its SHA-256."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


WEB = Path(str(files("iceline_web")))
STATIC = WEB / "static"
MODULES = sorted(STATIC.glob("js/*.js"))
OWN = [*MODULES, *sorted(STATIC.glob("css/*.css")), *sorted(WEB.glob("templates/*.html"))]
VENDORED: list[Vendored] = json.loads((STATIC / "VENDOR.json").read_text())


def mentioned_static_files() -> Iterator[str]:
    """Every file that a template names below the static folder, its font loop unrolled."""
    for template in WEB.glob("templates/*.html"):
        text = template.read_text()
        yield from (path for path in re.findall(r"\{\{ static \}\}/([\w./-]+\.\w+)", text))
        for font in re.findall(r'"(barlow[\w-]+)"', text):
            yield f"fonts/{font}-normal.woff2"


def imports_of(module: Path) -> list[str]:
    return re.findall(r'^import [^";]*"([^"]+)";$', module.read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(mentioned_static_files())))
def test_every_file_a_template_names_is_there(path: str) -> None:
    assert (STATIC / path).is_file()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_module_imports_lit_or_a_neighbour_that_is_there(module: Path) -> None:
    for name in imports_of(module):
        assert name == "lit" or (module.parent / name).is_file(), name


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_an_element_is_named_like_its_file(module: Path) -> None:
    for tag in re.findall(r'customElements\.define\("([\w-]+)"', module.read_text()):
        assert f"{tag}.js" == module.name


@pytest.mark.parametrize("vendored", VENDORED, ids=lambda vendored: vendored["name"])
def test_vendored_files_are_what_was_vendored(vendored: Vendored) -> None:
    for path, sha256 in vendored["files"].items():
        assert hashlib.sha256((STATIC / path).read_bytes()).hexdigest() == sha256, path


@pytest.mark.parametrize("vendored", VENDORED, ids=lambda vendored: vendored["name"])
def test_vendored_files_come_with_their_licence(vendored: Vendored) -> None:
    assert vendored["licence"] in {"BSD-3-Clause", "OFL-1.1", "MIT"}
    assert any(path.endswith(("LICENSE.txt", "OFL.txt")) for path in vendored["files"])


def test_every_font_flag_and_bundle_is_listed_as_vendored() -> None:
    listed = {path for vendored in VENDORED for path in vendored["files"]}
    present = {
        str(path.relative_to(STATIC)) for folder in ("vendor", "fonts", "flags") for path in STATIC.glob(f"{folder}/*")
    }
    assert present - listed == {"fonts/fonts.css"}


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_no_file_reaches_for_another_machine(file: Path) -> None:
    assert not re.search(r"(?:https?:|wss?:)?//[a-z0-9-]+\.[a-z]", file.read_text())


def test_every_font_the_sheet_names_is_there() -> None:
    names = re.findall(r'url\("([^"]+)"\)', (STATIC / "fonts" / "fonts.css").read_text())
    assert len(names) == 12
    assert all((STATIC / "fonts" / name).is_file() for name in names)


@pytest.mark.parametrize("file", OWN, ids=lambda file: file.name)
def test_text_is_never_put_in_as_html(file: Path) -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML", file.read_text())


def test_tabular_numerals_are_imposed_in_the_last_layer() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text()
    [layers] = re.findall(r"^@layer ([\w, ]+);", tokens, re.MULTILINE)
    assert layers.split(", ")[-1] == "num"
    assert "font-variant-numeric: tabular-nums" in tokens


def test_the_lock_file_names_no_registry() -> None:
    file = Path(__file__).resolve().parents[1] / "web" / "package-lock.json"
    if not file.exists():
        pytest.skip("no checkout: the lock file of the browser's libraries is not part of the wheel")
    lock = json.loads(file.read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
