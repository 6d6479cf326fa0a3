"""Codes of the dossier for the names other trackers give to parties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pledgebook.dossier.schema import Dossier

_ASIDE = re.compile(r"\s*\([^)]*\)|,.*$")
_OFFICE = re.compile(r",?\s*(?:Government of|Institutions)$|^Government of\s+(?:the\s+)?", re.IGNORECASE)
"""how trackers write a state or union as a giver: "Norway, Government of", "EU (Commission and Council)" """


class Codes:
    """The code of a party by any of its names; a name the dossier lacks stands for itself, and is told."""

    def __init__(self, dossier: Dossier) -> None:
        # a programme of one giver stands for it: trackers list such funds among donors
        self._known = {name.casefold(): scheme.donors[0] for scheme in dossier.schemes if len(scheme.donors) == 1 for name in (scheme.name, *scheme.phrases)}
        self._known |= {name.casefold(): party.code for party in dossier.parties for name in (*party.names, party.name, party.code)}
        self._lacking: set[str] = set()

    def known(self, name: str) -> bool:
        """Whether the dossier has a party of this name."""
        return self._find(name) is not None

    def of(self, name: str) -> str:
        """The party's code, or the name."""
        found = self._find(name)
        if found is None:
            self._lacking.add(name)
        return found or name

    def notes(self) -> Iterator[str]:
        """What the dossier lacks."""
        yield from (f"the dossier has no party '{name}'" for name in sorted(self._lacking))

    def _find(self, name: str) -> str | None:
        tried = (name, _OFFICE.sub("", name), _ASIDE.sub("", name))
        return next((self._known[spelling.strip().casefold()] for spelling in tried if spelling.strip().casefold() in self._known), None)


def alpha2(code: str | None) -> str | None:
    """The two letters of ISO 3166-1 for a state; None for what is none.

    >>> alpha2("NLD"), alpha2("NATO")
    ('NL', None)
    """
    from babel.core import get_global

    found = get_global("territory_aliases").get(code or "")
    return found[0] if found and len(found) == 1 and len(code or "") == 3 else None
