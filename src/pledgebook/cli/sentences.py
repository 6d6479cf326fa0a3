"""The sentence around an evidence span, with the evidence marked."""

from __future__ import annotations

import re

from rich.text import Text

from pledgebook.model.text import Span

AROUND = 200
"""most characters shown on either side"""

_END = re.compile(r"[.!?][\"”’)]*\s|\n")


def marked(text: str, span: Span) -> Text:
    """The evidence between ⟦ and ⟧ in what is left and right of it up to the ends of its sentences."""
    before = text[max(0, span.start - AROUND) : span.start]
    after = text[span.end : span.end + AROUND]
    starts = [match.end() for match in _END.finditer(before)]
    head = before[starts[-1] :] if starts else ("..." if span.start > AROUND else "") + before
    evidence = span.of(text)
    end = _END.search(after)
    finished = re.search(r"[.!?][\"”’)]*\s*$", evidence) is not None
    tail = "" if finished else after[: end.end()] if end else after + ("..." if span.end + AROUND < len(text) else "")
    return Text.assemble(_flat(head), ("⟦" + _flat(evidence).strip() + "⟧", "bold"), _flat(tail))


def _flat(text: str) -> str:
    """On one line, without control characters that a terminal would act on."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return re.sub(r"\s+", " ", plain)
