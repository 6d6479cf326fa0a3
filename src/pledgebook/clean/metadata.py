"""What a document says about itself: outlet, author, publication."""

from __future__ import annotations

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Cut, Published, RawDocument


class Metadata(msgspec.Struct, frozen=True):
    """Facts about a document, each None where neither the text nor its surroundings tell."""

    outlet: str | None
    outlet_method: str | None
    author: str | None
    published: Published | None
    flags: tuple[str, ...] = ()


def find_metadata(raw: RawDocument, text: str, cuts: tuple[Cut, ...], language: str, dossier: Dossier) -> Metadata:
    return Metadata(raw.given.source, None, None, None)
