"""Conditions inside speech: what somebody asks of a party before anything else happens, each of them a statement of its own."""

from __future__ import annotations

import re

import msgspec
from spacy.tokens import Doc, Token

from pledgebook.extract.clauses import child, pieces
from pledgebook.extract.speech import Speech
from pledgebook.model.annotation import AnnotatedDocument, MentionKind
from pledgebook.model.claim import Act, Mode
from pledgebook.model.text import Span

NECESSITY = ("need", "have")
IF_THEN = re.compile(r"\bif\b[^.?!;]{3,120}?,? then\b", re.IGNORECASE)
MORE_IF = re.compile(r"\s+(?:And |But )?if\b[^.?!]*", re.IGNORECASE)
SENTENCE_REST = re.compile(r"[^.?!]*")


def with_conditions(speech: Speech, annotated: AnnotatedDocument) -> tuple[Speech, ...]:
    """The speech with the conditions in it: each thing a party "would need to" do is one, and a quoted "if ..., then ..." is a further one.

    A speech without either is itself alone.
    """
    if speech.mode is not Mode.INDIRECT:
        return (speech, *(msgspec.structs.replace(speech, content=(span,), act=Act.CONDITION) for span in _alternatives(speech, annotated.document.text)))
    if speech.act is not Act.CONDITION or annotated.syntax is None:
        return (speech,)
    parts = _demands(speech, annotated.syntax, annotated)
    return tuple(msgspec.structs.replace(speech, content=part) for part in parts) or (speech,)


def _alternatives(speech: Speech, text: str) -> list[Span]:
    """Where quoted words say what follows if something is so; what they say of the other case goes with it."""
    found: list[Span] = []
    for span in speech.content:
        said = span.of(text)
        hit = IF_THEN.search(said)
        if hit is None:
            continue
        rest = SENTENCE_REST.match(said, hit.end())
        end = rest.end() if rest else hit.end()
        while (more := MORE_IF.match(said, end + 1)) is not None:
            end = more.end()
        if hit.start() or said[end:].strip(" .,?!”\"'"):
            found.append(Span(span.start + hit.start(), span.start + len(said[:end].rstrip(" ,"))))
    return found


def _demands(speech: Speech, doc: Doc, annotated: AnnotatedDocument) -> list[tuple[Span, ...]]:
    """The content cut at what a party must do besides ("would need to disarm and pay"); [] where it must do one thing."""
    for span in speech.content:
        tokens = doc.char_span(span.start, span.end, alignment_mode="expand") or ()
        for token in tokens:
            others = _besides(token)
            if others and _party_must(token, annotated):
                cut = {t.i for other in others for t in other.subtree}
                cut |= {t.i for other in others for t in other.head.children if t.dep_ == "cc"}
                return [pieces([t for t in tokens if t.i not in cut]), *(pieces([t for t in other.subtree if t.dep_ != "cc"]) for other in others)]
    return []


def _besides(verb: Token) -> list[Token]:
    """Infinitives beside one that is needed, but for those with a subject of their own."""
    found: list[Token] = []
    while (beside := child(verb, "conj")) is not None and beside.tag_ == "VB" and child(beside, "nsubj") is None:
        found.append(beside)
        verb = beside
    return found


def _party_must(verb: Token, annotated: AnnotatedDocument) -> bool:
    """Whether a party of the dossier is the one that must do it."""
    governor = verb.head if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in NECESSITY else verb
    must = any(c.dep_ == "aux" and c.lower_ == "must" for c in verb.children) or governor is not verb
    doer = child(governor, "nsubj")
    if not must or doer is None:
        return False
    return any(m.span.start <= doer.idx < m.span.end for m in annotated.mentions if m.kind is MentionKind.PARTY and not m.adjective)
