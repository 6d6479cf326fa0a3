"""To be written."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import DateMention
from pledgebook.model.text import Document


def find_dates(document: Document, dossier: Dossier) -> tuple[DateMention, ...]:
    return ()
