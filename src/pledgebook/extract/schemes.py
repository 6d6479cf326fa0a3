"""Schemes that a sentence of its own names for the aid told before it: "It is the third package under PURL"."""

from __future__ import annotations

from collections.abc import Iterable

from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft, scheme_of
from pledgebook.model.text import Span

NEAR = 2
"""sentences back that "it" or "the money" may mean"""


def carry_schemes(drafts: Iterable[Draft], context: Context) -> None:
    """Gives the scheme of a sentence that points back to the aid of the nearest sentence before it, or to all of it."""
    listed = list(drafts)
    for k, sentence in enumerate(context.annotated.sentences):
        first = sentence.span.of(context.text).lstrip('"“ ').casefold()
        near, all_ = (first.startswith(tuple(f"{word} " for word in context.words.words[name])) for name in ("points_back", "points_to_all"))
        if not (near or all_) or any(draft.sentence == k and draft.money is not None for draft in listed):
            continue
        code = scheme_of(context, sentence.span)
        if code is None:
            continue
        before = [draft for draft in listed if draft.sentence < k and (all_ or draft.sentence >= k - NEAR)]
        last = max((draft.sentence for draft in before), default=0)
        for draft in before:
            if draft.scheme is None and (all_ or draft.sentence == last):
                draft.scheme = code
                draft.spans = [*draft.spans, _trimmed(sentence.span, context)]


def _trimmed(span: Span, context: Context) -> Span:
    text = span.of(context.text)
    return Span(span.start, span.start + len(text.rstrip(" .\n")))
