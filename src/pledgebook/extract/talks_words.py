"""The dossier's words of talks, as sets."""

from __future__ import annotations

import msgspec

from pledgebook.dossier.schema import Dossier

TABLE = "talks"


class TalksWords(msgspec.Struct, frozen=True):
    """Words of the table `talks` of a dossier, all in lower case; `kinds` leads from a noun's lemma to the kind of occasion.

    `formats` leads from a standing name ("normandy") to the parties that it stands for.
    """

    kinds: dict[str, str]
    groups: dict[str, str]
    formats: dict[str, tuple[str, ...]]
    sets: dict[str, frozenset[str]]

    def __getitem__(self, key: str) -> frozenset[str]:
        """The set at a dotted key, empty where the dossier has none."""
        return self.sets.get(key, frozenset())


KINDS = ("meeting", "summit", "talks", "call", "agreement")


def talks_words(dossier: Dossier) -> TalksWords:
    """The words of a dossier that has a table `talks`; everything is empty without one."""
    table = dossier.words.get(TABLE, {})
    kinds = {word: kind for kind in KINDS for word in dossier.terms(TABLE, "nouns", kind)}
    sets = {
        f"{section}.{key}": frozenset(words)
        for section, part in table.items()
        if isinstance(part, dict)
        for key, words in part.items()
        if isinstance(words, list)
    }
    formats = {phrase: tuple(codes) for phrase, codes in table.get("formats", {}).items()}
    return TalksWords(kinds, dict(table.get("people", {}).get("groups", {})), formats, sets)
