"""The rows of the ledger's table, kept as they were written: a row is the same in every view that shows the same columns."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence

import jinja2
from markupsafe import Markup

from pledgebook.analyse.rates import conversions
from pledgebook.model.ledger import AidEntry
from pledgebook.recent import Recent
from pledgebook.web.asked import PAGE_SIZE, Asked
from pledgebook.web.rendering import Asking, written

LOOKS = 4
"""choices of columns, currency and day whose rows are kept"""
MOST = 20_000
"""rows of one look that are kept, some 15 MB"""
Outlets = Mapping[str, tuple[str, ...]]
NONE: Outlets = {}
APART = "\0"
"""stands between rows; `harmless` lets no text hold it"""


class Rows:
    """Rows by look and entry; one is written anew where the entry is another than it was, so that a change of the book costs what it changed."""

    def __init__(self, templates: jinja2.Environment) -> None:
        self._templates = templates
        self._held: Recent[dict[str, tuple[AidEntry, tuple[str, ...], Markup]]] = Recent(LOOKS)

    def of(self, entries: Sequence[AidEntry], asked: Asked, as_of: datetime.date | None, outlets: Outlets = NONE) -> Mapping[str, Markup]:
        """The row of each entry, by its id; `outlets` are those that report it, where they are shown."""
        held = self._held.get((asked.columns, asked.into, as_of), dict)
        missing = []
        for entry in entries:
            known = held.get(entry.id)
            if known is None or (known[0] is not entry and known[0] != entry) or known[1] != outlets.get(entry.id, ()):
                missing.append(entry)
        if missing:
            if len(held) + len(missing) > MOST:
                held.clear()
                missing = list(entries)
            written = self._written(missing, asked, as_of, outlets)
            held.update((entry.id, (entry, outlets.get(entry.id, ()), row)) for entry, row in zip(missing, written, strict=True))
        return {entry.id: held[entry.id][2] for entry in entries}

    def warm(self, entries: Sequence[AidEntry], wait: Callable[[], bool]) -> None:
        """Writes the rows most readers will ask for, a page at a time, until all are written or `wait` says that there is other work."""
        for page in _pages(entries[:MOST]):
            if wait():
                return
            self.of(page, Asked(), None)

    def _written(self, entries: Sequence[AidEntry], asked: Asked, as_of: datetime.date | None, outlets: Outlets) -> list[Markup]:
        converted = conversions(entries, asked.into) if asked.into else {}
        page = Asking(as_of=as_of.isoformat() if as_of else None)
        text = written(self._templates, "ledger_rows.html", page, entries=entries, mark=Markup(APART), asked=asked, converted=converted, outlets=outlets)
        return [Markup(part) for part in text.split(APART)[1:]]


def _pages(entries: Sequence[AidEntry]) -> Iterator[Sequence[AidEntry]]:
    return (entries[start : start + PAGE_SIZE] for start in range(0, len(entries), PAGE_SIZE))
