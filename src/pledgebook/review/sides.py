"""What two claims say, side by side, with what the matcher made of it: one line for each thing compared."""

from __future__ import annotations

from typing import Any

import msgspec

from pledgebook.model.claim import AidClaim, Claim, StatementClaim, TalksClaim
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import shown

AID = ("stage", "donors", "recipient", "amount", "counts_as", "items", "date", "scheme", "supplier", "aid_type", "realis")
TALKS = ("participants", "status", "place", "topic", "date")
STATEMENT = ("speaker", "role", "act", "cue", "medium", "date")
SAID_OF = {"amounts": "amount", "states": "amount", "dates": "date", "schemes": "scheme", "stages": "stage"}
"""first words of the matcher's reasons that are not names of fields"""


class Line(msgspec.Struct, frozen=True):
    """One row of the table; "" where a side says nothing, `finding` "" where the matcher made nothing of it."""

    field: str
    left: str
    right: str = ""
    finding: str = ""


def pair_lines(left: Claim, right: Claim, reasons: tuple[str, ...]) -> tuple[Line, ...]:
    """Two claims side by side; reasons of no field stand in lines of their own."""
    fields = _fields(left)
    by_field: dict[str, list[str]] = {}
    rest = []
    for reason in reasons:
        field = _one_of(fields, reason)
        if field is None:
            rest.append(Line("", "", "", reason))
        else:
            by_field.setdefault(field, []).append(reason)
    lines = [Line(field, said(left, field), said(right, field), "; ".join(by_field.get(field, ()))) for field in fields]
    return (*(line for line in lines if line.left or line.right or line.finding), *rest)


def claim_lines(claim: Claim) -> tuple[Line, ...]:
    """What one claim says, field by field."""
    return tuple(Line(field, value) for field in _fields(claim) if (value := said(claim, field)))


def said(claim: Claim, field: str) -> str:
    """A field's value for a reader; "" where the claim says nothing."""
    return told(getattr(claim, field, None))


def told(value: Any) -> str:
    """A value of the claim format in words.

    >>> from pledgebook.model.claim import Amount
    >>> told(Amount(5e8, 5e8, "EUR")), told(("NLD", "DEU")), told(None), told(True)
    ('EUR 500m', 'NLD, DEU', '', 'yes')
    """
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(told(part) for part in value)
    if isinstance(value, DateRange):
        return str(value.first) if value.first == value.last else f"{value.first}..{value.last}"
    if hasattr(value, "currency"):
        return shown(value)
    if hasattr(value, "quantity"):
        return f"{value.quantity:,.0f} {value.name}" if value.quantity is not None else str(value.name)
    if hasattr(value, "actor"):
        return f"{value.name} ({value.actor})" if value.actor else str(value.name)
    return str(value)


def _fields(claim: Claim) -> tuple[str, ...]:
    return {AidClaim: AID, TalksClaim: TALKS, StatementClaim: STATEMENT}[type(claim)]


def field_of(reason: str, claim: Claim) -> str | None:
    """The field of a claim that one of the matcher's reasons speaks of; None for one of no field."""
    return _one_of(_fields(claim), reason)


def _one_of(fields: tuple[str, ...], reason: str) -> str | None:
    """The field a reason speaks of, by one of its first three words."""
    words = reason.replace(":", " ").split()[:3]
    return next((field for word in words if (field := SAID_OF.get(word, word)) in fields), None)
