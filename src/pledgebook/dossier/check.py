"""What is wrong in a dossier, with file, line and remedy."""

from __future__ import annotations

import datetime
import pathlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from pledgebook.dossier.cases import check_cases
from pledgebook.dossier.context import parse_contexts
from pledgebook.dossier.schema import PartyKind
from pledgebook.dossier.tables import FORMAT, Problem, Row, Tables, read_tables
from pledgebook.model.claim import AidType

ALIAS_COLUMNS = ("name", "names", "adjectives", "seats", "bodies")
"""where a party is named in words"""

UNVERIFIED = "unverified"
"""the basis of a row nobody has held against a source"""

ALWAYS = (datetime.date.min, datetime.date.max)


def check_dossier(folder: pathlib.Path | str) -> list[Problem]:
    """Every problem of the dossier in a folder, by file and line; it can be loaded where none is fatal."""
    return sorted(check_tables(read_tables(pathlib.Path(folder))))


def check_tables(tables: Tables) -> list[Problem]:
    """Every problem of tables already read; what could not be read hides the rest."""
    if tables.problems:
        return list(tables.problems)
    checks: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
        _check_head,
        _check_needed,
        _check_codes,
        _check_parties,
        _check_aliases,
        _check_names,
        _check_references,
        _check_days,
        _check_holders,
        _check_choices,
        _check_bases,
        check_cases,
    )
    return [problem for check in checks for problem in check(tables)]


def _check_head(tables: Tables) -> Iterator[Problem]:
    head = tables.head
    kinds: dict[str, type] = {"format": int, "name": str, "title": str, "beneficiaries": list}
    for key, kind in kinds.items():
        if not isinstance(head.get(key), kind) or not head[key]:
            yield Problem("dossier.toml", 0, "missing_key", f"'{key}' is missing or no {kind.__name__}", "see docs/reference/dossier.md")
    version = head.get("format")
    if isinstance(version, int) and version != FORMAT:
        yield Problem("dossier.toml", 0, "format_version", f"format {version} is unknown", f"this version of pledgebook reads format {FORMAT}")
    known = {*kinds, "flags", "roles", "rests_on"}
    for key in sorted(head.keys() - known):
        yield Problem("dossier.toml", 0, "unknown_key", f"'{key}' is unknown", f"keys are: {', '.join(sorted(known))}")
    for role in _tables(head.get("roles")):
        if not role.get("name") or role.keys() - {"name", "words", "exclusive"}:
            yield Problem("dossier.toml", 0, "bad_role", f"{role!r} is no role", "a role has name, words and exclusive")


def _check_needed(tables: Tables) -> Iterator[Problem]:
    needed = {"parties.csv": ("code", "kind", "name"), "people.csv": ("name", "party", "role"), "events.csv": ("code", "phrases", "first", "last")}
    needed |= {"schemes.csv": ("code", "name", "phrases"), "items.csv": ("code", "name", "item_class"), "SOURCES.csv": ("basis", "title")}
    for file, columns in needed.items():
        for row in tables.rows[file]:
            for column in columns:
                if not row[column]:
                    yield Problem(file, row.line, "empty_cell", f"'{column}' is empty", "fill it or remove the row")


def _check_codes(tables: Tables) -> Iterator[Problem]:
    for file in ("parties.csv", "events.csv", "schemes.csv", "items.csv"):
        first: dict[str, int] = {}
        for row in tables.rows[file]:
            line = first.setdefault(row["code"], row.line)
            if line != row.line:
                yield Problem(file, row.line, "duplicate_code", f"code '{row['code']}' is also on line {line}", "merge the two rows")


def _check_parties(tables: Tables) -> Iterator[Problem]:
    kinds = [str(kind) for kind in PartyKind]
    for row in tables.rows["parties.csv"]:
        if row["kind"] not in kinds:
            yield Problem("parties.csv", row.line, "unknown_kind", f"kind '{row['kind']}' is unknown", f"kinds are: {', '.join(kinds)}")
        if row["currency"] and not (len(row["currency"]) == 3 and row["currency"].isalpha() and row["currency"].isupper()):
            yield Problem("parties.csv", row.line, "bad_currency", f"currency '{row['currency']}' is no ISO 4217 code", "write three capitals, such as EUR")
        if row["kind"] == PartyKind.STATE and not (len(row["code"]) == 3 and row["code"].isupper()):
            hint = "write three capitals, or make it an organisation or group"
            yield Problem("parties.csv", row.line, "bad_code", f"code '{row['code']}' of a state is no ISO 3166-1 alpha-3", hint)
        yield from _check_context(row)


def _check_context(row: Row) -> Iterator[Problem]:
    try:
        contexts = parse_contexts(row["context"])
    except ValueError as error:
        yield Problem("parties.csv", row.line, "bad_context", str(error), "write ALIAS: not after A, B; not before C; unless D; needs E")
        return
    aliases = _aliases(row)
    for context in contexts:
        if context.alias not in aliases:
            yield Problem(
                "parties.csv", row.line, "context_without_alias", f"context for '{context.alias}', which is no alias of {row['code']}", "correct the spelling"
            )


def _aliases(row: Row) -> set[str]:
    return {alias for column in ALIAS_COLUMNS for alias in row.many(column)}


def _contexts(row: Row) -> set[str]:
    """The aliases of a row that have a rule."""
    try:
        return {context.alias for context in parse_contexts(row["context"])}
    except ValueError:
        return set()


def _check_aliases(tables: Tables) -> Iterator[Problem]:
    seen: dict[str, list[Row]] = {}
    for row in tables.rows["parties.csv"]:
        for alias in sorted(_aliases(row)):
            seen.setdefault(alias, []).append(row)
    for alias, rows in seen.items():
        if len(rows) > 1 and not any(alias in _contexts(row) for row in rows):
            codes = ", ".join(row["code"] for row in rows)
            kind = "two" if len(rows) == 2 else str(len(rows))
            hint = "remove one or fill the context column"
            yield Problem("parties.csv", rows[-1].line, "ambiguous_alias", f"alias '{alias}' names {kind} parties ({codes})", hint)
    for row in tables.rows["parties.csv"]:
        counted = Counter(alias for column in ALIAS_COLUMNS[1:] for alias in row.many(column))
        for alias in (alias for alias, count in counted.items() if count > 1):
            yield Problem("parties.csv", row.line, "repeated_alias", f"alias '{alias}' is given twice", "remove one", fatal=False)


def _check_names(tables: Tables) -> Iterator[Problem]:
    """A spelling that two people share, and a phrase of two schemes: the matcher cannot tell them apart."""
    for file, column, what in (("people.csv", "aliases", "people"), ("schemes.csv", "phrases", "schemes")):
        owners: dict[str, Row] = {}
        for row in tables.rows[file]:
            for phrase in dict.fromkeys((row["name"], *row.many(column))):
                first = owners.setdefault(phrase, row)
                if first["name"] != row["name"]:
                    message = f"'{phrase}' names two {what} ({first['name']}, {row['name']})"
                    yield Problem(file, row.line, "ambiguous_alias", message, "remove it from one", fatal=False)


def _check_references(tables: Tables) -> Iterator[Problem]:
    codes = {row["code"] for row in tables.rows["parties.csv"]}
    references = (("parties.csv", "members"), ("people.csv", "party"), ("schemes.csv", "donors"), ("schemes.csv", "supplier"), ("items.csv", "maker"))
    hint = "correct the code or add the party to parties.csv"
    for file, column in references:
        for row in tables.rows[file]:
            for code in row.many(column):
                if code not in codes:
                    yield Problem(file, row.line, "unknown_code", f"{column} '{code}' is no party of parties.csv", hint)
    for code in _listed(tables.head.get("beneficiaries")):
        if code not in codes:
            yield Problem("dossier.toml", 0, "unknown_code", f"beneficiary '{code}' is no party of parties.csv", hint)


def _listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _tables(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _check_days(tables: Tables) -> Iterator[Problem]:
    for file, first, last in (("people.csv", "from", "to"), ("schemes.csv", "from", "to"), ("events.csv", "first", "last")):
        for row in tables.rows[file]:
            bad = [column for column in (first, last) if row[column] and _day(row[column]) is None]
            for column in bad:
                yield Problem(file, row.line, "bad_date", f"{column} '{row[column]}' is no day", "write YYYY-MM-DD, or leave the cell empty")
            if not bad and row[first] and row[last] and row[first] > row[last]:
                yield Problem(file, row.line, "reversed_dates", f"{first} {row[first]} is after {last} {row[last]}", "swap or correct them")


def _day(cell: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(cell) if len(cell) == len("YYYY-MM-DD") else None
    except ValueError:
        return None


def _check_holders(tables: Tables) -> Iterator[Problem]:
    """Of an exclusive office a party has one holder at a time; a day of handing over may be shared."""
    roles = [role for role in _tables(tables.head.get("roles")) if role.get("exclusive")]
    offices = {word.lower(): str(role.get("name")) for role in roles for word in (str(role.get("name")), *_listed(role.get("words")))}
    held: dict[tuple[str, str], list[Row]] = {}
    for row in tables.rows["people.csv"]:
        office = offices.get(row["role"].lower())
        if office:
            held.setdefault((row["party"], office), []).append(row)
    for (party, office), rows in held.items():
        rows.sort(key=_tenure)
        earlier = rows[0]
        for later in rows[1:]:
            if _tenure(later)[0] < _tenure(earlier)[1]:
                message = f"{later['name']} and {earlier['name']} (line {earlier.line}) are both {office} of {party}"
                yield Problem("people.csv", later.line, "overlapping_tenures", message, "correct from and to, or give one another role")
            earlier = max(earlier, later, key=lambda row: _tenure(row)[1])


def _tenure(row: Row) -> tuple[datetime.date, datetime.date]:
    return _day(row["from"]) or ALWAYS[0], _day(row["to"]) or ALWAYS[1]


def _check_choices(tables: Tables) -> Iterator[Problem]:
    kinds = [str(kind) for kind in AidType]
    for file in ("schemes.csv", "items.csv"):
        for row in tables.rows[file]:
            if row["aid_type"] and row["aid_type"] not in kinds:
                yield Problem(file, row.line, "unknown_aid_type", f"aid_type '{row['aid_type']}' is unknown", f"aid types are: {', '.join(kinds)}")
    for row in tables.rows["items.csv"]:
        if row["general"] not in ("", "true", "false"):
            yield Problem("items.csv", row.line, "bad_boolean", f"general '{row['general']}' is neither true nor false", "write true, false or nothing")


def _check_bases(tables: Tables) -> Iterator[Problem]:
    known = {row["basis"] for row in tables.rows["SOURCES.csv"]}
    for file in ("parties.csv", "people.csv", "events.csv", "schemes.csv", "items.csv"):
        rows = tables.rows[file]
        missing = [row for row in rows if not row["basis"]]
        if missing:
            hint = f"name a basis of SOURCES.csv, or write {UNVERIFIED}"
            yield Problem(file, missing[0].line, "missing_basis", f"{len(missing)} of {len(rows)} rows have no basis", hint, fatal=False)
        for row in rows:
            if row["basis"] not in known | {"", UNVERIFIED}:
                hint = f"add it to SOURCES.csv, or write {UNVERIFIED}"
                yield Problem(file, row.line, "unknown_basis", f"basis '{row['basis']}' is not in SOURCES.csv", hint, fatal=False)
        count = sum(row["basis"] == UNVERIFIED for row in rows)
        if count:
            yield Problem(file, 0, "unverified", f"{count} of {len(rows)} rows are unverified", "hold them against a source and name it", fatal=False)
