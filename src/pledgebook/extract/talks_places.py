"""Where and when an occasion takes place, from the clause that reports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.extract.talks_parties import MODIFIERS, Cast
from pledgebook.extract.talks_status import chain
from pledgebook.extract.talks_triggers import topmost
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import DateMention, MentionKind
from pledgebook.model.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# from a place up to what takes place there, within one clause
INWARD = frozenset({"prep", "pobj", "dobj", "nsubj", "nsubjpass", "conj", "appos", "agent", "attr", "npadvmod", "compound", "dative"})


def date_near(token: Token, evidence: Span, dates: tuple[DateMention, ...]) -> DateMention | None:
    """The date of the clause that stands nearest to the trigger, a later one before an earlier one."""
    hosts = [token, topmost(token), *chain(token)[:2]]
    near = [d for d in dates if d.range is not None and evidence.contains(d.span)]
    return min(near, key=lambda d: _distance(token, d.span, hosts), default=None)


def _distance(token: Token, span: Span, hosts: list[Token]) -> tuple[bool, float]:
    """Dates that hang on the trigger or its verb come first, then the nearest."""
    gap = span.start - token.idx if span.start > token.idx else (token.idx - span.end) * 1.5 + 5
    dated = token.doc.char_span(span.start, span.end, alignment_mode="expand")
    return dated is None or not (dated.root in hosts or hangs_on(dated.root, hosts, frozenset())), gap


def place_near(token: Token, evidence: Span, cast: Cast, words: TalksWords) -> str | None:
    """The city or venue after "in" or "at" that belongs to the occasion, or stands before the noun ("the Istanbul talks")."""
    hosts = [token, topmost(token), *chain(token)[:2]]
    found: list[tuple[int, str]] = []
    for prep in token.sent:
        if prep.lower_ not in words["prepositions.place"] or prep.pos_ != "ADP" or not evidence.start <= prep.idx < evidence.end or not hangs_on(prep, hosts, words["holding.verbs"]):
            continue
        for head in prep.children:
            if head.dep_ == "pobj" and _is_place(head, cast, words):
                distance = prep.idx - token.idx
                found.append((distance if distance > 0 else -2 * distance + 40, _name(head)))
    if found:
        return min(found)[1]
    named = [c for c in token.lefts if c.dep_ in MODIFIERS and c.dep_ != "poss" and c.pos_ == "PROPN" and _is_venue(c, cast, words)]
    return token.doc[named[0].left_edge.i : named[0].i + 1].text if named else None


def hangs_on(word: Token, hosts: list[Token], holding: frozenset[str]) -> bool:
    """Whether a word belongs to one of the hosts without a clause between, participles such as "held" apart."""
    current = word
    for _ in range(8):
        if current.head in hosts:
            return True
        if current.dep_ == "prep" and current.head.pos_ == "NOUN":
            return False
        outside = current.head.dep_ not in INWARD and not (current.head.dep_ == "acl" and current.head.lemma_.lower() in holding)
        if current.head == current or outside:
            return False
        current = current.head
    return False


def _is_place(head: Token, cast: Cast, words: TalksWords) -> bool:
    if head.lemma_.lower() in words["places.not_places"] or head.lower_ in words["places.not_places"] or not head.is_alpha:
        return False
    mention = cast.mention(head)
    if mention is not None:
        return mention.kind is MentionKind.PARTY and not mention.adjective and not mention.group
    return head.pos_ == "PROPN" and head.lemma_.lower() not in words.kinds


def _is_venue(word: Token, cast: Cast, words: TalksWords) -> bool:
    mention = cast.mention(word)
    if mention is not None:
        return mention.capital
    return sum(1 for _ in word.subtree) < 3 and word.lower_ not in words["places.not_places"] and not word.text.isupper() and any(c.islower() for c in word.text)


def _name(head: Token) -> str:
    tokens = [t for t in head.subtree if t.i <= head.i and t.dep_ not in ("det", "case")]
    start = next((t.i for t in tokens if t.pos_ == "PROPN" or t.text[0].isupper()), head.i)
    return str(head.doc[start : head.i + 1].text)
