"""Speech: who is said to have said what, in cleaned-text positions; statements and attributions are made from it."""

from __future__ import annotations

import msgspec

from pledgebook.dossier.schema import Dossier
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
    return ()


def attribution_of(speeches: tuple[Speech, ...], span: Span) -> Attribution | None:
    """In whose mouth the text at `span` is put; None is the document's own voice."""
    return None
