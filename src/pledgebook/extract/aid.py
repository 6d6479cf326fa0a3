"""Aid claims."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.speech import Speech
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import AidClaim


def extract_aid(annotated: AnnotatedDocument, dossier: Dossier, speeches: tuple[Speech, ...]) -> tuple[AidClaim, ...]:
    return ()
