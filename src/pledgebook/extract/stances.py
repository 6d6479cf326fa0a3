"""How something is said: what kind of act it is, and through which medium."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.clauses import child, negated, noun_phrase
from pledgebook.model.claim import Act
from pledgebook.model.text import Span

MEDIUM_PREPOSITIONS = ("in", "on", "at", "to", "during", "via", "through", "for", "with")


def act_of(cue: Token, lemma: str, content: str, dossier: Dossier) -> Act:
    """The act of a statement by its cue and the modal words of its content.

    A condition is content that asks something of another before or as the price of something ("must first", "only if");
    anything that no word marks informs. A denied cue denies what it would have told.
    """
    verbs = {act: frozenset(dossier.terms("statements", "acts", act.value)) for act in Act}
    if negated(cue):
        return Act.REJECT if lemma in verbs[Act.SUPPORT] | verbs[Act.PROMISE] else Act.DENY
    named = next((act for act in Act if lemma in verbs[act]), None)
    if named is not None:
        return named
    padded = f" {' '.join(content.casefold().split())} "
    for act in (Act.CONDITION, Act.THREATEN, Act.DEMAND, Act.PREDICT, Act.PROMISE):
        if any(f" {phrase} " in padded for phrase in dossier.terms("statements", "phrases", act.value)):
            return act
    return Act.INFORM


def medium_of(cue: Token, text: str, dossier: Dossier) -> str | None:
    """Where the words were said ("Northern Channel", "press conference"), None where the text does not say."""
    occasions = frozenset(dossier.terms("statements", "media", "occasions"))
    outlets = frozenset(dossier.terms("statements", "media", "outlet_words"))
    audiences = frozenset(dossier.terms("statements", "media", "audiences"))
    listener = child(cue, "dobj", "dative")
    if listener is not None and listener.i > cue.i and (listener.lemma_.lower() in audiences or _outlet(listener, outlets)):
        return _name(listener, text)
    for preposition in cue.children:
        place = child(preposition, "pobj") if preposition.dep_ in ("prep", "dative") and preposition.lower_ in MEDIUM_PREPOSITIONS else None
        if place is None:
            continue
        if place.lemma_.lower() in occasions:
            return _outlet_of(place, text) or _name(place, text)
        if preposition.lower_ in ("on", "to", "via", "through", "for") and (_outlet(place, outlets) or place.lemma_.lower() in audiences):
            return _name(place, text)
    return None


def _outlet(token: Token, outlets: frozenset[str]) -> bool:
    names = {t.lower_ for t in token.subtree if t.pos_ == "PROPN" or t.i == token.i}
    return bool(names & outlets)


def _outlet_of(occasion: Token, text: str) -> str | None:
    """Whose interview or programme it was."""
    for preposition in occasion.children:
        host = child(preposition, "pobj") if preposition.dep_ == "prep" and preposition.lower_ in ("with", "for", "to", "on") else None
        if host is not None and any(t.pos_ == "PROPN" for t in host.subtree):
            return _name(host, text)
    return None


def _name(head: Token, text: str) -> str:
    words = Span(*_bounds(head)).of(text).split()
    return " ".join(words[1:] if len(words) > 1 and words[0].casefold() in ("a", "an", "the", "his", "her", "its", "their") else words)


def _bounds(head: Token) -> tuple[int, int]:
    span = noun_phrase(head)
    return span.start, span.end
