"""Who led the sides of talks told before: "A led the Norlander delegation, and B the other one"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from pledgebook.extract.talks_clauses import SUBJECTS, clause_verb, phrase_span, subject_of
from pledgebook.extract.talks_occasions import Occasion
from pledgebook.extract.talks_parties import Cast, Participant
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.near import Near
from pledgebook.model.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

REACH_CHARS = 500
"""how far back the talks whose sides are led may have been told"""


def led_sides(doc: Doc, occasions: list[Occasion], cast: Cast, words: TalksWords) -> list[Occasion]:
    """Further mentions of occasions: each names a person who led a side of the one told last."""
    near = Near(occasions, lambda occasion: (Span(occasion.position, occasion.position + 1),))
    found = []
    for verb in doc:
        if verb.pos_ != "VERB" or verb.lemma_.lower() not in words["holding.heading"]:
            continue
        for person in _leaders(verb, cast, words):
            told = [o for o in near.at(Span(max(verb.idx - REACH_CHARS, 0), verb.idx)) if verb.idx - REACH_CHARS < o.position < verb.idx]
            before = [o for o in told if person.code in {p.code for p in o.participants}]
            if before and person not in before[-1].participants:
                evidence = phrase_span(clause_verb(verb, words["speaking.verbs"]), verb)
                found.append(
                    msgspec.structs.replace(
                        before[-1], position=verb.idx, evidence=evidence, participants=(person,), place=None, date=None, topic=None, anaphoric=True
                    )
                )
    return found


def _leaders(verb: Token, cast: Cast, words: TalksWords) -> Iterator[Participant]:
    """The people of a clause that lead a side: its subject, or behind "by" where the side is the subject."""
    side = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), verb.head if verb.dep_ == "acl" else None)
    if side is None or not _is_side(side, verb, words):
        return
    codes = {mention.code for mention in cast.modifiers(side)}
    agents = [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    subject = subject_of(verb) if side.dep_ == "dobj" and not any(c.dep_ == SUBJECTS[1] for c in verb.children) else None
    for head in [*agents, *([subject] if subject is not None else [])]:
        for person in cast.parties(head):
            if person.name and person.code is None and len(codes) == 1:
                yield Participant(next(iter(codes)), person.name)
            elif person.name and (not codes or person.code in codes):
                yield person


def _is_side(noun: Token, verb: Token, words: TalksWords) -> bool:
    if noun.lemma_.lower() in words["people.sides"]:
        return True
    other = verb.head if verb.dep_ == "conj" else None
    return noun.lower_ == "one" and other is not None and any(c.dep_ == "dobj" and c.lemma_.lower() in words["people.sides"] for c in other.children)
