"""The lines above a headline that name the outlet."""

from __future__ import annotations

import re
import unicodedata

from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Cut, RawDocument

HOST = re.compile(r"(?:https?://)?((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})(?=[/\s|]|\Z)")
_HEADER_KINDS = ("crawl_header", "date_line", "masthead", "byline")
_LONGEST = 80
_SHORTEST_NAME = 3
_CREDIT_WORDS = 5
_PARTED = re.compile(r"(, )|(?: ?[|•·] ?| [-–—] )")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "å": "aa"})


def outlet_names(raw: RawDocument, cuts: list[Cut]) -> frozenset[str]:
    """The letters of what the outlet may be called: its name as given, and the parts of the addresses around the text.

    >>> from pledgebook.clean.decode import row_document
    >>> from pledgebook.model.text import Given
    >>> sorted(outlet_names(row_document("Boats come.", "a", Given(url="https://www.harbour-wire.example/a")), []))
    ['harbourwire']
    """
    lines = [raw.given.url or "", *(cut.span.of(raw.text) for cut in cuts if cut.kind in _HEADER_KINDS)]
    parts = [part for line in lines for found in HOST.finditer(line.lower()) for part in found[1].split(".")[:-1]]
    return frozenset(name for name in map(_letters, (raw.given.source or "", *parts)) if len(name) >= _SHORTEST_NAME and name != "www")


def is_masthead(line: str, names: frozenset[str], dossier: Dossier) -> bool:
    """Whether a line says nothing but what the outlet is called, with the kind of outlet or text behind it."""
    if not names or len(line) > _LONGEST or not line[-1:].isalnum():
        return False
    found = _PARTED.search(line)
    name, rest = (line[: found.start()], line[found.end() :]) if found else (line, "")
    words, genres = (dossier.terms("layout", "masthead", key) for key in ("words", "genres"))
    if not _is_name(name, names, words):
        return False
    kind = rest.lower().split()[-1:]
    parts = [part.lower() for part in _PARTED.split(rest) if part]
    return not rest or kind[0] in words or any(part in genres for part in parts) or (found is not None and not found[1] and rest.isupper())


def is_credit(line: str, dossier: Dossier) -> bool:
    """Whether a line under a masthead credits another outlet: "Harbour Wire report"."""
    words = line.split()
    ends = dossier.terms("layout", "masthead", "credits")
    return 1 < len(words) <= _CREDIT_WORDS and words[-1].lower() in ends and all(word[0].isupper() for word in words[:-1])


def _is_name(name: str, names: frozenset[str], words: tuple[str, ...]) -> bool:
    parts = name.split()
    while parts:
        if _letters(" ".join(parts)) in names:
            return True
        if parts[-1].lower() not in words and not parts[-1].isdigit():
            return False
        parts.pop()
    return False


def _letters(name: str) -> str:
    """The letters of a name without its article, as an address spells them."""
    low = name.lower().removeprefix("the ").removeprefix("the-").translate(_UMLAUTS)
    return "".join(letter for letter in unicodedata.normalize("NFKD", low) if letter.isalnum() and letter.isascii())
