"""How registries word their notes."""

from __future__ import annotations

import re

from pledgebook.annotate.compiled import per_dossier
from pledgebook.annotate.goods import key
from pledgebook.dossier.schema import Dossier


class NoteWords:
    """How registries word their notes; compiled from `words/notes.toml`."""

    def __init__(self, dossier: Dossier) -> None:
        self.aside, self.taken_away, self.left_out, self.result, self.running, self.in_return = (
            _any(dossier.terms("notes", name)) for name in ("asides", "taken_away", "left_out", "result", "running", "in_return")
        )
        self.whole_classes = frozenset(dossier.terms("items", "classes", "whole"))
        self.models = {kind.code: sorted((n for n in (kind.name, *kind.aliases) if n[:1].isupper()), key=len, reverse=True) for kind in dossier.items}
        self.kinds = {kind.code: key(kind.name) for kind in dossier.items}
        entered = dossier.words.get("notes", {}).get("entered_as", {})
        self.entered_as = {key(phrase): name for name, phrases in entered.items() for phrase in phrases}
        self.vague_classes = frozenset(dossier.terms("notes", "vague_classes"))
        self.categories = tuple(map(key, dossier.terms("notes", "categories")))


def _any(phrases: tuple[str, ...]) -> re.Pattern[str]:
    listed_phrases = "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{listed_phrases})", re.IGNORECASE)


note_words = per_dossier(NoteWords)
