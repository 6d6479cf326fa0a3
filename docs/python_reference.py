"""The page of the Python reference, from the signatures and docstrings of what is public: nothing is imported, so the page is the same everywhere."""

from __future__ import annotations

import ast
import inspect
import pathlib
from collections.abc import Iterator

PARTS = (
    ("pledgebook", ("__init__.py",), "open extract"),
    ("The book", ("book.py", "shelf.py", "deciding.py"), "Book Shelf Deciding Rebuild Totals Overview"),
    ("What is shown", ("ledgerview.py", "selection.py"), "LedgerView Selection"),
    ("Entries", ("model/ledger.py",), "AidEntry TalksEntry StatementEntry EntryBase Testimony Conflict ConflictValue Ledger"),
    ("Claims", ("model/claim.py",), "AidClaim TalksClaim StatementClaim Base Amount ItemCount Attribution Person"),
    ("Text and time", ("model/text.py",), "Span DateRange Published RawDocument Given"),
    ("Sums", ("analyse/totals.py", "analyse/gap.py", "analyse/burden.py", "analyse/rates.py"), "Sum Total Umbrella Gap Burden Converted Rate"),
    ("Time and prices", ("analyse/waiting.py", "analyse/prices.py"), "Waiting Wait Still AtPrices Deflator"),
    ("Alerts", ("alerts/rules.py", "alerts/news.py", "alerts/run.py"), "read_rules Rules Rule Place Alert run preview Ran"),
    ("Changes", ("analyse/changes.py",), "Changes Change Difference"),
    ("Comparing", ("analyse/compare_lines.py", "analyse/compare.py"), "Line Tracker lines compare Comparison Row Part Difference Reason"),
    ("Exports", ("export/formats.py", "export/trackers.py", "export/about.py", "export/columns.py"), "Format write read_tracker About Column Sheet"),
    ("Errors", ("errors.py",), "PledgebookError DossierError DocumentError BookError EvidenceError"),
)
"""headings, the modules under each, and what of them is documented"""

INTRODUCTION = """Every class here is a frozen structure unless it has methods; fields are read, never set. [The Python API](api.md) shows how they are
used. What is unknown is `None`. Amounts are in whole units of their currency.
"""


def python(package: pathlib.Path, note: str) -> str:
    """The page."""
    return "\n".join(["# Python reference\n", note + INTRODUCTION, *_sections(package)]) + "\n"


def _sections(package: pathlib.Path) -> Iterator[str]:
    for heading, modules, listed in PARTS:
        names = listed.split()
        yield f"## {heading}\n"
        for module in modules:
            tree = ast.parse((package / module).read_text(encoding="utf-8"))
            place = ".".join(("pledgebook", *module.removesuffix(".py").split("/"))).removesuffix(".__init__")
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and node.name in names:
                    yield from _function(node, f"{place}.{node.name}")
                elif isinstance(node, ast.ClassDef) and node.name in names:
                    yield from _class(node, f"{place}.{node.name}")


def _function(node: ast.FunctionDef, name: str, level: int = 3) -> Iterator[str]:
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    yield f"{'#' * level} `{name}`\n\n```\n{name.rpartition('.')[2]}({_arguments(node)}){returns}\n```\n"
    yield from _told(node)


def _class(node: ast.ClassDef, name: str) -> Iterator[str]:
    above = [ast.unparse(base) for base in node.bases if ast.unparse(base) not in ("msgspec.Struct", "enum.StrEnum", "Exception")]
    yield f"### `{name}`" + (f" ({', '.join(above)})" if above else "") + "\n"
    yield from _told(node)
    rows = list(_fields(node))
    if rows:
        yield "| field | type | meaning |\n| --- | --- | --- |\n" + "".join(rows)
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_") and ast.get_docstring(inner):
            shown = [ast.unparse(decorator) for decorator in inner.decorator_list]
            kind = "property" if "property" in shown else ""
            arguments = "" if kind else f"({_arguments(inner)})"
            returns = f" -> {ast.unparse(inner.returns)}" if inner.returns else ""
            yield f"- `{inner.name}{arguments}{returns}`: {_indented(inner)}"
    yield ""


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for place, inner in enumerate(node.body):
        following = node.body[place + 1] if place + 1 < len(node.body) else None
        told = following.value.value if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant) else ""
        meaning = _cell(inspect.cleandoc(told)) if isinstance(told, str) else ""
        if isinstance(inner, ast.AnnAssign) and isinstance(inner.target, ast.Name) and not inner.target.id.startswith("_"):
            yield f"| `{inner.target.id}` | `{_cell(ast.unparse(inner.annotation))}` | {meaning} |\n"
        elif isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Name) and isinstance(inner.value, ast.Constant):
            yield f"| `{inner.targets[0].id}` | `{inner.value.value!r}` | {meaning} |\n"


def _arguments(node: ast.FunctionDef) -> str:
    text = ast.unparse(node.args)
    return text.removeprefix("self").removeprefix(", ")


def _told(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    text = ast.get_docstring(node)
    if text:
        yield _with_examples(text) + "\n"


def _with_examples(text: str) -> str:
    """A docstring as Markdown: what a session shows stands in a block."""
    parts = []
    for paragraph in text.split("\n\n"):
        parts.append(f"```\n{paragraph}\n```" if paragraph.lstrip().startswith(">>>") else paragraph.replace("<", "&lt;"))
    return "\n\n".join(parts)


def _indented(node: ast.FunctionDef) -> str:
    return _with_examples(ast.get_docstring(node) or "").replace("\n", "\n  ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
