"""Reads a JSONL into a book with a reader that needs no language pipeline; run as a process that is killed.

`python killed_reader.py BOOK ROWS DOSSIER` prints each document's name before it is read.
"""

from __future__ import annotations

import pathlib
import runpy
import sys
import types


def main(place: str, rows: str, dossier: str) -> None:
    plain = runpy.run_path(str(pathlib.Path(__file__).parent.parent / "contract" / "conftest.py"))
    sys.modules["pledgebook.pipeline"] = types.SimpleNamespace(read_document=plain["read_document"])  # type: ignore[assignment]
    import pledgebook
    import pledgebook.run.local

    # so that a change of the code while the test runs does not look like a better reading
    pledgebook.run.local.reading_version = lambda: "test"
    with pledgebook.open(place, dossier=dossier) as book:
        report = book.read([rows], progress=lambda name: print(name, flush=True))
        print(f"done {report.read} {report.known}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
