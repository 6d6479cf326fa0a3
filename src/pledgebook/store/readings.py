"""What a reading says of a document, and the sighting it was read by; a process that reads needs no more of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from pledgebook.model.claim import Claim
from pledgebook.model.ledger import Sighting
from pledgebook.model.run import Rejection
from pledgebook.model.text import Published, RawDocument


class Masthead(msgspec.Struct, frozen=True, kw_only=True):
    """What a reading says of the document as a whole, to people."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: Published | None = None
    language: str = "und"
    flags: tuple[str, ...] = ()


class Head(Masthead, frozen=True, kw_only=True):
    """What a reading says of the document as a whole, with the sketch by which its copies are known."""

    sketch: tuple[int, ...] = ()


class NewReading(msgspec.Struct, frozen=True, kw_only=True):
    """A reading to be added: what it is keyed by, and all it found."""

    code: str
    dossier: str
    sighting: str
    relevant: bool
    head: Head
    claims: tuple[Claim, ...] = ()
    rejections: tuple[Rejection, ...] = ()


def sighting_of(raw: RawDocument) -> Sighting:
    given = raw.given
    return Sighting(raw.sha256, given.id, given.source, given.url, given.date, given.title)


def sighting_key(sighting: Sighting) -> str:
    """What makes a sighting the same again: everything but the name it was read under."""
    return hashlib.sha256(msgspec.json.encode(sighting)).hexdigest()


def leading(sightings: Sequence[Sighting]) -> Sighting:
    """The sighting a document is read by, whichever came first: the earliest dated, then the one that says most."""
    return min(sightings, key=lambda s: tuple((part is None, part or "") for part in (s.date, s.url, s.source, s.title, s.id)))
