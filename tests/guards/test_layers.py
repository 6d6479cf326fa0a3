"""Layers import downward only, also where only types are asked for."""

from __future__ import annotations

import ast
import pathlib

import pytest

PACKAGE = pathlib.Path(__file__).parents[2] / "src" / "pledgebook"

LAYERS = (
    ("errors", "model", "version"),
    ("dossier",),
    ("clean", "annotate", "extract", "resolve"),
    ("pipeline",),
    (
        *("read", "store", "analyse", "export", "run", "settings", "review", "selection", "shelf", "reporters", "recent", "extraction", "alerts"),
        *("current", "deciding", "ledgerview", "book", "trying"),
    ),
    ("web", "cli", "demo"),
)
LEVELS = {name: level for level, names in enumerate(LAYERS) for name in names}
TOP = len(LAYERS)

MODULES = sorted(PACKAGE.rglob("*.py"))


def part(module: str) -> str:
    """The part of the package a module belongs to: `extract` of `pledgebook.extract.aid`, empty for the package itself."""
    return [*module.split("."), ""][1]


def imported(path: pathlib.Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" if node.module == "pledgebook" else str(node.module) for alias in node.names}
    return {module for module in found if module.split(".")[0] == "pledgebook"}


def level(path: pathlib.Path) -> int:
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return LEVELS.get(first, TOP)


def test_every_part_of_the_package_has_a_layer() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} - {"__init__", "__main__", ""}
    assert parts <= set(LEVELS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_nothing_from_above(path: pathlib.Path) -> None:
    own = level(path)
    above = {module for module in imported(path) if LEVELS.get(part(module), TOP if part(module) == "" else 0) > own}
    assert above == set()
