"""Changes as a person reads them."""

from __future__ import annotations

import textwrap
from typing import Any

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text

from pledgebook.analyse.changes import Change, Changes, Kind, Source
from pledgebook.cli.questions import decided_in_words
from pledgebook.cli.render import ID, amount_of, console, names_of
from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import AidEntry, Entry, StatementEntry, TalksEntry

WORDS = 110
"""characters of a sentence that are shown"""
TITLES = {
    Kind.ENTERED: "New in the book",
    Kind.MOVED: "Moved on",
    Kind.CHANGED: "Told otherwise",
    Kind.JOINED: "Found to be one",
    Kind.CONFIRMED: "Confirmed by further reports",
    Kind.LEFT: "No longer in the book",
    Kind.CORRECTED: "Decided by people",
}


def chosen(found: Changes, every_kind: bool) -> Changes:
    """Changes of aid and of people; with `every_kind` all of them."""
    if every_kind:
        return found
    kept = tuple(c for c in found.changes if c.decision or (c.kind is not Kind.CONFIRMED and (c.entry_now is None or isinstance(c.entry_now, AidEntry))))
    return msgspec.structs.replace(found, changes=kept)


def print_changes(found: Changes, dossier: Dossier) -> None:
    """A table for each kind of change, and how many documents came."""
    out = console()
    for kind, title in TITLES.items():
        held = [change for change in found.changes if change.kind is kind]
        if not held:
            continue
        table = Table(title=f"{title} ({len(held)})", title_justify="left", box=box.SIMPLE_HEAD, show_lines=True, pad_edge=False)
        for name, ratio in (("entry", None), ("what", 4), ("change", 4), ("by", 4)):
            table.add_column(name, ratio=ratio, no_wrap=name == "entry")
        for change in held:
            table.add_row(change.entry[:ID], Text(_what(change.entry_now, dossier)), Text(_change(change)), Text(_by(change)))
        out.print(table)
    span = f"after {found.since}" + (f" up to {found.until}" if found.until else "")
    undated = f"; {found.undated} undated are in no book of a day" if found.undated else ""
    out.print(f"{len(found.changes) or 'no'} changes {span}, from {found.documents} documents{undated}")


def change_rows(found: Changes) -> list[dict[str, Any]]:
    """One row a change, for a spreadsheet."""
    return [
        {
            "kind": change.kind,
            "entry": change.entry,
            "before": ";".join(change.before),
            "change": _change(change).replace("\n", "; "),
            "documents": ";".join(source.document for source in change.by),
            "sources": ";".join(dict.fromkeys(name for source in change.by for name in source.sources)),
            "published": min((str(source.published) for source in change.by if source.published), default=None),
            "words": change.by[0].words if change.by else None,
            "decision": change.decision.id if change.decision else None,
            "by": change.decision.body.by if change.decision else None,
        }
        for change in found.changes
    ]


def _what(entry: Entry | None, dossier: Dossier) -> str:
    if isinstance(entry, AidEntry):
        return f"{names_of(entry.donors, dossier) or 'unknown'}: {entry.stage} {amount_of(entry)}"
    if isinstance(entry, TalksEntry):
        return f"talks, {entry.status}" + (f", {entry.place}" if entry.place else "")
    return f"{entry.speaker or 'unknown'}: {entry.text[:80]}" if isinstance(entry, StatementEntry) else ""


def _change(change: Change) -> str:
    if change.decision:
        return decided_in_words(change.decision)
    lines = [f"{d.field}: {d.before or 'unknown'} -> {d.after or 'unknown'}" for d in change.differences]
    if change.kind in (Kind.MOVED, Kind.JOINED):
        lines.append(f"from {', '.join(id_[:ID] for id_ in change.before)}")
    return "\n".join(lines)


def _by(change: Change) -> str:
    if change.decision:
        return f"{change.decision.body.by}: {change.decision.reason}"
    return "\n".join(_source(source) for source in change.by[:3]) + (f"\n+{len(change.by) - 3} more" if len(change.by) > 3 else "")


def _source(source: Source) -> str:
    return f"{', '.join(source.sources) or 'unknown source'}, {source.published or 'no date'}: {textwrap.shorten(source.words, WORDS, placeholder=' …')}"
