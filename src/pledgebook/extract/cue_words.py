"""The dossier's words that put content into somebody's mouth."""

from __future__ import annotations

import functools
from typing import NamedTuple

from spacy.tokens import Token

from pledgebook.dossier.schema import Dossier

LISTS = {
    "say": ("verbs", "say"),
    "clause": ("verbs", "clause"),
    "infinitive": ("verbs", "infinitive"),
    "object": ("verbs", "object"),
    "nouns": ("nouns", "content"),
    "light": ("nouns", "light"),
    "raising": ("nouns", "raising"),
    "adjectives": ("adjectives", "content"),
    "according": ("according", "to"),
    "estimates": ("according", "estimates"),
    "announcing": ("verbs", "announcing"),
    "asking": ("verbs", "asking"),
    "questioning": ("verbs", "questioning"),
    "unstated": ("verbs", "unstated"),
    "going_on": ("verbs", "going_on"),
    "papers": ("speakers", "papers"),
    "things": ("speakers", "things"),
    "citing": ("sources", "citing"),
    "relaying": ("sources", "relaying"),
}


class CueWords(NamedTuple):
    """Lemmas by how content hangs on them; `preposition` names those a verb takes, `lemmas` mends the tagger's."""

    say: frozenset[str]
    clause: frozenset[str]
    infinitive: frozenset[str]
    object: frozenset[str]
    nouns: frozenset[str]
    light: frozenset[str]
    raising: frozenset[str]
    adjectives: frozenset[str]
    according: frozenset[str]
    estimates: frozenset[str]
    announcing: frozenset[str]
    asking: frozenset[str]
    questioning: frozenset[str]
    unstated: frozenset[str]
    going_on: frozenset[str]
    papers: frozenset[str]
    things: frozenset[str]
    citing: frozenset[str]
    relaying: frozenset[str]
    preposition: dict[str, frozenset[str]]
    lemmas: dict[str, str]

    def lemma(self, token: Token) -> str:
        """The lemma as the lists have it, where the tagger's own is wrong ("hoping" as "hop")."""
        plain = token.lemma_.lower()
        return self.lemmas.get(token.lower_, self.lemmas.get(plain, plain))


def cue_words(dossier: Dossier) -> CueWords:
    """The cue words of a dossier, from its table `statements`."""
    lists = tuple(dossier.terms("statements", *keys) for keys in LISTS.values())
    table = dossier.words.get("statements", {})
    prepositions = tuple((verb, tuple(words)) for verb, words in table.get("verbs", {}).get("preposition", {}).items())
    return _compiled(lists, prepositions, tuple(table.get("lemmas", {}).items()))


@functools.lru_cache(maxsize=4)
def _compiled(lists: tuple[tuple[str, ...], ...], prepositions: tuple[tuple[str, tuple[str, ...]], ...], lemmas: tuple[tuple[str, str], ...]) -> CueWords:
    named = dict(zip(LISTS, map(frozenset, lists), strict=True))
    return CueWords(**named, preposition={verb: frozenset(words) for verb, words in prepositions}, lemmas=dict(lemmas))
