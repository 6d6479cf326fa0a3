"""Talks claims: occasions on which parties speak or negotiate."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.speech import Speech
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import TalksClaim


def extract_talks(annotated: AnnotatedDocument, dossier: Dossier, speeches: tuple[Speech, ...]) -> tuple[TalksClaim, ...]:
    return ()
