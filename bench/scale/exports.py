"""How long each export takes for a large ledger, and how much memory: the demonstration's book, many times over.

    pledgebook demo && python bench/scale/exports.py [COPIES]
"""

from __future__ import annotations

import pathlib
import resource
import sys
import tempfile
import time

import msgspec

import pledgebook
from pledgebook.export.formats import Format, write
from pledgebook.ledgerview import LedgerView
from pledgebook.model.ledger import AidEntry, Entry

PLACES = {Format.JSONL: "a.jsonl", Format.CSV: "csv", Format.PARQUET: "parquet", Format.IATI: "a.xml", Format.KIEL: "a.csv", Format.XLSX: "a.xlsx"}
COPIES = 400


def copied(entry: Entry, number: int) -> Entry:
    """The entry under another id, in a lifecycle of its own."""
    if isinstance(entry, AidEntry):
        return msgspec.structs.replace(entry, id=f"{entry.id}{number}", lifecycle=f"{entry.lifecycle}{number}")
    return msgspec.structs.replace(entry, id=f"{entry.id}{number}")


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    with pledgebook.open("pledgebook-demo.db", create=False) as book:
        view = book.ledger()
    entries = tuple(copied(entry, number) for number in range(copies) for entry in view.ledger.entries)
    large = LedgerView(msgspec.structs.replace(view.ledger, entries=entries), view.dossier)
    print(f"{len(entries)} entries, {peak_mb()} MB before")
    with tempfile.TemporaryDirectory() as folder:
        for format, name in PLACES.items():
            started = time.process_time()
            write(large, pathlib.Path(folder) / name, format)
            print(f"{format:<8} {time.process_time() - started:6.1f} s  peak {peak_mb()} MB", flush=True)


if __name__ == "__main__":
    main()
