"""Clauses of a parsed text: the verb a word belongs to, its subject, its extent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgebook.model.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBAL = ("VERB", "AUX")
SUBJECTS = ("nsubj", "nsubjpass")
# clauses that share the subject of the verb they hang on
SHARING = ("xcomp", "conj", "advcl", "pcomp", "ccomp", "prep")
CLAUSES = ("ccomp", "advcl", "relcl", "parataxis", "csubj")


def topmost(noun: Token) -> Token:
    """The noun itself, or "round" in "round of talks"."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.pos_ in ("NOUN", "NUM") and noun.head.dep_ == "prep":
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
        for child in current.children:
            if child.dep_ in SUBJECTS:
                return current.head if child.tag_ in ("WDT", "WP") and current.dep_ == "relcl" else child
        if current.dep_ == "acl" and current.tag_ == "VBG":
            return current.head
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
        if current.dep_ in ("relcl", "advcl", "conj") and any(c.dep_ in SUBJECTS for c in current.children):
            break
        current = above
    return current


def clause_span(verb: Token, keep: Token) -> Span:
    """The text of a clause without coordinate clauses of their own subject that do not hold `keep`."""
    tokens = set(verb.subtree)
    for child in verb.children:
        own = child.dep_ in ("conj", "ccomp", "parataxis") and any(c.dep_ in SUBJECTS for c in child.children)
        if own and keep not in child.subtree and child.dep_ != "ccomp":
            tokens -= set(child.subtree)
    return trimmed(sorted(tokens, key=lambda t: t.i), keep)


def phrase_span(head: Token) -> Span:
    """The text of a noun phrase with everything that hangs on it."""
    return trimmed(sorted(head.subtree, key=lambda t: t.i), head)


def trimmed(tokens: list[Token], keep: Token) -> Span:
    """The connected run of tokens around `keep`, without marks and joining words at its ends."""
    chosen = {t.i for t in tokens}
    first = last = keep.i
    document = keep.doc
    while first - 1 in chosen or (first - 2 in chosen and document[first - 1].is_punct):
        first -= 1
    while last + 1 in chosen or (last + 2 in chosen and document[last + 1].is_punct):
        last += 1
    while first < keep.i and (document[first].is_punct or document[first].is_space or document[first].dep_ in ("cc", "mark")) and not document[first].is_left_punct:
        first += 1
    while last > keep.i and (document[last].is_punct or document[last].is_space or document[last].dep_ == "cc") and not document[last].is_right_punct:
        last -= 1
    return Span(document[first].idx, document[last].idx + len(document[last]))
