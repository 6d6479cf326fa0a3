"""Talks claims: occasions on which parties speak or negotiate."""

from __future__ import annotations

from pledgebook.dossier.schema import Dossier
from pledgebook.extract.speech import Speech, attribution_of, by_content
from pledgebook.extract.talks_leaders import led_sides
from pledgebook.extract.talks_merge import fold_mentions
from pledgebook.extract.talks_occasions import Occasion, find_occasions
from pledgebook.extract.talks_parties import Cast
from pledgebook.extract.talks_words import talks_words
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import TalksClaim
from pledgebook.model.near import Near
from pledgebook.model.text import Document, Span

_Beside = tuple[Near[Speech], Near[tuple[Span, Span]]]
"""speeches and repeats of a document by place"""


def extract_talks(annotated: AnnotatedDocument, dossier: Dossier, speeches: tuple[Speech, ...]) -> tuple[TalksClaim, ...]:
    """The occasions a document reports, each once, in the order of the text.

    Empty without syntax. An occasion needs two sides, or a group with several members; mentions that name
    fewer only add evidence to one that does.
    """
    if annotated.syntax is None:
        return ()
    words = talks_words(dossier)
    cast = Cast(annotated, annotated.syntax, dossier, words)
    found = find_occasions(annotated, annotated.syntax, cast, words)
    found = sorted([*found, *led_sides(annotated.syntax, found, cast, words)], key=lambda occasion: occasion.position)
    doubtful = {cast.participant(mention).name for mention in annotated.mentions if mention.role_conflict}
    said, repeats = by_content(speeches), Near(annotated.document.repeats, lambda pair: pair[:1])
    return tuple(_claim(occasion, evidence, annotated.document, (said, repeats), doubtful) for occasion, evidence in fold_mentions(found, cast))


def _claim(occasion: Occasion, evidence: tuple[Span, ...], document: Document, near: _Beside, doubtful: set[str | None]) -> TalksClaim:
    """The claim; `doubtful` are people to whom the document gives a role that is another's."""
    raw = [document.offsets.raw(span) for span in evidence]
    first = raw[0]
    return TalksClaim(
        doc=document.raw.name,
        id=f"{document.raw.sha256[:12]}.t{first.start}-{first.end}",
        evidence=tuple(raw + repeated(first, near[1].at(first))),
        attribution=attribution_of(near[0].at(evidence[0]), evidence[0]),
        date=occasion.date,
        realis=occasion.realis,
        participants=tuple(claimed for p in occasion.participants if (claimed := p.claimed()) is not None),
        status=occasion.status,
        place=occasion.place,
        topic=occasion.topic,
        flags=("role_conflict",) if any(p.name and p.name in doubtful for p in occasion.participants) else (),
    )


def repeated(span: Span, repeats: tuple[tuple[Span, Span], ...]) -> list[Span]:
    """The places where cut repeats of the text say the same as `span`.

    >>> repeated(Span(12, 15), ((Span(10, 20), Span(50, 60)),))
    [Span(start=52, end=55)]
    """
    return [
        Span(copy.start + span.start - kept.start, copy.start + span.end - kept.start)
        for kept, copy in repeats
        if kept.contains(span) and len(kept) == len(copy)
    ]
