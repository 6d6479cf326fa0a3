"""Reads a dossier folder: raises on the first thing that is wrong, naming file and line."""

from __future__ import annotations

import datetime
import functools
import pathlib

from pledgebook.dossier.check import check_tables
from pledgebook.dossier.context import parse_contexts
from pledgebook.dossier.schema import Dossier, Event, ItemKind, Party, PartyKind, Role, Scheme, Tenure
from pledgebook.dossier.tables import SHIPPED, Row, Tables, read_tables
from pledgebook.errors import DossierError
from pledgebook.model.text import DateRange

UNVERIFIED = "unverified"


@functools.cache
def load_dossier(name: str = "ukraine") -> Dossier:
    """The shipped dossier of that name, or the one in the folder `name`; read once in a process.

    >>> load_dossier("ukraine").beneficiaries
    ('UKR',)

    Raises `DossierError` with the place of the first fatal problem; `check_dossier` lists all of them.
    """
    folder = _locate(name)
    # tests check the shipped dossiers, so that a command need not
    shipped = folder.parent == SHIPPED
    tables = read_tables(folder, cases=not shipped)
    fatal = sorted(problem for problem in (tables.problems if shipped else check_tables(tables)) if problem.fatal)
    if fatal:
        more = f" (and {len(fatal) - 1} more)" if len(fatal) > 1 else ""
        raise DossierError(fatal[0].code, f"{fatal[0]}{more}", fatal[0].hint)
    return build(tables)


def build(tables: Tables) -> Dossier:
    """The dossier that checked tables describe."""
    rows = tables.rows
    head = tables.head
    return Dossier(
        name=head["name"],
        title=head["title"],
        digest=tables.digest,
        beneficiaries=tuple(head["beneficiaries"]),
        parties=tuple(_party(row) for row in rows["parties.csv"]),
        people=tuple(_tenure(row) for row in rows["people.csv"]),
        events=tuple(_event(row) for row in rows["events.csv"]),
        schemes=tuple(_scheme(row) for row in rows["schemes.csv"]),
        items=tuple(_item(row) for row in rows["items.csv"]),
        words=tables.words,
        roles=tuple(_role(table) for table in head.get("roles", ())),
        flags=tuple(head.get("flags", ())),
    )


def _locate(name: str) -> pathlib.Path:
    for folder in (SHIPPED / name, pathlib.Path(name)):
        if (folder / "dossier.toml").is_file():
            return folder
    shipped = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/dossier.toml")))
    raise DossierError("unknown_dossier", f"no dossier '{name}': neither shipped nor a folder with dossier.toml", f"shipped dossiers: {shipped}")


def _with_name(row: Row, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((row["name"], *row.many(column))))


def _basis(row: Row) -> str:
    return row["basis"] or UNVERIFIED


def _period(row: Row) -> tuple[str | None, str | None]:
    return row["from"] or None, row["to"] or None


def _party(row: Row) -> Party:
    return Party(
        code=row["code"],
        kind=PartyKind(row["kind"]),
        name=row["name"],
        names=_with_name(row, "names"),
        adjectives=row.many("adjectives"),
        seats=row.many("seats"),
        bodies=row.many("bodies"),
        currency=row["currency"] or None,
        members=row.many("members"),
        basis=_basis(row),
        context=parse_contexts(row["context"]),
    )


def _tenure(row: Row) -> Tenure:
    return Tenure(row["name"], row.many("aliases"), row["party"], row["role"], _period(row), _basis(row))


def _event(row: Row) -> Event:
    days = DateRange(datetime.date.fromisoformat(row["first"]), datetime.date.fromisoformat(row["last"]))
    return Event(row["code"], row["name"], row.many("phrases"), days, _basis(row))


def _scheme(row: Row) -> Scheme:
    return Scheme(
        code=row["code"],
        name=row["name"],
        phrases=row.many("phrases"),
        donors=row.many("donors"),
        supplier=row["supplier"] or None,
        aid_type=row["aid_type"] or None,
        period=_period(row),
        basis=_basis(row),
    )


def _item(row: Row) -> ItemKind:
    return ItemKind(
        code=row["code"],
        name=row["name"],
        item_class=row["item_class"],
        aid_type=row["aid_type"],
        aliases=_with_name(row, "aliases"),
        maker=row["maker"] or None,
        general=row["general"] == "true",
        basis=_basis(row),
    )


def _role(table: dict[str, object]) -> Role:
    words = table.get("words", ())
    name = str(table["name"])
    listed = tuple(str(word).lower() for word in words) if isinstance(words, list) else ()
    return Role(name, tuple(dict.fromkeys((name, *listed))), bool(table.get("exclusive", False)))
