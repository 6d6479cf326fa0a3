"""Speech: who is said to have said what, in cleaned-text positions; statements and attributions are made from it."""

from __future__ import annotations

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.clauses import negated, noun_phrase, verb_group
from pledgebook.extract.cue_words import cue_words
from pledgebook.extract.cues import find_frames
from pledgebook.extract.quotations import Utterance, gather
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import Act, Attribution, Mode
from pledgebook.model.text import Span


class Speech(msgspec.Struct, frozen=True):
    """One attributed content; all spans are of the cleaned text.

    `speaker` is the resolved name, code or description ("two US officials"), None where the text leaves it open;
    `via` are further mouths, outermost first.
    """

    content: tuple[Span, ...]
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    speaker: str | None
    mode: Mode
    cue_lemma: str | None = None
    role: str | None = None
    actor: str | None = None
    medium: str | None = None
    act: Act | None = None
    via: tuple[str, ...] = ()


def find_speech(annotated: AnnotatedDocument, dossier: Dossier) -> tuple[Speech, ...]:
    """Everything a document puts in somebody's mouth, in order of the cues; none is nested in another."""
    doc = annotated.syntax
    if doc is None:
        return ()
    return tuple(_speech(u, annotated, dossier) for u in kept_utterances(annotated, dossier))


def kept_utterances(annotated: AnnotatedDocument, dossier: Dossier) -> list[Utterance]:
    """Utterances that are in no other's content."""
    if annotated.syntax is None:
        return []
    utterances = gather(find_frames(annotated.syntax, cue_words(dossier)), annotated, annotated.syntax)
    return [u for u in utterances if not any(o is not u and o.covers(u.cue_start) and _outer(o, u) for o in utterances)]


def _outer(other: Utterance, utterance: Utterance) -> bool:
    """Whether `other` holds `utterance` rather than the reverse, where each seems to hold the other."""
    return not utterance.covers(other.cue_start) or (other.size(), -other.cue_start) > (utterance.size(), -utterance.cue_start)


def _speech(utterance: Utterance, annotated: AnnotatedDocument, dossier: Dossier) -> Speech:
    frame = utterance.frame
    group = verb_group(frame.cue)
    source = (noun_phrase(frame.source),) if frame.source is not None else ()
    return Speech(
        content=tuple(utterance.content),
        source=source,
        cue=(Span(group[0].idx, group[-1].idx + len(group[-1])),),
        speaker=source[0].of(annotated.document.text) if source else None,
        mode=_mode(utterance),
        cue_lemma=cue_words(dossier).lemma(frame.cue),
    )


def _mode(utterance: Utterance) -> Mode:
    if not utterance.quotes:
        return Mode.INDIRECT
    quoted = sum(len(q.content) for q in utterance.quotes)
    return Mode.DIRECT if quoted >= 0.9 * utterance.size() else Mode.PARTIAL


def attribution_of(speeches: tuple[Speech, ...], span: Span) -> Attribution | None:
    """In whose mouth the text at `span` is put; None is the document's own voice."""
    return None
