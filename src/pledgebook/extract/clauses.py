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
    for found in token.children:
        if found.dep_ in relations:
            return found
    return None


def subject(verb: Token, controls: Collection[str] = ()) -> Token | None:
    """The head of the phrase that does what the verb says; None where the text leaves it open.

    A passive verb is done by its agent; a verb without a subject of its own takes that of the clause it hangs on, or
    the object of one of the lemmas in `controls` ("urged Holt to say").
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
            # the parser takes "Holt, who had paid, announced" for a noun with two clauses and no verb
            verbless = verb.head.dep_ == "ROOT" and child(verb, "ccomp") is not None
            return None if verb.tag_ in ("VBN", "VB") and not verbless else verb.head
        if verb.tag_ in ("VBN", "VBD") and verb.dep_ == "advcl" and child(verb, "aux") is None:
            return None  # "when asked whether ..."
        governor = _governor(verb)
        if governor is None:
            return None
        if verb.dep_ == "pcomp" and verb.head.lower_ == "for" and (blamed := child(governor, "dobj")) is not None and blamed.pos_ == "PROPN":
            return blamed  # "thanked Oslo for sending"
        if verb.dep_ == "xcomp" and governor.lemma_.lower() in controls and (controller := child(governor, "dobj")) is not None:
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
    """The phrase of a noun with its titles and appositions, without the clauses behind it and what follows them."""
    dropped = {t.i for c in head.children if c.i > head.i and _trailing_clause(c) for t in c.subtree}
    end = head.i
    for token in head.subtree:
        if token.i > head.i:
            if token.i in dropped or token.i != end + 1:
                break
            end = token.i
    return trimmed(head.doc, head.left_edge.i, end) or Span(head.idx, head.idx + len(head))


def _trailing_clause(token: Token) -> bool:
    return token.dep_ in ("relcl", "advcl", "parataxis") or (token.dep_ == "acl" and token.tag_ in ("VBG", "VBD", "VBZ"))


def pieces(tokens: Iterable[Token], dropped: Collection[int] = ()) -> tuple[Span, ...]:
    """The tokens as spans of text, one for each unbroken run, without punctuation at their ends."""
    runs: list[list[Token]] = []
    for token in sorted(set(tokens), key=lambda t: t.i):
        if token.i in dropped:
            continue
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    spans = [trimmed(run[0].doc, run[0].i, run[-1].i) for run in runs]
    return tuple(span for span in spans if span is not None)


def trimmed(doc: Doc, first: int, last: int) -> Span | None:
    """The text from one token to another without punctuation and blanks at its ends; None where nothing is left."""
    while first <= last and _loose(doc[first]):
        first += 1
    while last >= first and _loose(doc[last]):
        last -= 1
    return Span(doc[first].idx, doc[last].idx + len(doc[last])) if first <= last else None


def _loose(token: Token) -> bool:
    return token.is_space or (token.is_punct and token.text not in "$%)(") or token.text in MARKS or token.text in (",", ";", ":", "''", "``")
