"""Which words name an occasion of talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.extract.talks_clauses import topmost
from pledgebook.extract.talks_parties import MODIFIERS, Cast
from pledgebook.extract.talks_words import TalksWords

if TYPE_CHECKING:
    from spacy.tokens import Token

POINTING = frozenset({"the", "their", "this", "that", "these", "those", "both", "its", "his", "her"})


def points_back(noun: Token) -> bool:
    """Whether the noun is definite: "the talks", "their meeting", "Friday's talks"."""
    lefts = list(topmost(noun).lefts)
    weekday = any(c.dep_ == "poss" and c.lower_.endswith("day") for c in lefts)
    return weekday or any(c.dep_ in ("det", "poss", "predet") and c.lower_ in POINTING for c in lefts)


def noun_kind(token: Token, cast: Cast, words: TalksWords) -> str | None:
    """The kind of occasion a noun names, None where it names none ("press conference", "calls for", "talks format")."""
    lemma = token.lemma_.lower()
    kind = words.kinds.get(lemma) or words.kinds.get(token.lower_)
    if kind is None and lemma != "table":
        return None
    modifiers = {c.lower_ for c in token.lefts if c.dep_ in MODIFIERS}
    if lemma == "table":
        return "talks" if modifiers & words["nouns.table_modifiers"] else None
    if kind is None or (lemma in words["nouns.plural_only"] and token.lower_ == lemma) or token.dep_ in ("compound", "nmod", "poss"):
        return None
    phone = bool(modifiers & words["nouns.call_modifiers"])
    if not phone and (modifiers & words["nouns.not_with"] or cast.mention(token) is not None):
        return None
    if lemma == "call" and any(c.dep_ == "prep" and c.lower_ == "for" for c in token.children):
        return None
    prep = topmost(token).head
    of_person = prep.dep_ == "prep" and prep.head.lemma_.lower() in words["people.roles"] and prep.lower_ not in words["prepositions.place"]
    if of_person and topmost(token).dep_ == "pobj":
        return None
    return "call" if phone else kind


def serves(verb: Token, words: TalksWords) -> bool:
    """Whether a verb only says what a meeting was for: "met to discuss", "talks to negotiate"."""
    above = verb.head
    meets = any(above.lemma_.lower() in words[f"verbs.{name}"] for name in ("meet", "gather", "speak", "call")) or above.lemma_.lower() in words.kinds
    return verb.lemma_.lower() in words["verbs.topical"] and verb.tag_ == "VB" and verb.dep_ in ("advcl", "xcomp", "acl", "relcl") and meets


def standing_name(noun: Token, words: TalksWords) -> str | None:
    """The name of a format or agreement known to the dossier, None where the noun has none."""
    name = noun.doc[noun.left_edge.i : noun.i + 1].text.lower()
    return next((phrase for phrase in words.formats if phrase in name), None)


def verb_kind(token: Token, words: TalksWords) -> str:
    """`call` for verbs of telephoning and "by phone", `meeting` for meeting face to face, else `talks`."""
    tools = {g.lower_ for c in token.children if c.dep_ == "prep" for g in c.children} | {c.lower_ for c in token.children}
    if token.lemma_.lower() in words["verbs.call"] or tools & words["nouns.call_modifiers"]:
        return "call"
    lemma = token.lemma_.lower()
    face_to_face = words["verbs.meet"] | words["verbs.invite"] | (words["verbs.gather"] - words["verbs.topical"])
    return "meeting" if lemma in face_to_face else "talks"
