"""The book that pledgebook makes of coded donations' texts, against the values a tracker's coders gave those donations.

    python bench/compare/kiel.py             prints the figures
    python bench/compare/kiel.py --markdown  as the table docs/explanation/comparing.md shows

Needs the evaluation data (PLEDGEBOOK_EVAL, or ../shared beside this repository).
"""

from __future__ import annotations

import collections
import csv
import json
import os
import pathlib
import sys
import tempfile
from typing import Any

from pledgebook.analyse.compare import Comparison, Kind, compare
from pledgebook.analyse.compare_lines import lines
from pledgebook.book import open_book
from pledgebook.export.comparison import MEANINGS
from pledgebook.export.trackers import read_tracker

ROOT = pathlib.Path(__file__).parents[2]
EVALUATION = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL") or ROOT.parent / "shared")
COLUMNS = ("activity_id", "donor", "announcement_date", "aid_type_general", "reporting_currency", "source_reported_value", "item", "item_numb")


def coded(path: pathlib.Path, out: pathlib.Path) -> None:
    """Coded donations in the tracker's own layout: a row an item."""
    with out.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            head = [row["id"], row["country"], row["announced"], row["aid_type"].capitalize(), row["currency"], row["value"]]
            writer.writerows([*head, item["name"], item["quantity"]] for item in row["items"] or [{"name": None, "quantity": None}])


def compared(folder: pathlib.Path, currency: str = "EUR") -> tuple[Comparison, dict[str, float]]:
    """The comparison, and how often a donation was matched with the entry its own text makes."""
    coded(EVALUATION / "data" / "kiel_dev.jsonl", folder / "kiel.csv")
    with open_book(folder / "kiel.db") as book:
        book.read(EVALUATION / "data" / "kiel_dev_input.jsonl")
        view = book.ledger()
        found = compare(lines(view.entries), read_tracker(folder / "kiel.csv", book.dossier), book.dossier, currency)
        made = {entry.id: {name for testimony in entry.testimonies for name in book.names(testimony.claim.doc)} for entry in view.entries}
    return found, _matched(found, made)


def _matched(found: Comparison, made: dict[str, set[str]]) -> dict[str, float]:
    both = [row for row in found.rows if row.ours and row.theirs]
    own = [row for row in both if {line.id.split("#")[0] for line in row.theirs} & {name for line in row.ours for name in made.get(line.id, ())}]
    return {"matched rows": len(both), "of them with the entry of their own text": len(own)}


def figures(found: Comparison, own: dict[str, float]) -> list[tuple[str, str, str]]:
    """What the report shows, a line each: what, how much, how many rows."""
    kinds = collections.Counter(row.kind for row in found.rows)
    shown: list[tuple[str, str, str]] = [
        ("this book", _millions(found.ours), ""),
        ("the coders", _millions(found.theirs), ""),
        ("**difference**", f"**{_millions(found.difference)}**", ""),
    ]
    shown += [(MEANINGS[part.reason], _millions(part.value), part.note) for part in found.parts]
    shown.append(("left unexplained", str(found.difference - sum(part.value for part in found.parts)), ""))
    shown += [(f"rows: {kind}", "", str(kinds[kind])) for kind in Kind]
    shown += [(name, "", str(value)) for name, value in own.items()]
    return shown


def _millions(value: int) -> str:
    return f"{value / 1e6:,.1f}m"


def main() -> int:
    if not (EVALUATION / "data").is_dir():
        print("the evaluation data is not here")
        return 0
    with tempfile.TemporaryDirectory() as held:
        found, own = compared(pathlib.Path(held))
    rows: list[Any] = figures(found, own)
    if "--markdown" in sys.argv:
        print(f"| in {found.currency} | sum | rows |\n| --- | ---: | ---: |")
        print("\n".join(f"| {' | '.join(row)} |" for row in rows))
    else:
        print("\n".join(f"{what:<50} {much:>14} {count:>10}" for what, much, count in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
