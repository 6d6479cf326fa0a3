"""From raw text to a cleaned document."""

from __future__ import annotations

import datetime
import re

from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Block, DateRange, Document, OffsetMap, Precision, Published, RawDocument, Span


def clean_document(raw: RawDocument, dossier: Dossier) -> Document:
    """To be written: for now the raw text as it is, one block a paragraph."""
    text = raw.text
    blocks = tuple(Block(Span(m.start(), m.end()), "paragraph") for m in re.finditer(r"\S(?:.*\S)?", text))
    published = None
    if raw.given.date:
        day = datetime.date.fromisoformat(raw.given.date[:10])
        published = Published(day, DateRange(day, day), Precision.DAY, "given")
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), blocks, (), (), raw.given.title, raw.given.source, None, None, published, "en")
