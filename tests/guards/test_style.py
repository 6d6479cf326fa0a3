"""Modules stay short, functions too, and stages neither do I/O nor read a clock nor roll dice."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Iterator

import pytest

ROOT = pathlib.Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "pledgebook"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50
MAX_PARAMETERS = 6
MANY_PARAMETERS = ("cli/", "book.py", "web/api/")
"""options of a command, and what stands for them in Python and in an address"""

PURE = ("clean", "annotate", "extract", "resolve")
LOADERS = {"annotate/syntax.py", "extract/linear.py"}
"""these load a model once, from the installed packages"""
IMPURE_MODULES = set(
    "os io pathlib random time secrets uuid socket urllib.request requests subprocess tempfile shutil logging sqlalchemy".split()  # noqa: SIM905
)
IMPURE_CALLS = {"open", "print", "input"}
IMPURE_METHODS = {"now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes"}

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "misc", "common"}


def named(path: pathlib.Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def functions(path: pathlib.Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_short(path: pathlib.Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_MODULE_LINES
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_functions_are_short_and_take_few_parameters(path: pathlib.Path) -> None:
    long = [f"{f.name}: {(f.end_lineno or 0) - f.lineno + 1} lines" for f in functions(path) if (f.end_lineno or 0) - f.lineno + 1 >= MAX_FUNCTION_LINES]
    assert long == []
    if not named(path).startswith(MANY_PARAMETERS):
        wide = [f"{f.name}: {_parameters(f)} parameters" for f in functions(path) if _parameters(f) > MAX_PARAMETERS]
        assert wide == []


@pytest.mark.parametrize("path", [path for path in MODULES if named(path).split("/")[0] in PURE and named(path) not in LOADERS], ids=named)
def test_a_stage_does_no_input_or_output_and_knows_no_clock(path: pathlib.Path) -> None:
    assert list(_impurities(ast.parse(path.read_text(encoding="utf-8")))) == []


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def _impure(module: str) -> bool:
    return module in IMPURE_MODULES or module.split(".")[0] in IMPURE_MODULES


def _impurities(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"line {node.lineno}: import {alias.name}" for alias in node.names if _impure(alias.name))
        elif isinstance(node, ast.ImportFrom) and _impure(node.module or ""):
            yield f"line {node.lineno}: from {node.module}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            yield f"line {node.lineno}: {node.func.id}(...)"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_METHODS:
            yield f"line {node.lineno}: .{node.func.attr}(...)"
