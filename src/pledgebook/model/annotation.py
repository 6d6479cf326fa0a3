"""What annotators find in a document; all spans are of the cleaned text."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import msgspec

from pledgebook.model.text import DateRange, Document, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of the running text."""

    span: Span
    block: int
    """index of its block in `Document.blocks`"""


class Money(msgspec.Struct, frozen=True):
    """An amount of money in whole currency units.

    A plain figure has `minimum == maximum`; "more than" leaves `maximum` None, "up to" leaves `minimum` None;
    "hundreds of millions" is 2e8..1e9, `approximate` and `vague`. `currency` is ISO 4217, None where it stays open;
    `inferred` says that it was settled by context. A `unit_price` is "$1 billion each / per battery".
    """

    span: Span
    minimum: float | None
    maximum: float | None
    currency: str | None
    approximate: bool = False
    vague: bool = False
    inferred: bool = False
    unit_price: bool = False


class Item(msgspec.Struct, frozen=True):
    """A mention of goods or a service, with its number where one is stated.

    `span` holds quantity, unit and name; `name` is the words of the text ("155mm artillery rounds"); `code` the
    dossier's canonical item and `item_class` its class, both None where only a general word matched ("equipment"
    is a general item: it has a class, no code). `general` marks words like weapons, equipment, aid, supplies.
    """

    span: Span
    name_span: Span
    name: str
    quantity: float | None = None
    unit: str | None = None
    code: str | None = None
    item_class: str | None = None
    aid_type: str | None = None
    general: bool = False


class DateMention(msgspec.Struct, frozen=True):
    """A date in the text, resolved to days; `range` is None where the text gives a time that cannot be resolved."""

    span: Span
    range: DateRange | None
    kind: str
    """`day`, `weekday`, `month`, `year`, `relative`, `since`, `deadline`, `event`, ..."""
    ambiguous: bool = False


class MentionKind(enum.StrEnum):
    PARTY = "party"
    PERSON = "person"


class Mention(msgspec.Struct, frozen=True):
    """A party or person of the dossier, named in the text.

    `code` is the party's code, or for a person the party the person acts for on the day of publication (None if
    unknown). `name` is the canonical name. `adjective` marks "Dutch", "US-made"; `capital` marks "Washington",
    "Kyiv", "the Kremlin" (a place that may stand for its state). For a person, `role` is the role as stated beside
    the name (None where none is) and `role_conflict` says it contradicts the dossier or the same text.
    """

    span: Span
    kind: MentionKind
    code: str | None
    name: str
    adjective: bool = False
    capital: bool = False
    group: bool = False
    role: str | None = None
    role_span: Span | None = None
    role_conflict: bool = False


class Quote(msgspec.Struct, frozen=True):
    """A quotation: `span` with its marks, `content` without; `balanced` is False where a mark is missing."""

    span: Span
    content: Span
    balanced: bool = True


class AnnotatedDocument(msgspec.Struct, frozen=True):
    """A document with everything the extractors read; `syntax` is None where no sentence needed parsing.

    `syntax` is one spaCy Doc over the whole cleaned text (`syntax.char_span(start, end, alignment_mode="expand")`
    leads from spans to tokens, `token.idx` back), its sentence starts being those of `sentences`.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    money: tuple[Money, ...]
    items: tuple[Item, ...]
    dates: tuple[DateMention, ...]
    mentions: tuple[Mention, ...]
    quotes: tuple[Quote, ...]
    syntax: Doc | None
