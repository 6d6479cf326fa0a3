"""The gate: whether a document is about the dossier at all, decided before anything is parsed."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Document


def passes_gate(document: Document, dossier: Dossier) -> bool:
    return True
