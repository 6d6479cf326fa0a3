"""Writes the pages of the reference that follow from the code: the command line, the errors, the tables, the API, Python.

    python docs/generate.py            writes them
    python docs/generate.py --check    fails where they are not current
"""

from __future__ import annotations

import ast
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import typer
import typer.main
from litestar import Litestar
from python_reference import python

from pledgebook.cli import app
from pledgebook.export.columns import SHEETS
from pledgebook.web.api import openapi, router
from pledgebook.web.app import GIVEN

REFERENCE = pathlib.Path(__file__).parent / "reference"
PACKAGE = pathlib.Path(__file__).parents[1] / "src" / "pledgebook"
NOTE = "<!-- written by docs/generate.py; do not edit -->\n\n"


def command_line() -> str:
    """Every command with its arguments and options."""
    group = typer.main.get_command(app)
    parts = ["# The command line\n", NOTE, f"{group.help}\n\n", _EXIT_CODES]
    parts += [_command(name, command) for name, command in _commands("pledgebook", group)]
    return "".join(parts)


def errors() -> str:
    """Every error and refusal with its code, what it says, and its remedy."""
    rows = sorted({row for path in sorted(PACKAGE.rglob("*.py")) for row in _raised(path)})
    lines = [f"| `{code}` | {message} | {hint} |\n" for code, message, hint in rows]
    return "".join(["# Errors and refusals\n", NOTE, _ERRORS_INTRODUCTION, "| code | says | what to do |\n| --- | --- | --- |\n", *lines])


def tables() -> str:
    """Every table of an export with its columns."""
    parts = ["# Tables\n", NOTE, _TABLES_INTRODUCTION]
    for sheet in SHEETS:
        rows = [f"| `{column.name}` | {column.kind} | {_cell(column.description)} |\n" for column in sheet.columns]
        key = ", ".join(f"`{name}`" for name in sheet.key)
        parts.append(f"\n## {sheet.name}\n\n{sheet.description} Key: {key}.\n\n| column | holds | meaning |\n| --- | --- | --- |\n{''.join(rows)}")
    return "".join(parts)


def rest() -> str:
    """Every address of the API with its parameters and what it answers, from the OpenAPI document."""
    described = openapi.described(Litestar([router], dependencies=GIVEN, openapi_config=openapi.config()))
    parts = ["# The REST API\n", NOTE, _REST_INTRODUCTION]
    for path, operations in described["paths"].items():
        operation = operations["get"]
        rows = [_asked(parameter) for parameter in operation.get("parameters", ())]
        table = f"\n| parameter | is | meaning |\n| --- | --- | --- |\n{''.join(rows)}" if rows else ""
        forms = "".join(f"`{form}`: {_shape(held['schema'])}\n" for form, held in operation["responses"]["200"]["content"].items())
        parts.append(f"\n## GET {path}\n\n{operation['description']}\n{table}\n{forms}")
    parts.append("\n## Types\n\nA mark of interrogation says that a value may be null.\n")
    for name, schema in sorted(described["components"]["schemas"].items()):
        if schema.get("properties"):
            rows = [f"| `{field}` | {_shape(held)} |\n" for field, held in schema["properties"].items()]
            parts.append(f"\n### {name}\n\n| field | is |\n| --- | --- |\n{''.join(rows)}")
        elif "enum" in schema:
            parts.append(f"\n### {name}\n\n{_shape({'enum': schema['enum']})}\n")
    return "".join(parts)


def _asked(parameter: dict[str, Any]) -> str:
    required = "" if parameter["in"] == "query" and not parameter.get("required") else ", required"
    return f"| `{parameter['name']}` | {_shape(parameter['schema'])}{required} | {_cell(parameter.get('description') or '')} |\n"


def _shape(schema: dict[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower().replace('.', '')})"
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in ([schema["const"]] if "const" in schema else schema["enum"]) if value is not None)
    options = [part for part in schema.get("oneOf", schema.get("anyOf", ())) if part.get("type") != "null"]
    if options:
        nothing = len(options) < len(schema.get("oneOf", schema.get("anyOf", ())))
        return " or ".join(map(_shape, options)) + ("?" if nothing else "")
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    if "additionalProperties" in schema and isinstance(schema["additionalProperties"], dict):
        return f"map to {_shape(schema['additionalProperties'])}"
    return " ".join(filter(None, (str(schema.get("type", "anything")), schema.get("format", ""))))


_REST_INTRODUCTION = """`pledgebook serve` answers programs under `/api/v1`; [the OpenAPI document](../how-to/use-the-api.md) is at
`/api/v1/openapi.json`. Everything is read with GET; decisions and uploads are made on the review pages. Reading needs no account.

| | |
| --- | --- |
| form | JSON, or CSV with `format=csv` or `Accept: text/csv` where the table below says so |
| pages | `limit` (at most 500) and `after`, the `next` of the page before; also in the header `Link` |
| as of | `as_of=YYYY-MM-DD` answers as the book stood at the end of that day |
| again | every answer has an `ETag`; `If-None-Match` with it is answered 304 until the book changes |
| errors | `application/problem+json` (RFC 9457): `status`, `title`, `detail`, and a stable `code` and a `hint` of [the errors](errors.md) |
| strictness | a parameter that an address does not take, or one given twice, is refused with 400: `unknown_parameter` tells those it takes |
| waiting | where the book of a past day (`as_of`, `since`, `until`, the feeds) takes more than 20 seconds to put together, 503 with `Retry-After`: ask again |
| limits | so many requests of one address in a minute (`serve --api-limit`, 600), then 429; `RateLimit-*` headers tell how many are left |
| texts | where others can reach the server, full texts are for reviewers who signed in; sentences that carry claims are for all |
"""

_TABLES_INTRODUCTION = """What `pledgebook export` writes as xlsx, csv, parquet and jsonl, and what `LedgerView.to_pandas` and `to_polars` answer. An
empty cell is unknown, never zero. Amounts are in whole units of their currency. A list is a text whose members `"; "` separates. Every export tells the
version of pledgebook, the digest of the dossier, the as-of date and the filters that were set: the workbook in the sheet `method`, CSV in
`datapackage.json`, Parquet in the metadata of each file, JSON lines in the first line, a frame in `attrs`.
"""

_EXIT_CODES = """Exit codes: 0 done; 1 something is wrong in the book (`verify`, `rebuild`), or a place could not be told (`alerts`);
2 nothing could be done, or the command was not understood; 130 interrupted. Results go to standard output, refusals and errors to standard error.
Tables are as wide as the terminal, 160 columns in a pipe.
"""

_ERRORS_INTRODUCTION = """An error stops a command: two lines on standard error, `error: ...` and `hint: ...`, and exit code 2; the book is as it was. In Python
it is a `pledgebook.errors.PledgebookError` with `code`, message and `hint`. A refusal concerns one input, is told the same way, and the rest
is read. Words in braces are filled in. Problems of a dossier are told by file and line; [dossier.md](dossier.md) has their rules.

"""


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for part, inner in below.items():
        yield from _commands(f"{name} {part}", inner)


def _command(name: str, command: Any) -> str:
    context = typer.Context(command, info_name=name)
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    usage = " ".join([name, *(_argument(argument) for argument in arguments), "[OPTIONS]"])
    rows = [f"| `{_cell(_argument(one))}` | {_meaning(one)} |\n" for one in arguments]
    rows += [f"| `{_cell(_option(one, context))}` | {_meaning(one)} |\n" for one in command.params if one not in arguments]
    return f"\n## {name}\n\n```\n{usage}\n```\n\n{command.help}\n\n| parameter | meaning |\n| --- | --- |\n{''.join(rows)}"


def _argument(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _option(option: Any, context: typer.Context) -> str:
    return str(option.get_help_record(context)[0])


def _meaning(parameter: Any) -> str:
    default = getattr(parameter.default, "value", parameter.default)
    return _cell((parameter.help or "") + (f" Default: `{default}`." if isinstance(default, str) else ""))


def _raised(path: pathlib.Path) -> Iterator[tuple[str, str, str]]:
    """Code, message and hint of each error and refusal made in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        arguments = node.args[1:] if node.func.id == "Rejection" else node.args
        if (node.func.id.endswith("Error") or node.func.id == "Rejection") and arguments and _is_code(arguments[0]):
            given = [_words(argument) for argument in arguments] + [_words(keyword.value) for keyword in node.keywords if keyword.arg == "hint"]
            yield given[0], given[1] if len(given) > 1 else "", given[2] if len(given) > 2 else ""


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.replace("_", "").isalpha() and node.value.islower()


def _words(node: ast.expr) -> str:
    """The text of a message, what is filled in standing as `{...}`."""
    if isinstance(node, ast.Constant):
        return "" if node.value is None else _cell(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) if isinstance(part, ast.Constant) else "{" + _name(part) + "}" for part in node.values)
    return "{" + _name(node) + "}"


def _name(node: ast.expr) -> str:
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    names = [part.attr if isinstance(part, ast.Attribute) else part.id for part in ast.walk(inner) if isinstance(part, ast.Attribute | ast.Name)]
    return names[0] if names else "..."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    pages = {"cli.md": command_line(), "errors.md": errors(), "tables.md": tables(), "rest.md": rest(), "python.md": python(PACKAGE, NOTE)}
    if "--check" not in sys.argv:
        for name, text in pages.items():
            (REFERENCE / name).write_text(text, encoding="utf-8")
        return 0
    stale = [name for name, text in pages.items() if not (REFERENCE / name).exists() or (REFERENCE / name).read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"docs/reference/{name} is not current; run: python docs/generate.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
