"""What the environment says, read once at the edge."""

from __future__ import annotations

import os
from collections.abc import Mapping

import msgspec

from pledgebook.errors import PledgebookError

DEFAULT_BOOK = "pledgebook.db"
DEFAULT_DOSSIER = "ukraine"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765


class Settings(msgspec.Struct, frozen=True):
    """Where the book is, which dossier configures it, and how long to wait for another writer, in seconds."""

    book: str = DEFAULT_BOOK
    dossier: str = DEFAULT_DOSSIER
    busy_timeout_s: float = 5.0
    cache: str = ""
    """the folder of fetched pages; none is kept where it is empty"""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `PLEDGEBOOK_BOOK`, `PLEDGEBOOK_DOSSIER` and `PLEDGEBOOK_BUSY_TIMEOUT_S`, defaults where unset.

    >>> read_settings({"PLEDGEBOOK_BOOK": "aid.db"}).book
    'aid.db'
    """
    timeout = environment.get("PLEDGEBOOK_BUSY_TIMEOUT_S") or "5"
    try:
        busy_timeout_s = float(timeout)
    except ValueError:
        raise PledgebookError("bad_setting", f"PLEDGEBOOK_BUSY_TIMEOUT_S: '{timeout}' is no number", "give seconds, such as 5") from None
    home = environment.get("XDG_CACHE_HOME") or os.path.join(environment.get("HOME") or "", ".cache")
    cache = environment.get("PLEDGEBOOK_CACHE", os.path.join(home, "pledgebook", "web") if os.path.isabs(home) else "")
    return Settings(environment.get("PLEDGEBOOK_BOOK") or DEFAULT_BOOK, environment.get("PLEDGEBOOK_DOSSIER") or DEFAULT_DOSSIER, busy_timeout_s, cache)
