"""Claims: what one document reports once, with its evidence."""

from __future__ import annotations

import enum

import msgspec

from pledgebook.model.text import DateRange, Span


class Stage(enum.StrEnum):
    """How far aid has come, by what the text says (IATI 2.03, OCHA FTS, Kiel and PLOVER equivalents in the docs)."""

    REQUESTED = "requested"
    PROPOSED = "proposed"
    PLEDGED = "pledged"
    COMMITTED = "committed"
    CONTRACTED = "contracted"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    REFUSED = "refused"


class CountsAs(enum.StrEnum):
    """How an amount may be counted; only `total` is ever added up."""

    TOTAL = "total"
    COMPONENT = "component"
    CONTAINER = "container"
    UMBRELLA = "umbrella"
    VAGUE = "vague"
    UNIT_PRICE = "unit_price"


class AidType(enum.StrEnum):
    MILITARY = "military"
    HUMANITARIAN = "humanitarian"
    FINANCIAL = "financial"
    MIXED = "mixed"


class Realis(enum.StrEnum):
    ACTUAL = "actual"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class DeliveryStage(enum.StrEnum):
    LEFT_ORIGIN = "left_origin"
    STAGING = "staging"
    CROSSED_BORDER = "crossed_border"
    HANDED_OVER = "handed_over"
    IN_SERVICE = "in_service"


class TalksStatus(enum.StrEnum):
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    ONGOING = "ongoing"
    HELD = "held"
    AGREED = "agreed"
    FAILED = "failed"
    CALLED_OFF = "called_off"


class Mode(enum.StrEnum):
    DIRECT = "direct"
    PARTIAL = "partial"
    INDIRECT = "indirect"


class Act(enum.StrEnum):
    SUPPORT = "support"
    PROMISE = "promise"
    DEMAND = "demand"
    CONDITION = "condition"
    REJECT = "reject"
    THREATEN = "threaten"
    CRITICISE = "criticise"
    PRAISE = "praise"
    PREDICT = "predict"
    DENY = "deny"
    INFORM = "inform"


class Amount(msgspec.Struct, frozen=True):
    """Money in whole currency units; see `Money` for bounds."""

    min: float | None
    max: float | None
    currency: str
    approximate: bool = False


class ItemCount(msgspec.Struct, frozen=True):
    """Goods in the words of the text; `quantity` is None where no number is stated, `unit` only for "tonnes" and the like."""

    name: str
    quantity: float | None = None
    unit: str | None = None


class Attribution(msgspec.Struct, frozen=True):
    """In whose mouth a document puts a claim; for a chain, the last mouth before the document, the others in `via`."""

    speaker: str
    role: str | None = None
    medium: str | None = None
    actor: str | None = None
    via: tuple[str, ...] = ()


class Person(msgspec.Struct, frozen=True):
    name: str
    actor: str | None = None


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """What every kind of claim has; `evidence` is in code points of the raw text, the fullest place first."""

    doc: str
    id: str
    evidence: tuple[Span, ...]
    attribution: Attribution | None = None
    date: DateRange | None = None
    realis: Realis = Realis.ACTUAL
    flags: tuple[str, ...] = ()
    confidence: float | None = None
    """share of like claims that were right on labelled data; None where nobody measured"""


class AidClaim(Base, frozen=True, kw_only=True, tag_field="kind", tag="aid"):
    stage: Stage
    donors: tuple[str, ...] = ()
    recipient: str | None = None
    supplier: str | None = None
    aid_type: AidType | None = None
    amount: Amount | None = None
    counts_as: CountsAs | None = None
    items: tuple[ItemCount, ...] = ()
    joint: bool = False
    scheme: str | None = None
    part_of: str | None = None
    incremental: bool = False
    delivery_stage: DeliveryStage | None = None


class TalksClaim(Base, frozen=True, kw_only=True, tag_field="kind", tag="talks"):
    participants: tuple[Person | str, ...]
    status: TalksStatus
    place: str | None = None
    topic: str | None = None


class StatementClaim(Base, frozen=True, kw_only=True, tag_field="kind", tag="statement"):
    speaker: str | None
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue_spans: tuple[Span, ...] = ()
    role: str | None = None
    actor: str | None = None
    mode: Mode = Mode.INDIRECT
    cue: str | None = None
    medium: str | None = None
    act: Act | None = None


Claim = AidClaim | TalksClaim | StatementClaim


def encode(claim: Claim) -> bytes:
    """A claim as one line of JSON, without the newline.

    >>> encode(AidClaim(doc="a", id="x", evidence=(Span(0, 3),), stage=Stage.PLEDGED))[:30]
    b'{"kind":"aid","doc":"a","id":"'
    """
    return msgspec.json.encode(claim)


def decode(line: bytes | str) -> Claim:
    """The claim in one line of JSON; raises `msgspec.ValidationError` where a field is wrong."""
    claim: Claim = msgspec.json.decode(line, type=Claim)
    return claim
