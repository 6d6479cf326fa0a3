"""To be written."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Mention
from pledgebook.model.text import Document


def find_names(document: Document, dossier: Dossier) -> tuple[Mention, ...]:
    return ()
