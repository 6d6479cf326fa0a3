"""To be written."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Item, Money
from pledgebook.model.text import Document


def find_items(document: Document, dossier: Dossier, money: tuple[Money, ...]) -> tuple[Item, ...]:
    return ()
