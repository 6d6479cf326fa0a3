"""Reads a dossier folder."""

from __future__ import annotations

import functools
import pathlib
import tomllib

from pledgebook.dossier.schema import Dossier

SHIPPED = pathlib.Path(__file__).parent.parent / "dossiers"


@functools.cache
def load_dossier(name: str = "ukraine") -> Dossier:
    """The shipped dossier of that name, or the one in the folder `name`; to be written."""
    folder = SHIPPED / name
    words = {p.stem: tomllib.loads(p.read_text()) for p in sorted((folder / "words").glob("*.toml"))}
    return Dossier(name, "", "", ("UKR",), (), (), (), (), (), words)
