"""Every format a ledger is written in, and how a file or folder comes into being whole or not at all."""

from __future__ import annotations

import enum
import os
import pathlib
import shutil
import tempfile
from collections.abc import Callable, Mapping

import msgspec

from pledgebook.errors import PledgebookError
from pledgebook.export.files import LICENCE, write_jsonl, write_package, write_parquet
from pledgebook.export.rows import Named


class Format(enum.StrEnum):
    XLSX = "xlsx"
    """a workbook, figures linked to their evidence"""
    CSV = "csv"
    """a folder of CSV files with a Frictionless datapackage.json"""
    PARQUET = "parquet"
    """a folder with a Parquet file a sheet"""
    JSONL = "jsonl"
    """one file of JSON lines with all sheets"""
    KIEL = "kiel"
    """the layout of the Ukraine Support Tracker's main sheet, as .xlsx or .csv"""
    IATI = "iati"
    """IATI 2.03 activities with their transactions"""
    PROV = "prov"
    """where each figure comes from, as W3C PROV-JSON"""
    FTM = "ftm"
    """FollowTheMoney entities, a line each"""


class Shape(msgspec.Struct, frozen=True):
    """How a format is written: the suffixes a file of it may have (none for a folder), what writes it, and whether a suffix alone asks for it."""

    suffixes: tuple[str, ...]
    write: Callable[[Named, pathlib.Path, str], None]
    guessed: bool = True


def shapes() -> Mapping[Format, Shape]:
    """What writes each format."""
    from pledgebook.export.ftm import write_ftm
    from pledgebook.export.iati import write_iati
    from pledgebook.export.kiel import write_kiel
    from pledgebook.export.provenance import write_prov
    from pledgebook.export.workbook import write_workbook

    return {
        Format.XLSX: Shape((".xlsx",), lambda view, path, _: write_workbook(view, path)),
        Format.CSV: Shape((), write_package),
        Format.PARQUET: Shape((), lambda view, path, _: write_parquet(view, path)),
        Format.JSONL: Shape((".jsonl",), lambda view, path, _: write_jsonl(view, path)),
        Format.KIEL: Shape((".xlsx", ".csv"), lambda view, path, _: write_kiel(view, path), guessed=False),
        Format.IATI: Shape((".xml",), lambda view, path, _: write_iati(view, path)),
        Format.FTM: Shape((".json", ".jsonl"), lambda view, path, _: write_ftm(view, path), guessed=False),
        Format.PROV: Shape((".json",), lambda view, path, _: write_prov(view, path), guessed=False),
    }


def format_of(path: pathlib.Path) -> Format:
    """The format a place asks for by its suffix; a place without one is a folder of CSV files.

    >>> str(format_of(pathlib.Path("aid.xlsx")))
    'xlsx'

    Raises `PledgebookError` for a suffix that belongs to no format, or to several.
    """
    found = [name for name, shape in shapes().items() if shape.guessed and path.suffix.lower() in shape.suffixes]
    if not path.suffix:
        return Format.CSV
    if len(found) != 1:
        raise PledgebookError("unknown_export", f"{path}: nothing follows from the suffix '{path.suffix}'", f"give --format, one of {', '.join(Format)}")
    return found[0]


def write(view: Named, place: str | os.PathLike[str], format: Format | None = None, *, licence: str = LICENCE, replace: bool = False) -> Format:
    """Writes a view to a file or folder, and answers the format it was written in.

    What stands there is left alone unless `replace`; a write that fails leaves nothing behind.
    """
    path = pathlib.Path(place)
    chosen = format or format_of(path)
    shape = shapes()[chosen]
    if shape.suffixes and path.suffix.lower() not in shape.suffixes:
        raise PledgebookError("bad_suffix", f"{path}: {chosen} is a file that ends in {' or '.join(shape.suffixes)}", "give such a name")
    occupied = any(path.iterdir()) if path.is_dir() and not shape.suffixes else path.exists()
    if occupied and not replace:
        raise PledgebookError("export_exists", f"{path}: something stands there", "give another name, or --replace to write over it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pledgebook-", dir=path.parent) as held:
            made = pathlib.Path(held) / f"made{path.suffix.lower() if shape.suffixes else ''}"
            if not shape.suffixes:
                made.mkdir()
            shape.write(view, made, licence)
            _move(made, path)
    except OSError as error:
        raise PledgebookError("export_failed", f"{path}: {error.strerror or error}", "see that the folder can be written and the disk has room") from None
    return chosen


def _move(made: pathlib.Path, path: pathlib.Path) -> None:
    if made.is_file():
        made.replace(path)
        return
    path.mkdir(exist_ok=True)
    for file in made.iterdir():
        shutil.move(file, path / file.name)
