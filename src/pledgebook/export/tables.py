"""The ledger as JSON and CSV: the same bytes for the same documents, dossier and decisions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Protocol

import msgspec

from pledgebook.model.ledger import AidEntry, EntryBase, StatementEntry, TalksEntry

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class View(Protocol):
    """What is exported: the entries of a ledger after selection."""

    @property
    def entries(self) -> tuple[AidEntry, ...]: ...
    @property
    def talks(self) -> tuple[TalksEntry, ...]: ...
    @property
    def statements(self) -> tuple[StatementEntry, ...]: ...


def as_json(content: Any) -> str:
    """Indented JSON with sorted keys; whole amounts without a fraction."""
    encoded = msgspec.json.encode(_whole(msgspec.to_builtins(content)), order="deterministic")
    return msgspec.json.format(encoded, indent=2).decode()


def as_csv(rows: Iterable[dict[str, Any]]) -> str:
    """Rows with a header line; None is an empty cell, and no cell is taken for a formula by a spreadsheet."""
    listed = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(listed[0]) if listed else ["id"], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in listed)
    return out.getvalue()


def ledger_rows(view: View) -> list[dict[str, Any]]:
    """One row an aid entry."""
    return [_aid_row(entry) for entry in view.entries]


def talks_rows(view: View) -> list[dict[str, Any]]:
    """One row a talks entry."""
    rows = []
    for entry in view.talks:
        participants = [who if isinstance(who, str) else f"{who.name} ({who.actor})" if who.actor else who.name for who in entry.participants]
        rows.append(
            {**_head(entry), "status": entry.status, "participants": "; ".join(participants), "place": entry.place, "topic": entry.topic, **_tail(entry)}
        )
    return rows


def statement_rows(view: View) -> list[dict[str, Any]]:
    """One row a statement entry."""
    fields = ("speaker", "role", "actor", "mode", "cue", "medium", "act", "text")
    return [{**_head(entry), **{name: getattr(entry, name) for name in fields}, **_tail(entry)} for entry in view.statements]


def _aid_row(entry: AidEntry) -> dict[str, Any]:
    amount = entry.amount
    return {
        **_head(entry),
        "stage": entry.stage,
        "donors": ";".join(entry.donors),
        "joint": entry.joint,
        "recipient": entry.recipient,
        "supplier": entry.supplier,
        "aid_type": entry.aid_type,
        "amount_min": amount.min if amount else None,
        "amount_max": amount.max if amount else None,
        "currency": amount.currency if amount else None,
        "approximate": amount.approximate if amount else None,
        "counts_as": entry.counts_as,
        "items": "; ".join(f"{item.quantity:g} {item.name}" if item.quantity is not None else item.name for item in entry.items),
        "scheme": entry.scheme,
        "delivery_stage": entry.delivery_stage,
        "part_of": entry.part_of,
        "follows": entry.follows,
        "lifecycle": entry.lifecycle,
        **_tail(entry),
    }


def _head(entry: EntryBase) -> dict[str, Any]:
    return {
        "id": entry.id,
        "first": entry.date.first if entry.date else None,
        "last": entry.date.last if entry.date else None,
        "published": entry.first_published,
        "realis": entry.realis,
    }


def _tail(entry: EntryBase) -> dict[str, Any]:
    sources = sorted({source for testimony in entry.testimonies for source in testimony.sources})
    conflicts = [f"{conflict.field}: " + " | ".join(value.value for value in conflict.values) for conflict in entry.conflicts]
    words = entry.testimonies[0].words
    return {
        "documents": entry.documents,
        "independent": entry.independent,
        "sources": "; ".join(sources),
        "conflicts": "; ".join(conflicts),
        "flags": ";".join(entry.flags),
        "evidence": " ".join(words[0].split()) if words else None,
    }


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    text = str(value)
    return "'" + text if text.startswith(_FORMULA) else text


def _whole(value: Any) -> Any:
    """Floats that are whole become integers, so that an amount reads 500000000 and not 500000000.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_whole(held) for held in value]
    return value
