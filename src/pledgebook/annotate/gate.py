"""The gate: whether a document is about the dossier at all, decided before anything is parsed.

Literals only, so that millions of documents can be asked. A document passes when it names a beneficiary and speaks
of aid or of talks; a short registry note passes without naming one, when it can only be a gift.
"""

from __future__ import annotations

import collections
from collections.abc import Iterator

import msgspec

from pledgebook.annotate.lexicon import Literals, fold, per_dossier
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Document

NOTE_LENGTH = 1200
"""code points; registry notes are shorter"""
LIST_LENGTH = 300
"""code points; a text this short that names goods twice is taken for the list of a gift"""
LEAD = 600
"""code points from the start within which a name makes the document about that party"""
REACH = 300
"""code points around a name in passing within which a trigger must stand"""
OFTEN = 3
"""names that make a document about the party wherever they stand"""


class _Gate(msgspec.Struct, frozen=True):
    beneficiary: Literals[str]
    triggers: Literals[str]
    note: Literals[str]


@per_dossier
def _gate(dossier: Dossier) -> _Gate:
    def terms(*keys: str) -> Iterator[tuple[str, str]]:
        return ((word, keys[-1]) for word in dossier.terms("gate", *keys))

    triggers = [(word, "trigger") for kind in ("aid", "talks") for word in dossier.terms("gate", "triggers", kind)]
    return _Gate(
        Literals((name, "beneficiary") for name in _beneficiary_names(dossier)),
        Literals([*triggers, *terms("combined", "giving"), *terms("combined", "value")]),
        Literals(entry for part in ("gift", "giving", "value", "goods", "others") for entry in terms("note", part)),
    )


def _beneficiary_names(dossier: Dossier) -> Iterator[str]:
    yield from dossier.terms("gate", "beneficiary")
    for party in dossier.parties:
        if party.code in dossier.beneficiaries:
            yield from (*party.names, *party.adjectives, *party.seats, *party.bodies)
    for tenure in dossier.people:
        if tenure.party in dossier.beneficiaries:
            yield from (alias for alias in (tenure.name, *tenure.aliases) if " " in alias)


def passes_gate(document: Document, dossier: Dossier) -> bool:
    """Whether a document may hold a claim of the dossier's book.

    The title that came with a document counts as its beginning. False for an empty document.
    """
    gate = _gate(dossier)
    title = document.title or ""
    text = fold(f"{title}\n{document.text}")
    starts = [hit.start for hit in gate.beneficiary.find(text)]
    if not starts:
        return len(document.text) <= NOTE_LENGTH and _is_note(gate.note, text)
    if starts[0] < len(title) + LEAD or len(starts) >= OFTEN:
        return _triggered(gate.triggers, text)
    return any(_triggered(gate.triggers, text[max(0, start - REACH) : start + REACH]) for start in starts)


def _triggered(triggers: Literals[str], text: str) -> bool:
    seen = set()
    for hit in triggers.find(text):
        seen.add(hit.value)
        if "trigger" in seen or len(seen) > 1:
            return True
    return False


def _is_note(note: Literals[str], text: str) -> bool:
    seen = collections.Counter(hit.value for hit in note.find(text))
    if seen["others"]:
        return False
    if seen["gift"] and (seen["value"] or seen["goods"]):
        return True
    return bool(seen["goods"]) and (bool(seen["giving"]) or (seen["goods"] > 1 and len(text) <= LIST_LENGTH))
