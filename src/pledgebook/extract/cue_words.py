"""The dossier's words that put content into somebody's mouth."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from pledgebook.annotate.lexicon import per_dossier
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


@per_dossier
def cue_words(dossier: Dossier) -> CueWords:
    """The cue words of a dossier, from its table `statements`."""
    named = {name: frozenset(dossier.terms("statements", *keys)) for name, keys in LISTS.items()}
    table = dossier.words.get("statements", {})
    prepositions = table.get("verbs", {}).get("preposition", {})
    return CueWords(**named, preposition={verb: frozenset(words) for verb, words in prepositions.items()}, lemmas=dict(table.get("lemmas", {})))
