"""Which words name an occasion of talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.extract.talks_parties import MODIFIERS, Cast
from pledgebook.extract.talks_words import TalksWords

if TYPE_CHECKING:
    from spacy.tokens import Token

POINTING = frozenset({"the", "their", "this", "that", "these", "those", "both", "its", "his", "her"})


def topmost(noun: Token) -> Token:
    """The noun itself, or "round" in "round of talks", or the noun it stands beside with the same word."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.dep_ == "prep" and noun.head.head.pos_ in ("NOUN", "NUM"):
        noun = noun.head.head
    while noun.dep_ in ("appos", "conj") and noun.head.lemma_ == noun.lemma_:
        noun = noun.head
    return noun


def points_back(noun: Token) -> bool:
    """Whether the noun is definite: "the talks", "their meeting", "Friday's talks"."""
    lefts = list(topmost(noun).lefts)
    weekday = any(c.dep_ == "poss" and c.lower_.endswith("day") for c in lefts)
    return weekday or any(c.dep_ in ("det", "poss", "predet") and c.lower_ in POINTING for c in lefts)


def noun_kind(token: Token, cast: Cast, words: TalksWords) -> str | None:
    """The kind of occasion a noun names, None where it names none ("press conference", "calls for", "talks format")."""
    lemma = token.lemma_.lower()
    modifiers = {c.lower_ for c in token.lefts if c.dep_ in MODIFIERS}
    if lemma == "table":
        return "talks" if modifiers & words["nouns.table_modifiers"] else None
    kind = words.kinds.get(lemma) or words.kinds.get(token.lower_)
    if kind is None or (lemma in words["nouns.plural_only"] and token.lower_ == lemma) or token.dep_ in ("compound", "nmod", "poss"):
        return None
    phone = bool(modifiers & words["nouns.call_modifiers"])
    if not phone and (modifiers & words["nouns.not_with"] or cast.mention(token) is not None):
        return None
    if lemma == "call" and any(c.dep_ == "prep" and c.lower_ == "for" for c in token.children):
        return None
    top = topmost(token)
    if top.dep_ == "pobj" and top.head.dep_ == "prep" and top.head.head.lemma_.lower() in words["people.roles"] and top.head.lower_ not in words["prepositions.place"]:
        return None
    return "call" if phone else kind


def verb_kind(token: Token, words: TalksWords) -> str:
    """`call` for verbs of telephoning and "by phone", `meeting` for meeting face to face, else `talks`."""
    tools = {g.lower_ for c in token.children if c.dep_ == "prep" for g in c.children} | {c.lower_ for c in token.children}
    if token.lemma_.lower() in words["verbs.call"] or tools & words["nouns.call_modifiers"]:
        return "call"
    lemma = token.lemma_.lower()
    return "meeting" if lemma in words["verbs.meet"] or lemma in words["verbs.invite"] or (lemma in words["verbs.gather"] and lemma not in words["verbs.topical"]) else "talks"
