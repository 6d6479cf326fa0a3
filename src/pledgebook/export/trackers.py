"""Another ledger read from a file, whatever layout it is in."""

from __future__ import annotations

import os
import pathlib

from pledgebook.analyse.compare_lines import Tracker
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import DocumentError
from pledgebook.export import fts, iati, kiel, own
from pledgebook.export.grids import Grid, read_csv, read_workbook


def read_tracker(place: str | os.PathLike[str], dossier: Dossier) -> Tracker:
    """The ledger at a place, its layout told by its contents.

    Raises `DocumentError` for a place that holds no ledger pledgebook can read.
    """
    path = pathlib.Path(place)
    if path.is_dir():
        return own.read_folder(path)
    if not path.is_file():
        raise DocumentError("no_tracker", f"{path}: there is no such file", "give the file or folder of the other ledger")
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return own.read_jsonl(path)
    if suffix == ".json":
        return fts.read_json(path, dossier)
    if suffix == ".xml":
        return iati.read_iati(path, dossier)
    if suffix in (".xlsx", ".xls", ".xlsb", ".ods"):
        return _of_sheets(path, read_workbook(path), dossier)
    if suffix in (".csv", ".tsv", ".txt"):
        return _of_sheets(path, (read_csv(path),), dossier)
    raise _unknown(path)


def _of_sheets(path: pathlib.Path, grids: tuple[Grid, ...], dossier: Dossier) -> Tracker:
    """The first sheet that looks like a ledger; trackers keep notes and charts before and behind it."""
    for grid in grids:
        if own.is_own(grid.columns):
            return own.from_workbook(str(path), grids)
        if fts.is_fts(grid.columns):
            return fts.read_csv(str(path), grid, dossier)
        if kiel.is_kiel(grid.columns):
            return kiel.read_kiel(str(path), grid, dossier)
    raise _unknown(path)


def _unknown(path: pathlib.Path) -> DocumentError:
    hint = "give an export of pledgebook, the Ukraine Support Tracker's layout, IATI activities, or OCHA FTS flows"
    return DocumentError("unknown_tracker", f"{path}: no ledger pledgebook knows the layout of", hint)
