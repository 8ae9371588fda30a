"""The simulator is a stranger: it knows the server only by its public interface."""

import ast
from pathlib import Path

import iceline_simulator

ROOT = Path(iceline_simulator.__file__).parent


def test_the_simulator_imports_nothing_of_the_server() -> None:
    modules = list(ROOT.rglob("*.py"))
    assert len(modules) > 20
    imported = {name for module in modules for name in imports(module)}
    assert not imported & {"iceline", "iceline_web"}


def imports(module: Path) -> set[str]:
    tree = ast.parse(module.read_text())
    whole = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in whole | parts}
