"""Values of a claim's fields as a person writes them: "EUR 500m", "NLD,DEU", "2025-08-04..2025-08-10", or JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import AidClaim, Claim
from pledgebook.model.text import Span

AMOUNT = re.compile(r"(?P<about>about )?(?P<bound>over |more than |up to )?(?P<currency>[A-Z]{3}) (?P<low>[\d,.]+)(?:-(?P<high>[\d,.]+))?(?P<scale>k|m|bn|tn)?")
SCALES = {None: 0, "k": 3, "m": 6, "bn": 9, "tn": 12}
"""powers of ten"""
LISTS = ("donors", "participants", "flags")
CODES = ("donors", "recipient", "supplier", "actor")
"""fields whose values are parties of the dossier"""


def stated_value(field: str, text: str) -> Any:
    """What a person wrote for a field, as plain data; what is no known form and no JSON is the text itself.

    >>> stated_value("amount", "over EUR 1.5bn")
    {'min': 1500000000.0, 'max': None, 'currency': 'EUR', 'approximate': False}
    >>> stated_value("donors", "NLD, DEU"), stated_value("date", "2025-08-04"), stated_value("joint", "true")
    (['NLD', 'DEU'], {'first': '2025-08-04', 'last': '2025-08-04'}, True)
    >>> stated_value("items", "1,000 shells, ammunition")[0]
    {'name': 'shells', 'quantity': 1000.0}
    """
    text = text.strip()
    if field == "amount" and (amount := stated_amount(text)):
        return amount
    if field == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?", text):
        first, _, last = text.partition("..")
        return {"first": first, "last": last or first}
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        if field in LISTS:
            return [part.strip() for part in text.split(",") if part.strip()]
        return [_stated_item(part.strip()) for part in re.split(r",\s+", text) if part.strip()] if field == "items" else text


def _stated_item(text: str) -> dict[str, Any]:
    """Goods with their number in front: "2 Patriot systems"; what a number is part of the name of, such as "155mm shells", has none."""
    found = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?) (\D.*)", text)
    if not found:
        return {"name": text}
    return {"name": found[2], "quantity": float(found[1].replace(",", ""))}


def stated_amount(text: str) -> dict[str, Any] | None:
    """An amount as the ledger shows one; None for anything else.

    >>> stated_amount("about USD 2-2.5bn")
    {'min': 2000000000.0, 'max': 2500000000.0, 'currency': 'USD', 'approximate': True}
    """
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        return None
    try:
        low, high = (float(Decimal(found[name].replace(",", "")).scaleb(SCALES[found["scale"]])) if found[name] else None for name in ("low", "high"))
    except InvalidOperation:
        return None
    bound = (found["bound"] or "").strip()
    if bound and high is None:
        low, high = (None, low) if bound == "up to" else (low, None)
    else:
        high = low if high is None else high
    return {"min": low, "max": high, "currency": found["currency"], "approximate": bool(found["about"])}


def check_codes(claim: Claim, dossier: Dossier) -> None:
    """Raises where a claim names a party or scheme the dossier lacks, for it would be found under no name."""
    known = {party.code for party in dossier.parties}
    for field in CODES:
        value = getattr(claim, field, None)
        for code in value if isinstance(value, tuple) else (value,) if value else ():
            if code not in known:
                message = f"{field}: the dossier has no party '{code}'"
                raise PledgebookError("unknown_party", message, "give a code such as NLD, or add the party to the dossier")
    scheme = claim.scheme if isinstance(claim, AidClaim) else None
    if scheme and scheme not in {held.code for held in dossier.schemes}:
        known_schemes = ", ".join(sorted(held.code for held in dossier.schemes)[:8])
        raise PledgebookError("unknown_scheme", f"the dossier has no scheme '{scheme}'", f"use a code such as {known_schemes}, or add it to the dossier")


def stated_fields(pairs: Iterable[str]) -> dict[str, Any]:
    """Fields as `FIELD=VALUE`; raises `PledgebookError` for one without a value.

    >>> stated_fields(["stage=pledged", "donors=NLD"])
    {'stage': 'pledged', 'donors': ['NLD']}
    """
    found = {}
    for pair in pairs:
        field, mark, value = pair.partition("=")
        if not mark:
            raise PledgebookError("bad_field", f"'{pair}' is no FIELD=VALUE", "write stage=pledged, amount='EUR 500m'")
        found[field.strip()] = stated_value(field.strip(), value)
    return found


def stated_span(text: str) -> Span:
    """A place as `START-END`; raises `PledgebookError` for anything else.

    >>> stated_span("10-42")
    Span(start=10, end=42)
    """
    start, _, end = text.partition("-")
    if not (start.isdigit() and end.isdigit() and int(start) < int(end)):
        raise PledgebookError("bad_span", f"'{text}' is no place", "write START-END, such as 120-185")
    return Span(int(start), int(end))
