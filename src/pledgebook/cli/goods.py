"""Goods by donor and stage, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.table import Table

from pledgebook.analyse.counts import STAGES, Count
from pledgebook.cli.money import donor_name
from pledgebook.cli.render import console
from pledgebook.ledgerview import LedgerView


def print_counts(counts: Sequence[Count], view: LedgerView) -> None:
    """A row for each donor's goods; what no report counts says so, and what no report tells of stays empty."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("donor")
    table.add_column("goods")
    for stage in STAGES:
        table.add_column(stage, justify="right")
    before = None
    cells = {(held.donor, held.good, held.unit, held.stage): held for held in counts}
    for donor, good, unit in dict.fromkeys((held.donor, held.good, held.unit) for held in counts):
        shown = (_number(cells.get((donor, good, unit, stage))) for stage in STAGES)
        table.add_row(donor_name(donor, view) if donor != before else "", f"{unit} of {good}" if unit else good, *shown)
        before = donor
    console().print(table if counts else "no goods")


def count_rows(counts: Iterable[Count]) -> list[dict[str, Any]]:
    """One row a count, for a spreadsheet."""
    return [
        {
            "donor": held.donor,
            "good": held.good,
            "unit": held.unit,
            "stage": str(held.stage),
            "number": held.number,
            "uncounted": held.uncounted,
            "entries": ";".join(held.entries),
        }
        for held in counts
    ]


def _number(held: Count | None) -> str:
    if held is None:
        return ""
    if held.number is None:
        return "not counted"
    return f"{held.number:,.10g}" + (" or more" if held.uncounted else "")
