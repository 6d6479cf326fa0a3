"""The book's facts as the fold sees them, decisions of people, and the entries the fold makes of them."""

from __future__ import annotations

import datetime
import enum
from typing import Any

import msgspec

from pledgebook.model.claim import (
    Act,
    AidType,
    Amount,
    Claim,
    CountsAs,
    DeliveryStage,
    ItemCount,
    Mode,
    Person,
    Realis,
    Stage,
    TalksStatus,
)
from pledgebook.model.text import DateRange, Given, Published, Span


class Sighting(msgspec.Struct, frozen=True, order=True):
    """One place a document's text was met: an outlet, an address, a row; each part may be missing."""

    document: str
    id: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
    title: str | None = None

    @property
    def given(self) -> Given:
        return Given(self.id, self.date, self.source, self.url, self.title)


class Reported(msgspec.Struct, frozen=True):
    """A claim with the words at its spans: `words` of its evidence, `content` of a statement's content."""

    claim: Claim
    words: tuple[str, ...]
    content: tuple[str, ...] = ()


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the fold sees it: its sightings and its newest complete reading.

    `sketch` is the fingerprint reprints are found by (see `resolve.sketches`); claims call the document by its id.
    """

    id: str
    sightings: tuple[Sighting, ...] = ()
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: Published | None = None
    language: str = "und"
    sketch: bytes = b""
    reported: tuple[Reported, ...] = ()


class Verdict(enum.StrEnum):
    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


class Anchor(msgspec.Struct, frozen=True, order=True):
    """What a decision is bound to: a place in a document, so that it survives every better reading."""

    document: str
    kind: str
    evidence: tuple[Span, ...]
    claim: str | None = None
    """id of the claim when the decision was taken, for the reader; never used to find it again"""


class Judgement(msgspec.Struct, frozen=True):
    """Whether two claims report one event, by the matcher or a person; a person's always wins.

    `by` is "matcher N" or a person; `number` is the decision's place in the book (0 for the matcher's).
    """

    left: Anchor
    right: Anchor
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    by: str = ""
    score: float | None = None
    number: int = 0


WITHDRAWN = "withdrawn"
"""the field of a correction that takes a claim out of the ledger (`value` true) or puts it back (false)"""


class Correction(msgspec.Struct, frozen=True):
    """A person's change to one field of a claim, with a reason; of two for one field the later counts."""

    target: Anchor
    field: str
    value: Any
    reason: str
    by: str = ""
    number: int = 0


class Unplaced(msgspec.Struct, frozen=True):
    """A decision that finds no claim in the newest readings, kept for review."""

    number: int
    kind: str
    """`judgement` or `correction`"""
    reason: str


class Testimony(msgspec.Struct, frozen=True, kw_only=True):
    """One claim of an entry with what a reader needs to check it.

    `family` is shared by documents that copy one another or come from one outlet; `corrected` names the fields a
    person changed.
    """

    claim: Claim
    words: tuple[str, ...]
    content: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    url: str | None = None
    title: str | None = None
    published: DateRange | None = None
    official: bool = False
    family: str = ""
    corrected: tuple[str, ...] = ()


class ConflictValue(msgspec.Struct, frozen=True):
    """One of several values that cannot all be true, with the claims that hold it."""

    value: str
    claims: tuple[str, ...]
    independent: int


class Conflict(msgspec.Struct, frozen=True):
    """Values of one field of an entry that cannot all be true; the one the entry shows comes first."""

    field: str
    values: tuple[ConflictValue, ...]


class EntryBase(msgspec.Struct, frozen=True, kw_only=True):
    """What every entry has; `id` is that of its earliest claim, `documents` and `independent` count its sources."""

    id: str
    date: DateRange | None
    realis: Realis
    testimonies: tuple[Testimony, ...]
    documents: int
    independent: int
    first_published: datetime.date | None
    """end of the earliest publication window; None where no document is dated"""
    conflicts: tuple[Conflict, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        return tuple(testimony.claim.id for testimony in self.testimonies)


class AidEntry(EntryBase, frozen=True, kw_only=True, tag_field="kind", tag="aid"):
    """One act of aid. `part_of` is the entry a component stands under; `follows` the entry it carries forward."""

    stage: Stage
    donors: tuple[str, ...]
    recipient: str | None
    supplier: str | None
    aid_type: AidType | None
    amount: Amount | None
    counts_as: CountsAs | None
    items: tuple[ItemCount, ...]
    joint: bool
    scheme: str | None
    incremental: bool
    delivery_stage: DeliveryStage | None
    part_of: str | None = None
    follows: str | None = None
    lifecycle: str = ""
    """id of the lifecycle's first entry"""

    @property
    def counted(self) -> bool:
        """Whether the amount may be added up: a total, of something that is neither denied nor merely supposed."""
        supposed = self.realis is Realis.HYPOTHETICAL and self.stage not in (Stage.PROPOSED, Stage.REQUESTED)
        return self.amount is not None and self.counts_as is CountsAs.TOTAL and self.realis is not Realis.NEGATED and not supposed


class TalksEntry(EntryBase, frozen=True, kw_only=True, tag_field="kind", tag="talks"):
    """One occasion on which parties met or negotiated."""

    participants: tuple[Person | str, ...]
    status: TalksStatus
    place: str | None
    topic: str | None


class StatementEntry(EntryBase, frozen=True, kw_only=True, tag_field="kind", tag="statement"):
    """One thing somebody said; `text` is its fullest wording."""

    speaker: str | None
    role: str | None
    actor: str | None
    mode: Mode
    cue: str | None
    medium: str | None
    act: Act | None
    text: str


Entry = AidEntry | TalksEntry | StatementEntry


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """All entries of a book, folded from its facts.

    With `as_of`, `documents` counts those whose publication window ends by that day and `undated` those left out
    because nothing says when they were published; `later` are those published after it.
    """

    entries: tuple[Entry, ...]
    dossier: str
    dossier_digest: str
    documents: int
    as_of: datetime.date | None = None
    undated: int = 0
    later: int = 0
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def aid(self) -> tuple[AidEntry, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, AidEntry))

    @property
    def talks(self) -> tuple[TalksEntry, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, TalksEntry))

    @property
    def statements(self) -> tuple[StatementEntry, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, StatementEntry))
