"""To be written."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Money
from pledgebook.model.text import Document


def find_money(document: Document, dossier: Dossier) -> tuple[Money, ...]:
    return ()
