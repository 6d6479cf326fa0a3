"""The claims of a document as an entry shows them, with where the document was met and what people corrected."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import msgspec

from pledgebook.model.ledger import Reported, Sighting, Testimony, Witness


def testimonies(witness: Witness, reported: tuple[Reported, ...], corrected: Mapping[str, tuple[str, ...]], official: tuple[str, ...]) -> dict[str, Testimony]:
    """The testimonies of a document by claim; `corrected` names the fields a person changed, `official` the ends of official places, each after a dot."""
    sightings = sorted(witness.sightings, key=_sighting_order)
    sources = tuple(sorted({s.source for s in sightings if s.source})) or ((witness.outlet,) if witness.outlet else ())
    url = next((s.url for s in sightings if s.url), None)
    title = witness.title or next((s.title for s in sightings if s.title), None)
    published = witness.published.window if witness.published else None
    is_official = any(_is_official(name, official) for name in (*sources, _host(url)))
    return {
        item.claim.id: Testimony(
            claim=msgspec.structs.replace(item.claim, doc=witness.id),
            words=item.words,
            content=item.content,
            sources=sources,
            url=url,
            title=title,
            published=published,
            official=is_official,
            corrected=corrected.get(item.claim.id, ()),
        )
        for item in reported
    }


def earliness(testimony: Testimony) -> tuple[datetime.date, str, int, str]:
    """The order of an entry's claims: by end of the publication window, undated last; the first names the entry."""
    published = testimony.published.last if testimony.published else datetime.date.max
    evidence = testimony.claim.evidence
    return published, testimony.claim.doc, evidence[0].start if evidence else 0, testimony.claim.id


def outlets(witness: Witness) -> tuple[str, ...]:
    """Who published the document: the sources of its sightings, or else the outlet its text names."""
    named = {sighting.source.casefold().removeprefix("www.") for sighting in witness.sightings if sighting.source}
    return tuple(sorted(named)) or ((witness.outlet.casefold().removeprefix("www."),) if witness.outlet else ())


def _sighting_order(sighting: Sighting) -> tuple[str, ...]:
    return tuple(part or "\uffff" for part in (sighting.date, sighting.source, sighting.url, sighting.id, sighting.title))


def _host(url: str | None) -> str:
    return (url or "").partition("://")[2].partition("/")[0]


def _is_official(name: str | None, official: tuple[str, ...]) -> bool:
    return f".{(name or '').casefold()}".endswith(official)
