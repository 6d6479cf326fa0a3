"""Clauses of a parsed text: the verb a word belongs to, its subject, its extent."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from pledgebook.model.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens

ADJUNCTS = frozenset({"after", "following", "despite", "amid", "before", "ahead", "during", "since", "besides"})
# what a phrase must be of its clause to be evidence without it
ADJUNCT_SHARE = 0.24
# a subordinate clause shorter than this says too little alone
SHORT_CHARS = 45
VERBAL = ("VERB", "AUX")
SUBJECTS = ("nsubj", "nsubjpass")
# clauses that share the subject of the verb they hang on
SHARING = ("xcomp", "acomp", "oprd", "conj", "advcl", "pcomp", "ccomp", "prep")
# what can tell of another occasion beside that of the clause it hangs on
SATELLITES = ("prep", "advcl", "relcl", "acl", "conj", "ccomp", "parataxis", "appos")

_STARTS = "starts of tokens"
"""under which a Doc remembers them"""


def stretch(doc: Doc, span: Span) -> Tokens | None:
    """The tokens that a span touches, None where it touches none; spaCy's own `char_span` scans the whole document each time."""
    starts = doc.user_data.get(_STARTS)
    if starts is None:
        starts = doc.user_data[_STARTS] = doc.to_array("IDX").tolist()
    first = max(bisect.bisect_right(starts, span.start) - 1, 0)
    end = bisect.bisect_left(starts, span.end)
    return doc[first:end] if first < end else None


def head_of(tokens: Tokens) -> Token:
    """The token of a stretch that the others hang on."""
    inside = range(tokens.start, tokens.end)
    return next((t for t in tokens if t.head.i not in inside or t.head == t), tokens[-1])


def topmost(noun: Token) -> Token:
    """The noun itself, or "round" in "round of talks", or the noun it stands beside with the same word."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.dep_ == "prep" and noun.head.head.pos_ in ("NOUN", "NUM"):
        noun = noun.head.head
    while noun.dep_ in ("appos", "conj") and noun.head.lemma_ == noun.lemma_:
        noun = noun.head
    return noun


def governor(token: Token) -> Token | None:
    """The verb a noun depends on, over prepositions and nouns between; None in a phrase without a verb."""
    for ancestor in token.ancestors:
        if ancestor.pos_ in VERBAL:
            return ancestor
    return None


def subject_of(verb: Token) -> Token | None:
    """The head of the subject of a verb, its own or the one it shares with the verb above."""
    current = verb
    for _ in range(6):
        subjects = [child for child in current.children if child.dep_ in SUBJECTS]
        if subjects:
            # a fronted date is often taken for a first subject, the true one stands next to the verb
            nearest = subjects[-1]
            return current.head if nearest.tag_ in ("WDT", "WP") and current.dep_ == "relcl" else nearest
        if current.dep_ == "acl":
            above = governor(current) if current.tag_ == "VB" else None
            if above is None:
                return current.head if current.tag_ == "VBG" else None
            current = above
            continue
        if current.dep_ not in SHARING:
            return None
        current = current.head
    return None


def clause_verb(token: Token, speaking: frozenset[str]) -> Token:
    """The verb of the fullest clause that reports what `token` names, below verbs of saying."""
    current = token if token.pos_ in VERBAL else (governor(token) or token.sent.root)
    while current.dep_ not in ("ROOT",):
        above = governor(current)
        if above is None:
            break
        if current.dep_ in ("ccomp", "parataxis") and (above.lemma_.lower() in speaking):
            break
        whole = any(c.dep_ in SUBJECTS for c in current.children) and len(phrase_span(current, current)) >= SHORT_CHARS
        if current.dep_ in ("relcl", "advcl", "conj") and whole:
            break
        if current.dep_ == "advcl" and current.tag_ == "VBG" and len(phrase_span(current, current)) >= SHORT_CHARS:
            break
        current = above
    return current


def _adjunct(noun: Token) -> Token | None:
    """The preposition of "after talks with B", "despite the meeting", where the clause itself tells of another thing."""
    top = topmost(noun)
    if noun.pos_ in VERBAL or top.dep_ != "pobj":
        return None
    prep = top.head
    while prep.lower_ not in ADJUNCTS and prep.dep_ in ("prep", "pcomp") and (prep.head.dep_ == "prep" or prep.head.lower_ in ADJUNCTS):
        prep = prep.head
    return prep if prep.lower_ in ADJUNCTS else None


def phrase_span(head: Token, keep: Token) -> Span:
    """The text of a phrase with everything that hangs on it."""
    return trimmed(sorted(head.subtree, key=lambda t: t.i), keep)


def branch(token: Token, other: Token) -> Token:
    """The word below the lowest word over both, on the side of `token`; `token` itself where it stands over `other`."""
    above = {other, *other.ancestors}
    current = token
    while current not in above and current.head != current and current.head not in above:
        current = current.head
    return current


def branch_evidence(token: Token, verb: Token, rivals: list[Token], speaking: frozenset[str]) -> Span:
    """The text of the clause of `verb` that reports what `token` names, without what tells of the rival occasions.

    Coordinate clauses with their own subject are left out too, and what is said beside the occasion.
    """
    tokens = set(verb.subtree)
    if verb.lemma_.lower() in speaking:
        for child in verb.children:
            if child.dep_ in ("ccomp", "parataxis", "dobj") and token not in child.subtree and child != token:
                tokens -= set(child.subtree)
    for child in verb.children:
        if child.dep_ in ("conj", "parataxis") and any(c.dep_ in SUBJECTS for c in child.children) and token not in child.subtree:
            tokens -= set(child.subtree)
    adjunct = _adjunct(token)
    if adjunct is not None and rivals:
        return phrase_span(adjunct, token)
    if adjunct is not None and len(phrase_span(adjunct, token)) > ADJUNCT_SHARE * len(trimmed(sorted(tokens, key=lambda t: t.i), token)):
        return phrase_span(adjunct, token)
    for rival in rivals:
        theirs, mine = branch(rival, token), branch(token, rival)
        if (theirs.dep_ in SATELLITES or theirs.lower_ in ADJUNCTS) and token not in theirs.subtree:
            tokens -= set(theirs.subtree)
        elif mine.dep_ in SATELLITES and rival not in mine.subtree:
            tokens &= set(mine.subtree)
    return trimmed(sorted(tokens, key=lambda t: t.i), token)


def trimmed(tokens: list[Token], keep: Token) -> Span:
    """The connected run of tokens around `keep`, without marks and joining words at its ends."""
    chosen = {t.i for t in tokens}
    first = last = keep.i
    document = keep.doc
    while first - 1 in chosen or (first - 2 in chosen and document[first - 1].is_punct):
        first -= 1
    while last + 1 in chosen or (last + 2 in chosen and document[last + 1].is_punct):
        last += 1
    while (
        first < keep.i
        and (document[first].is_punct or document[first].is_space or document[first].dep_ in ("cc", "mark"))
        and not document[first].is_left_punct
    ):
        first += 1
    while last > keep.i and (document[last].is_punct or document[last].is_space or document[last].dep_ == "cc") and not document[last].is_right_punct:
        last -= 1
    return Span(document[first].idx, document[last].idx + len(document[last]))
