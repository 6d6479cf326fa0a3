"""The files of a dossier as rows that know their line; what cannot be read at all becomes a problem."""

from __future__ import annotations

import csv
import hashlib
import io
import pathlib
import tomllib
from typing import Any

import msgspec

FORMAT = 1
"""the version of the dossier format this code reads"""

SHIPPED = pathlib.Path(__file__).parent.parent / "dossiers"
"""the dossiers that come with the package"""

LIST_MARK = "|"

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "parties.csv": (("code", "kind", "name"), ("names", "adjectives", "seats", "bodies", "currency", "members", "context", "basis")),
    "people.csv": (("name", "party", "role"), ("aliases", "from", "to", "basis")),
    "events.csv": (("code", "name", "phrases", "first", "last"), ("basis",)),
    "schemes.csv": (("code", "name", "phrases"), ("donors", "supplier", "aid_type", "from", "to", "basis")),
    "items.csv": (("code", "name", "item_class"), ("aid_type", "aliases", "maker", "general", "basis")),
    "SOURCES.csv": (("basis", "title"), ("publisher", "licence", "note")),
}
"""columns each table must have, and those it may have"""

_KEYS = {"people.csv": "name", "SOURCES.csv": "basis"}
"""what makes two rows the same where a dossier rests on another; elsewhere the code does"""


class Problem(msgspec.Struct, frozen=True, order=True):
    """Something wrong in a dossier; `fatal` keeps the dossier from being loaded.

    >>> print(Problem("parties.csv", 41, "bad_date", "'2025-13-01' is no day", "write YYYY-MM-DD"))
    parties.csv:41: '2025-13-01' is no day
    """

    file: str
    line: int
    code: str
    message: str
    hint: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class Row(msgspec.Struct, frozen=True):
    """One line of a table; a cell that is absent or empty is ""."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        """The values of a cell, which `|` separates.

        >>> Row(2, {"names": "Britain| Great Britain |"}).many("names")
        ('Britain', 'Great Britain')
        """
        return tuple(part.strip() for part in self[column].split(LIST_MARK) if part.strip())


class Tables(msgspec.Struct, frozen=True):
    """All files of a dossier folder; a table that is absent has no rows."""

    name: str
    digest: str
    head: dict[str, Any]
    rows: dict[str, tuple[Row, ...]]
    words: dict[str, dict[str, Any]]
    cases: dict[str, dict[str, Any]]
    problems: tuple[Problem, ...]


def read_tables(folder: pathlib.Path, *, cases: bool = True) -> Tables:
    """Everything in a dossier folder, with a problem for each file that cannot be read; without `cases`, which only test it, in half the time."""
    problems: list[Problem] = []
    head = _read_toml(folder / "dossier.toml", "dossier.toml", problems)
    rows = {file: _read_rows(folder / file, file, problems) for file in COLUMNS}
    words = _read_tomls(folder, "words", problems)
    tried = _read_tomls(folder, "cases", problems) if cases else {}
    own = Tables(folder.name, digest_folder(folder), head, rows, words, tried, tuple(problems))
    return own if "rests_on" not in head else _resting(own, base_of(folder))


def base_of(folder: pathlib.Path) -> pathlib.Path | None:
    """The dossier that the one in `folder` rests on, shipped or in a folder beside it; None where there is none, or it rests on a third."""
    name = _rests_on(folder)
    found = (base for base in (SHIPPED / str(name), folder.parent / str(name)) if name and (base / "dossier.toml").is_file())
    base = next(found, None)
    return None if base is None or _rests_on(base) else base


def _rests_on(folder: pathlib.Path) -> object:
    return _read_toml(folder / "dossier.toml", "dossier.toml", []).get("rests_on")


def _resting(own: Tables, folder: pathlib.Path | None) -> Tables:
    """A dossier with everything it does not say itself taken from the one it rests on."""
    if folder is None:
        reason = f"there is no dossier '{own.head['rests_on']}' to rest on, or it rests on another itself"
        problem = Problem("dossier.toml", 0, "unknown_base", reason, "name a shipped dossier, or a folder beside this one")
        return msgspec.structs.replace(own, problems=(*own.problems, problem))
    base = read_tables(folder, cases=False)
    return msgspec.structs.replace(
        own,
        digest=hashlib.sha256(f"{own.digest} {base.digest}".encode()).hexdigest(),
        head={**{key: base.head[key] for key in ("flags", "roles") if key in base.head}, **own.head},
        rows={file: (*_taken(base.rows[file], own.rows[file], _KEYS.get(file, "code")), *own.rows[file]) for file in COLUMNS},
        words=_over(base.words, own.words),
    )


def _taken(rows: tuple[Row, ...], own: tuple[Row, ...], key: str) -> tuple[Row, ...]:
    """The rows of a base that no row of one's own stands for; they have no line here."""
    said = {row[key] for row in own}
    return tuple(msgspec.structs.replace(row, line=0) for row in rows if row[key] not in said)


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Words of a base with one's own in their places, key by key; a table that says `instead = true` stands there alone."""
    if own.get("instead") is True:
        return {key: value for key, value in own.items() if key != "instead"}
    both = {key: _over(base[key], own[key]) for key in base.keys() & own.keys() if isinstance(base[key], dict) and isinstance(own[key], dict)}
    return {**base, **own, **both}


def digest_folder(folder: pathlib.Path) -> str:
    """The SHA-256 of a dossier's file names and contents; line ends and the order of a directory do not change it.

    Cases are left out: they test a dossier and change nothing it finds.
    """
    total = hashlib.sha256()
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in (".toml", ".csv")}
    for name in sorted(name for name in files if not name.startswith("cases/")):
        content = files[name].read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def _read_tomls(folder: pathlib.Path, part: str, problems: list[Problem]) -> dict[str, dict[str, Any]]:
    return {path.stem: _read_toml(path, f"{part}/{path.name}", problems) for path in sorted((folder / part).glob("*.toml"))}


def _read_toml(path: pathlib.Path, file: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(Problem(file, 0, "missing_file", "the file is missing", "a dossier needs it: see docs/reference/dossier.md"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(file, _line_of(error), "invalid_toml", str(error), "correct the TOML; every string needs quotes"))
    return {}


def _line_of(error: Exception) -> int:
    words = str(error).replace(",", " ").split()
    place = words.index("line") + 1 if "line" in words else len(words)
    return int(words[place]) if place < len(words) and words[place].isdigit() else 0


def _read_rows(path: pathlib.Path, file: str, problems: list[Problem]) -> tuple[Row, ...]:
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(file, 0, "not_utf8", str(error), "save the file as UTF-8"))
        return ()
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    problems += _check_header(file, header)
    rows: list[Row] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems.append(
                Problem(file, reader.line_num, "cell_count", f"{len(cells)} cells where the header has {len(header)}", "quote a cell that holds a comma")
            )
        rows.append(Row(reader.line_num, {column: cell.strip() for column, cell in zip(header, cells, strict=False)}))
    return tuple(rows)


def _check_header(file: str, header: list[str]) -> list[Problem]:
    needed, optional = COLUMNS[file]
    known = ", ".join(needed + optional)
    hint = f"columns are: {known}"
    found = [Problem(file, 1, "unknown_column", f"column '{name}' is unknown", hint) for name in header if name not in needed + optional]
    return found + [Problem(file, 1, "missing_column", f"column '{name}' is missing", hint) for name in needed if name not in header]
