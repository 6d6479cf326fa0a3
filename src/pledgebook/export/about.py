"""What every export says of itself: which pledgebook made it, of which dossier, as of which day."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec

from pledgebook.export.rows import View
from pledgebook.version import __version__


class About(msgspec.Struct, frozen=True):
    """Where an export comes from; it holds no clock, so that one book gives one file.

    `as_of` is None where every document counts; `documents` counts them, `undated` those left out for want of a date.
    `selection` names the filters that were set.
    """

    pledgebook: str
    dossier: str
    dossier_digest: str
    as_of: datetime.date | None
    documents: int
    undated: int
    entries: int
    talks: int
    statements: int
    selection: dict[str, str]


def about(view: View) -> About:
    """What an export of a view says of itself."""
    ledger = view.ledger
    chosen = view.selection
    asked = {name: str(value) for name in chosen.__struct_fields__ if (value := getattr(chosen, name)) is not None}
    counts = (len(view.entries), len(view.talks), len(view.statements))
    return About(__version__, ledger.dossier, ledger.dossier_digest, ledger.as_of, ledger.documents, ledger.undated, *counts, asked)


def facts(held: About) -> dict[str, str]:
    """The same as texts, for places that hold nothing else: "" where unknown.

    >>> facts(About("1.0", "flood", "d", None, 2, 0, 1, 0, 0, {"donor": "NLD"}))["selection"]
    'donor=NLD'
    """
    plain: dict[str, Any] = msgspec.to_builtins(held)
    plain["selection"] = ", ".join(f"{name}={value}" for name, value in held.selection.items())
    return {name: "" if value is None else str(value) for name, value in plain.items()}
