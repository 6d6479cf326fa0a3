"""Gross domestic product and population by party and year: the table `economies.csv` of a dossier."""

from __future__ import annotations

import csv
import functools
import pathlib

import msgspec

from pledgebook.dossier.tables import SHIPPED, base_of
from pledgebook.errors import DossierError

FILE = "economies.csv"
COLUMNS = ("party", "year", "gdp_usd", "population", "source", "basis")


class Economy(msgspec.Struct, frozen=True):
    """One party in one year: GDP in current US dollars, people at mid-year, and where the figures are from."""

    party: str
    year: int
    gdp_usd: float | None
    population: int | None
    source: str
    basis: str


@functools.cache
def load_economies(dossier: str) -> tuple[Economy, ...]:
    """The table of a shipped dossier or of one in a folder, or of the one it rests on; () where there is none.

    Raises `DossierError` with file and line where a row cannot be read.
    """
    folder = SHIPPED / dossier if (SHIPPED / dossier).is_dir() else pathlib.Path(dossier)
    places = (place / FILE for place in (folder, base_of(folder)) if place)
    return next((_rows(place) for place in places if place.is_file()), ())


def economy(table: tuple[Economy, ...], party: str, year: int) -> Economy | None:
    """The row of the party's last year up to `year`, or its first; None where it has none."""
    own = sorted((row for row in table if row.party == party), key=lambda row: row.year)
    return next((row for row in reversed(own) if row.year <= year), own[0] if own else None)


def _rows(path: pathlib.Path) -> tuple[Economy, ...]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DossierError("bad_economies", f"{FILE}:1: columns are {', '.join(reader.fieldnames or ())}", f"give the columns {', '.join(COLUMNS)}")
        return tuple(_row(row, reader.line_num) for row in reader)


def _row(row: dict[str, str], line: int) -> Economy:
    try:
        gdp, population = float(row["gdp_usd"]) if row["gdp_usd"] else None, int(row["population"]) if row["population"] else None
        return Economy(row["party"], int(row["year"]), gdp, population, row["source"], row["basis"] or "unverified")
    except (ValueError, TypeError, KeyError) as error:
        raise DossierError("bad_economies", f"{FILE}:{line}: {error}", "give whole US dollars and people, or leave the cell empty") from error
