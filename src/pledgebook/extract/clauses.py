"""Clauses and noun phrases in a dependency tree: who acts, and how far a phrase reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spacy.tokens import Doc, Token

from pledgebook.model.text import Span

VERBAL = ("VERB", "AUX")
RELATIVE_PRONOUNS = ("who", "which", "that", "whom")
MARKS = "\"'“”‘’«»"


def child(token: Token, *relations: str) -> Token | None:
    """The first dependent of a token with one of the relations; None where there is none."""
    return next((c for c in token.children if c.dep_ in relations), None)


def subject(verb: Token) -> Token | None:
    """The head of the phrase that does what the verb says; None where the text leaves it open.

    A passive verb is done by its agent; a verb without a subject of its own takes that of the clause it hangs on.
    """
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        agent = child(verb, "agent")
        if agent is not None:
            return child(agent, "pobj")
        if child(verb, "nsubjpass", "auxpass") is not None:
            return None
        own = child(verb, "nsubj")
        if own is not None and own.text != "there":
            return own
        if verb.dep_ in ("acl", "relcl") and verb.head.pos_ not in VERBAL:
            return None if verb.tag_ in ("VBN", "VB") else verb.head
        governor = _governor(verb)
        if governor is None:
            return None
        if verb.dep_ == "xcomp" and (controller := child(governor, "dobj")) is not None:
            return controller
        verb = governor
    return None


def _governor(verb: Token) -> Token | None:
    """The verb whose subject a subjectless verb borrows."""
    head = verb.head
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        head = head.head
    if head.i == verb.i or verb.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "dep", "aux"):
        return None
    return head if head.pos_ in VERBAL else None


def verb_group(verb: Token) -> tuple[Token, ...]:
    """A verb with its auxiliaries, negation and particle, in order of the text."""
    parts = [c for c in verb.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and abs(c.i - verb.i) < 5]
    return tuple(sorted([verb, *parts], key=lambda t: t.i))


def negated(verb: Token) -> bool:
    """Whether the verb itself is denied."""
    return child(verb, "neg") is not None


def noun_phrase(head: Token) -> Span:
    """The phrase of a noun with its titles and appositions, without relative clauses and what follows them."""
    dropped = {t.i for c in head.subtree if c.dep_ in ("relcl", "advcl", "parataxis") and c.i > head.i for t in c.subtree}
    end = head.i
    for token in head.subtree:
        if token.i > head.i:
            if token.i in dropped or token.i != end + 1:
                break
            end = token.i
    first = min((t.i for t in head.subtree if t.i <= head.i), default=head.i)
    return trimmed(head.doc, first, end) or Span(head.idx, head.idx + len(head))


def pieces(tokens: Iterable[Token], dropped: Collection[int] = ()) -> tuple[Span, ...]:
    """The tokens as spans of text, one for each unbroken run, without punctuation at their ends."""
    kept = sorted({t.i for t in tokens} - set(dropped))
    found: list[Span] = []
    doc: Doc | None = next((t.doc for t in tokens), None) if not isinstance(tokens, list) else (tokens[0].doc if tokens else None)
    if doc is None:
        return ()
    runs: list[list[int]] = []
    for i in kept:
        if runs and i == runs[-1][1] + 1:
            runs[-1][1] = i
        else:
            runs.append([i, i])
    for first, last in runs:
        span = trimmed(doc, first, last)
        if span is not None:
            found.append(span)
    return tuple(found)


def trimmed(doc: Doc, first: int, last: int) -> Span | None:
    """The text from one token to another without punctuation and blanks at its ends; None where nothing is left."""
    while first <= last and _loose(doc[first]):
        first += 1
    while last >= first and _loose(doc[last]):
        last -= 1
    return Span(doc[first].idx, doc[last].idx + len(doc[last])) if first <= last else None


def _loose(token: Token) -> bool:
    return token.is_space or (token.is_punct and token.text not in "$%)(") or token.text in MARKS or token.text in (",", ";", ":", "''", "``")
