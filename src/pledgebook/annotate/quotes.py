"""To be written."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Quote
from pledgebook.model.text import Document


def find_quotes(document: Document, dossier: Dossier) -> tuple[Quote, ...]:
    return ()
