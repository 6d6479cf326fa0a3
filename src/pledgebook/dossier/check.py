"""What is wrong in a dossier, with file, line and remedy."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

from pledgebook.dossier.tables import FORMAT, Problem, Tables, read_tables

ALIASES = ("names", "adjectives", "seats", "bodies")


def check_dossier(folder: pathlib.Path | str) -> list[Problem]:
    """Every problem of the dossier in a folder, in order of file and line; none is fatal where it can be loaded."""
    return sorted(check_tables(read_tables(pathlib.Path(folder))))


def check_tables(tables: Tables) -> list[Problem]:
    """Every problem of tables already read."""
    if tables.problems:
        return list(tables.problems)
    return [*_check_head(tables)]


def _check_head(tables: Tables) -> Iterator[Problem]:
    for key in ("format", "name", "title", "beneficiaries"):
        if key not in tables.head:
            yield Problem("dossier.toml", 0, "missing_key", f"'{key}' is missing", "see docs/reference/dossier.md")
    version = tables.head.get("format")
    if version not in (None, FORMAT):
        yield Problem("dossier.toml", 0, "format_version", f"format {version!r} is unknown", f"this version reads format {FORMAT}")
