"""The words of aid acts, compiled from the dossier."""

from __future__ import annotations

import msgspec
from spacy.tokens import Token

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.grammar import VERBAL, lexical_keys

_CACHE: dict[str, Lexicon] = {}


class Lexicon(msgspec.Struct, frozen=True):
    """Kinds of acts by key, each table from the dossier's `words/aid.toml`."""

    verbs: dict[str, str]
    adjectives: dict[str, str]
    nouns: dict[str, str]
    words: dict[str, frozenset[str]]
    types: dict[str, frozenset[str]]
    excluded: frozenset[str]
    speaking: frozenset[str]
    """bodies whose officials speak of what members give"""
    deliveries: dict[str, str]
    """verbs that say how far delivered goods have come"""
    usual: dict[str, frozenset[str]]
    """type of aid to the institutions that give it when nothing else is said"""
    services: dict[str, str]
    """verbs that are a service by themselves, and its name: train, training"""

    def kind(self, token: Token) -> str | None:
        """The kind of act a word names: `give`, `pledge`, ..., None for any other word."""
        if token.pos_ in VERBAL or (token.tag_.startswith("VB") and token.dep_ != "amod"):
            if token.dep_ in ("acl", "relcl") and self.verbs.get(f"{token.lemma_.lower()} {token.head.lower_}") == "void":
                return None  # "imagery released on Sunday"
            for key in lexical_keys(token):
                if key in self.verbs:
                    if self.verbs[key] != "void":
                        return self.verbs[key]
                    led = [child for child in token.children if child.lower_ == key.partition(" ")[2]]
                    if led and not any(deep.dep_ == "pcomp" for child in led for deep in child.children):
                        return None  # "looks at boats", but not "looks at how to send boats"
            held = self.adjectives.get(token.lower_) if token.tag_ == "VBN" else None
            return held if held == "suspend" else None  # "has been stuck in parliament"
        if token.pos_ == "ADJ" and token.dep_ in ("acomp", "ROOT", "oprd", "attr", "amod"):
            return self.adjectives.get(token.lemma_.lower()) if token.dep_ != "amod" else None
        if token.pos_ in ("NOUN", "PROPN"):
            return self.nouns.get(token.lemma_.lower())
        return None


def lexicon(dossier: Dossier) -> Lexicon:
    """The compiled words of a dossier, made once per digest."""
    found = _CACHE.get(dossier.digest)
    if found is None:
        table = dossier.words.get("aid", {})
        found = Lexicon(
            verbs=_inverted(table.get("verbs", {})),
            adjectives=_inverted(table.get("adjectives", {})),
            nouns=_inverted(table.get("nouns", {})),
            words={key: frozenset(words) for key, words in table.get("words", {}).items()},
            types={key: frozenset(words) for key, words in table.get("types", {}).items()},
            deliveries=_inverted(table.get("delivery", {})),
            usual={kind: frozenset(codes) for kind, codes in table.get("usual", {}).items()},
            services=dict(table.get("services", {})),
            speaking=frozenset(table.get("givers", {}).get("speaking", ())),
            excluded=frozenset(table.get("givers", {}).get("excluded", ())),
        )
        _CACHE[dossier.digest] = found
    return found


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    """Word to kind; the first kind that lists a word keeps it."""
    found: dict[str, str] = {}
    for kind, words in table.items():
        for word in words:
            found.setdefault(word, kind)
    return found
