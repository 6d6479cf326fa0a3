"""The columns of every table pledgebook writes: one definition for frames, CSV, Parquet, JSONL, Excel and the reference."""

from __future__ import annotations

import enum

import msgspec


class Kind(enum.StrEnum):
    """What a column holds; an empty cell is unknown, never zero."""

    TEXT = "text"
    LIST = "list"
    """text, the members separated by ";" """
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Column(msgspec.Struct, frozen=True):
    name: str
    kind: Kind
    description: str
    width: int = 12
    """characters it takes in a workbook"""


class Sheet(msgspec.Struct, frozen=True):
    """A table: its first column is the key where `key` is not empty."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def without(self, *names: str) -> Sheet:
        """The sheet less some columns."""
        return msgspec.structs.replace(self, columns=tuple(column for column in self.columns if column.name not in names))


def _columns(*rows: tuple[str, Kind, str] | tuple[str, Kind, str, int]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_T, _L, _I, _N, _B, _D = Kind.TEXT, Kind.LIST, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.DATE

_HEAD = _columns(
    ("id", _T, "id of the entry: that of its earliest claim", 14),
    ("first", _D, "first day the event may have happened, or is to happen"),
    ("last", _D, "last day of it"),
    ("published", _D, "day by which the first report had come out"),
    ("realis", _T, "actual, planned, hypothetical or negated"),
)
_TAIL = _columns(
    ("documents", _I, "documents that report it", 10),
    ("independent", _I, "of them independent of one another: reprints and rewrites count once", 11),
    ("sources", _L, "outlets that report it", 28),
    ("conflicts", _L, "fields whose reports cannot all be true, with the rival values", 28),
    ("flags", _L, "what a reader should be warned of", 18),
    ("evidence", _T, "the words of the first piece of evidence", 60),
    ("basis", _T, "reviewed by a person, or read by machine alone", 10),
)
_MONEY = _columns(
    ("amount_min", _N, "at least this much, in whole units of the currency; of a plain figure both ends are the same", 16),
    ("amount_max", _N, "at most this much", 16),
    ("currency", _T, "ISO 4217 code", 9),
    ("approximate", _B, "the text says about, nearly, almost"),
    ("counts_as", _T, "total, component, container, umbrella, vague or unit_price; only a total is ever added up"),
)
CONVERTED = _columns(
    *(
        row
        for code in ("USD", "EUR")
        for row in (
            (f"{code}_min", _N, f"amount_min in {code} at the European Central Bank's rate of the day", 16),
            (f"{code}_max", _N, f"amount_max in {code}", 16),
            (f"{code}_rate_day", _D, f"day of the rate to {code}"),
        )
    )
)

ENTRIES = Sheet(
    "entries",
    "One row an act of aid: all reports of one event folded together.",
    (
        *_HEAD,
        *_columns(
            ("stage", _T, "requested, proposed, pledged, committed, contracted, delivered, suspended or refused"),
            ("donors", _L, "codes of who gives", 18),
            ("joint", _B, "one amount of several donors whose shares no report states"),
            ("recipient", _T, "code of who receives"),
            ("supplier", _T, "code of whose goods are bought or given on, where not the donor's own"),
            ("aid_type", _T, "military, humanitarian, financial or mixed", 13),
        ),
        *_MONEY,
        *_columns(("counted", _B, "whether the amount is added up: a total, of something neither denied nor merely supposed")),
        *CONVERTED,
        *_columns(
            ("items", _L, "goods with their numbers", 40),
            ("scheme", _T, "code of the programme it runs through"),
            ("incremental", _B, "the text says more, additional, new"),
            ("delivery_stage", _T, "left_origin, staging, crossed_border, handed_over or in_service"),
            ("part_of", _T, "entry it is a component of", 14),
            ("follows", _T, "entry it carries forward", 14),
            ("lifecycle", _T, "first entry of the promise it belongs to", 14),
        ),
        *_TAIL,
    ),
    ("id",),
)

ITEMS = Sheet(
    "items",
    "One row for each kind of goods of an entry.",
    _columns(
        ("entry", _T, "id of the entry", 14),
        ("number", _I, "place in the entry's list, from 1", 8),
        ("name", _T, "goods in the words of the text, or the dossier's name for them", 40),
        ("quantity", _N, "how many; empty where no report says", 10),
        ("unit", _T, "tonnes and the like; empty for pieces"),
    ),
    ("entry", "number"),
)

CLAIMS = Sheet(
    "claims",
    "One row for what one document reports once.",
    (
        *_columns(
            ("id", _T, "id of the claim", 14),
            ("entry", _T, "entry that holds it", 14),
            ("kind", _T, "aid, talks or statement", 10),
            ("document", _T, "SHA-256 of the document", 16),
            ("sources", _L, "outlets the document was met in", 28),
            ("url", _T, "address of the document", 30),
            ("title", _T, "its title", 40),
            ("published_first", _D, "first day it may have come out"),
            ("published_last", _D, "last day it may have come out"),
            ("official", _B, "the outlet is an institution that speaks for itself"),
            ("family", _T, "shared by documents that copy one another or come from one outlet", 16),
            ("first", _D, "first day of the event, as this document has it"),
            ("last", _D, "last day of it"),
            ("realis", _T, "actual, planned, hypothetical or negated"),
            ("stage", _T, "stage of aid"),
            ("donors", _L, "codes of who gives", 18),
        ),
        *_MONEY,
        *_columns(
            ("items", _L, "goods with their numbers", 40),
            ("speaker", _T, "in whose mouth the document puts it; empty where it speaks itself", 22),
            ("role", _T, "the speaker's role, as stated", 22),
            ("medium", _T, "what it was said to", 18),
            ("actor", _T, "code of whom the speaker acts for"),
            ("via", _L, "further mouths it passed through, outermost first", 18),
            ("flags", _L, "what a reader should be warned of", 18),
            ("confidence", _N, "share of like claims that were right on labelled reports; empty where nobody measured"),
            ("corrected", _L, "fields a person changed or accepted"),
        ),
    ),
    ("id",),
)

EVIDENCE = Sheet(
    "evidence",
    "One row for each place in a document that carries a claim.",
    _columns(
        ("claim", _T, "id of the claim", 14),
        ("number", _I, "1 is the fullest place", 8),
        ("entry", _T, "entry that holds the claim", 14),
        ("document", _T, "SHA-256 of the document", 16),
        ("start", _I, "first code point of the raw text", 8),
        ("end", _I, "code point after the last", 8),
        ("words", _T, "the raw text at that place", 80),
        ("sources", _L, "outlets the document was met in", 28),
        ("published", _D, "day by which it had come out"),
        ("title", _T, "title of the document", 40),
        ("url", _T, "address of the document", 30),
    ),
    ("claim", "number"),
)

STATEMENTS = Sheet(
    "statements",
    "One row for what somebody said.",
    (
        *_HEAD,
        *_columns(
            ("speaker", _T, "name, or the code of a party that speaks without one", 22),
            ("role", _T, "role as stated", 22),
            ("actor", _T, "code of whom the speaker acts for"),
            ("mode", _T, "direct, partial or indirect speech"),
            ("cue", _T, "the verb"),
            ("medium", _T, "what it was said to", 18),
            ("act", _T, "support, promise, demand, condition, reject, threaten, criticise, praise, predict, deny or inform"),
            ("text", _T, "the words in their fullest wording", 60),
        ),
        *_TAIL,
    ),
    ("id",),
)

TALKS = Sheet(
    "talks",
    "One row an occasion on which parties met or negotiated.",
    (
        *_HEAD,
        *_columns(
            ("status", _T, "proposed, scheduled, ongoing, held, agreed, failed or called_off"),
            ("participants", _L, "codes, and people with the code they act for", 40),
            ("place", _T, "where", 18),
            ("topic", _T, "about what", 30),
        ),
        *_TAIL,
    ),
    ("id",),
)

CONFLICTS = Sheet(
    "conflicts",
    "One row for each value of a field whose reports cannot all be true.",
    _columns(
        ("entry", _T, "id of the entry", 14),
        ("kind", _T, "aid, talks or statement", 10),
        ("field", _T, "the field in dispute", 14),
        ("number", _I, "1 is the value the entry shows", 8),
        ("value", _T, "what some reports say", 40),
        ("independent", _I, "independent sources that say so", 11),
        ("claims", _L, "claims that say so", 40),
    ),
    ("entry", "field", "number"),
)

SHEETS = (ENTRIES, ITEMS, CLAIMS, EVIDENCE, STATEMENTS, TALKS, CONFLICTS)


def sheet(name: str) -> Sheet:
    """The sheet of a name.

    >>> sheet("talks").key
    ('id',)

    Raises `pledgebook.errors.PledgebookError` for a name that is none.
    """
    from pledgebook.errors import PledgebookError

    for held in SHEETS:
        if held.name == name:
            return held
    raise PledgebookError("unknown_sheet", f"there is no sheet '{name}'", f"use one of {', '.join(held.name for held in SHEETS)}")
