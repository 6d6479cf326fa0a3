"""How long each export takes for a large ledger, and how much memory: the demonstration's book, many times over.

pledgebook demo && python bench/scale/exports.py [COPIES]
"""

from __future__ import annotations

import os
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

PLACES = {
    **{Format.JSONL: "a.jsonl", Format.CSV: "csv", Format.PARQUET: "parquet", Format.XLSX: "a.xlsx", Format.KIEL: "a.csv"},
    **{Format.IATI: "a.xml", Format.PROV: "prov.json", Format.FTM: "ftm.json"},
}
COPIES = 400


def copied(entry: Entry, number: int) -> Entry:
    """The entry and its claims under other ids, in a lifecycle of its own."""
    replace = msgspec.structs.replace
    claims = tuple(replace(told, claim=replace(told.claim, id=f"{told.claim.id}{number}")) for told in entry.testimonies)
    more = {"lifecycle": f"{entry.lifecycle}{number}"} if isinstance(entry, AidEntry) else {}
    return replace(entry, id=f"{entry.id}{number}", testimonies=claims, **more)


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measured(view: LedgerView, place: pathlib.Path, format: Format) -> None:
    """Writes one export in a process of its own, which begins with the ledger in memory, and prints what it took beyond that."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    before, started = peak_mb(), time.process_time()
    write(view, place, format)
    size = sum(file.stat().st_size for file in ([place] if place.is_file() else place.iterdir())) / 1e6
    print(f"{format:<8} {time.process_time() - started:6.1f} s  {peak_mb() - before:5d} MB more  {size:7.1f} MB written", flush=True)
    os._exit(0)


def main() -> None:
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    with pledgebook.open("pledgebook-demo.db", create=False) as book:
        view = book.ledger()
    entries = tuple(copied(entry, number) for number in range(copies) for entry in view.ledger.entries)
    large = LedgerView(msgspec.structs.replace(view.ledger, entries=entries), view.dossier)
    print(f"{len(entries)} entries, {sum(len(entry.testimonies) for entry in entries)} claims, {peak_mb()} MB in memory")
    with tempfile.TemporaryDirectory() as folder:
        for format, name in PLACES.items():
            measured(large, pathlib.Path(folder) / name, format)


if __name__ == "__main__":
    main()
