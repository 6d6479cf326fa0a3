"""Statement claims from speech."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.speech import Speech
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import StatementClaim


def extract_statements(annotated: AnnotatedDocument, dossier: Dossier, speeches: tuple[Speech, ...]) -> tuple[StatementClaim, ...]:
    return ()
