"""Where and when an occasion takes place, from the clause that reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.extract.talks_parties import MODIFIERS, Cast
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import DateMention, MentionKind
from pledgebook.model.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


def date_near(token: Token, evidence: Span, dates: tuple[DateMention, ...]) -> DateMention | None:
    """The date of the clause that stands nearest to the trigger, a later one before an earlier one."""
    near = [d for d in dates if d.range is not None and evidence.contains(d.span)]
    return min(near, key=lambda d: (d.span.start - token.idx) if d.span.start > token.idx else (token.idx - d.span.end) * 1.5 + 5, default=None)


def place_near(token: Token, evidence: Span, cast: Cast, words: TalksWords) -> str | None:
    """The city or venue after "in" or "at" nearest to the trigger, or before a noun ("the Istanbul talks")."""
    doc = token.doc
    found: list[tuple[int, str]] = []
    for prep in token.sent:
        if prep.lower_ not in words["prepositions.place"] or prep.pos_ != "ADP" or not evidence.start <= prep.idx < evidence.end:
            continue
        for head in prep.children:
            name = _name(head, words) if head.dep_ == "pobj" and _is_place(head, cast, words) else None
            if name:
                distance = prep.idx - token.idx
                found.append((distance if distance > 0 else -2 * distance + 40, name))
    if found:
        return min(found)[1]
    for child in token.lefts:
        mention = cast.mention(child)
        if child.dep_ in MODIFIERS and child.pos_ == "PROPN" and child.dep_ != "poss" and (mention.capital if mention else not child.text.isupper() and child.lower_ not in words["places.not_places"]):
            return doc[child.left_edge.i : child.i + 1].text
    return None


def _is_place(head: Token, cast: Cast, words: TalksWords) -> bool:
    if head.lemma_.lower() in words["places.not_places"] or head.ent_type_ == "DATE" or head.lower_ in words["places.not_places"]:
        return False
    mention = cast.mention(head)
    if mention is not None:
        return mention.kind is MentionKind.PARTY and not mention.adjective
    return head.pos_ == "PROPN" and not head.lower_.endswith("day")


def _name(head: Token, words: TalksWords) -> str | None:
    tokens = [t for t in head.subtree if t.i <= head.i and t.dep_ not in ("det", "case")]
    start = next((t.i for t in tokens if t.pos_ == "PROPN" or t.text[0].isupper()), head.i)
    return head.doc[start : head.i + 1].text
