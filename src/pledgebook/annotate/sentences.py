"""To be written."""

from __future__ import annotations

import re

from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Quote, Sentence
from pledgebook.model.text import Document, Span


def find_sentences(document: Document, dossier: Dossier, quotes: tuple[Quote, ...]) -> tuple[Sentence, ...]:
    found = []
    for k, block in enumerate(document.blocks):
        start = block.span.start
        for end in [m.end() for m in re.finditer(r"[.!?][\"”’)]* +(?=[A-Z\"“‘])", block.span.of(document.text))]:
            found.append(Sentence(Span(start, block.span.start + end), k))
            start = block.span.start + end
        if start < block.span.end:
            found.append(Sentence(Span(start, block.span.end), k))
    return tuple(found)
