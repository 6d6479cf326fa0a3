"""Imports spaCy without its command line, which nothing here uses and which is a third of its import."""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

_COMMANDS = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> None:
    """Imports spaCy where it is not there yet; whoever wants its command line later imports that as ever."""
    if "spacy" in sys.modules:
        return
    stand_ins = {name: types.ModuleType(name) for name in _COMMANDS}
    stand_ins["spacy.cli.info"].__dict__["info"] = _info
    sys.modules.update(stand_ins)
    try:
        importlib.import_module("spacy")
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def _info(*arguments: Any, **options: Any) -> Any:
    return importlib.import_module("spacy.cli.info").info(*arguments, **options)
