"""Sums in other currencies and beside economies, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table

from pledgebook.analyse.burden import Burden
from pledgebook.analyse.prices import AtPrices
from pledgebook.analyse.rates import Converted
from pledgebook.analyse.totals import JOINT, NOBODY, Sum
from pledgebook.cli.render import console, names_of
from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import Amount, Stage
from pledgebook.resolve.amounts import figure, shown

DIGITS = 4
"""digits of a converted figure that are shown: more than its rate and its source are good for"""


def rounded(value: float) -> float:
    """To the digits that are shown.

    >>> rounded(578_349_999.5), rounded(0.0)
    (578300000.0, 0.0)
    """
    return float(f"{value:.{DIGITS}g}")


def converted_cell(held: Converted | None) -> str:
    """An amount in another currency with the day of its rate, or why there is none."""
    if held is None:
        return ""
    if held.amount is None:
        return held.why or "no rate"
    day = f"\n(rate of {held.rate.day})" if held.rate and held.rate.currency != held.rate.into else ""
    return shown(_rounded(held.amount)) + day


def print_burdens(rows: Sequence[Burden], currency: str, view: LedgerView) -> None:
    """A row a donor; figures nobody has held against their source are marked."""
    stages = [stage for stage in Stage if any(cell.stage is stage for row in rows for cell in row.stages)]
    title = f"What donors give, in {currency} at the rate of the day"
    table = Table(title=title, min_width=len(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("donor")
    for name in ("given, each promise once", *stages, "share of GDP", f"{currency} per head", "GDP of"):
        table.add_column(name, justify="right")
    for row in rows:
        by_stage = {cell.stage: cell.sum for cell in row.stages}
        cells = [_sum(by_stage.get(stage)) for stage in stages]
        table.add_row(donor_name(row.donor, view), _sum(row.given), *cells, _percent(row.share_of_gdp), _each(row.per_head), _year(row))
    out = console()
    out.print(table if rows else "no counted amounts")
    left = sorted({id_ for row in rows for id_ in row.no_rate})
    if left:
        shown_ids = ", ".join(id_[:7] for id_ in left[:8])
        out.print(f"{len(left)} counted amounts are in no sum, for want of a rate: {shown_ids}")
    if any(row.economy and row.economy.basis == "unverified" for row in rows):
        out.print("* GDP and population not held against their source")


def print_at_prices(found: AtPrices, view: LedgerView) -> None:
    """Totals at the prices of a year, with the deflator."""
    out = console()
    stages = [stage for stage in Stage if any(cell.stage is stage for cell in found.grand_totals)]
    title = f"Totals in {found.currency} at prices of {found.year}"
    table = Table(title=title, min_width=len(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("donor")
    for stage in stages:
        table.add_column(stage, justify="right")
    for donor in dict.fromkeys(cell.donor for cell in found.totals):
        by_stage = {cell.stage: cell.sum for cell in found.totals if cell.donor == donor}
        table.add_row(donor_name(donor, view), *(_sum(by_stage.get(stage)) for stage in stages))
    table.add_row("all", *(_sum({cell.stage: cell.sum for cell in found.grand_totals}.get(stage)) for stage in stages))
    out.print(table)
    out.print(f"deflator: {found.source}" + ("; not held against its source" if found.basis == "unverified" else ""))
    if found.left_out:
        out.print(f"{len(found.left_out)} counted amounts are in no sum, for want of a rate, a day or a deflator of its year")


def burden_rows(rows: Iterable[Burden]) -> list[dict[str, Any]]:
    """One row a donor, for a spreadsheet."""
    return [_row(row) for row in rows]


def _row(row: Burden) -> dict[str, Any]:
    by_stage: Mapping[Stage, Sum] = {cell.stage: cell.sum for cell in row.stages}
    held = row.economy
    sums = {"given": row.given, **{str(stage): by_stage.get(stage) for stage in (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED)}}
    out: dict[str, Any] = {"donor": row.donor, "currency": row.currency}
    for name, value in (*sums.items(), ("share_of_gdp", row.share_of_gdp), ("per_head", row.per_head)):
        out |= {f"{name}_min": value.low if value else None, f"{name}_max": value.high if value else None}
    figures = {"year": held.year, "gdp_usd": held.gdp_usd, "population": held.population, "source": held.source, "basis": held.basis} if held else {}
    return {**out, **{name: figures.get(name) for name in ("year", "gdp_usd", "population", "source", "basis")}, "no_rate": ";".join(row.no_rate)}


def donor_name(donor: str, view: LedgerView) -> str:
    """A row of the totals, by name."""
    return {JOINT: "joint, not split", NOBODY: "donor unknown"}.get(donor) or names_of((donor,), view.dossier)


def _sum(value: Sum | None) -> str:
    if value is None:
        return ""
    low = figure(rounded(value.low))
    if value.high is None:
        return f"{low} or more"
    return low if value.plain else f"{low}-{figure(rounded(value.high))}"


def _percent(share: Sum | None) -> str:
    if share is None:
        return ""
    low = f"{share.low:.3%}"
    return f"{low} or more" if share.high is None else low if share.plain else f"{low}-{share.high:.3%}"


def _each(value: Sum | None) -> str:
    if value is None:
        return ""
    low = f"{value.low:,.2f}"
    return f"{low} or more" if value.high is None else low if value.plain else f"{low}-{value.high:,.2f}"


def _year(row: Burden) -> str:
    if row.economy is None:
        return ""
    return f"{row.economy.year}{'*' if row.economy.basis == 'unverified' else ''}"


def _rounded(amount: Amount) -> Amount:
    low, high = (None if value is None else rounded(value) for value in (amount.min, amount.max))
    return Amount(low, high, amount.currency, amount.approximate)
