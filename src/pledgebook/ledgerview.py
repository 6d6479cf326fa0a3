"""A ledger narrowed to what somebody asked for, with its totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pledgebook.analyse.gap import Gap, gaps
from pledgebook.analyse.totals import Total, Umbrella, grand_totals, totals, umbrellas
from pledgebook.dossier.schema import Dossier
from pledgebook.model.ledger import AidEntry, Ledger, StatementEntry, TalksEntry
from pledgebook.review.decisions import MACHINE, REVIEWED
from pledgebook.review.decisions import basis as basis_of
from pledgebook.selection import Filter, Selection, party_code, stage_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from pledgebook.analyse.burden import Burden
    from pledgebook.analyse.counts import Count
    from pledgebook.analyse.economies import Economy
    from pledgebook.analyse.prices import AtPrices
    from pledgebook.analyse.rates import Converted
    from pledgebook.analyse.waiting import Waiting


class LedgerView:
    """Entries and totals of a ledger, after selection; totals add up the entries shown, and nothing else."""

    ledger: Ledger
    selection: Selection
    dossier: Dossier

    def __init__(self, ledger: Ledger, dossier: Dossier, selection: Selection = Selection(), economies: tuple[Economy, ...] = ()) -> None:
        self.ledger = ledger
        self.dossier = dossier
        self.economies = economies
        self.selection = selection
        self._wanted = Filter(selection, dossier)
        self.entries: tuple[AidEntry, ...] = tuple(filter(self._wanted, ledger.aid))

    @property
    def talks(self) -> tuple[TalksEntry, ...]:
        """Talks in the time asked for, of the party asked for."""
        return tuple(filter(self._wanted, self.ledger.talks))

    @property
    def statements(self) -> tuple[StatementEntry, ...]:
        """Statements in the time asked for, of the party asked for."""
        return tuple(filter(self._wanted, self.ledger.statements))

    def totals(self, into: str | None = None) -> tuple[Total, ...]:
        """By currency, stage and donor; joint amounts in a row of their own.

        With `into` at the rate of the day; amounts without a rate stay in rows of their own currency.
        """
        return totals(self._in(into))

    def grand_totals(self, into: str | None = None, basis: str | None = None) -> tuple[Total, ...]:
        """By currency and stage, of all donors; with `basis` of entries `reviewed` by a person or read by `machine` alone."""
        return grand_totals(entry for entry in self._in(into) if basis in (None, basis_of(entry)))

    def conversions(self, into: str) -> dict[str, Converted]:
        """Every entry's amount in another currency with the rate and its day, by entry."""
        from pledgebook.analyse.rates import conversions

        return conversions(self.entries, into)

    def burdens(self, into: str = "USD") -> tuple[Burden, ...]:
        """What each donor gives, as a share of its economy and per head, the greatest first."""
        from pledgebook.analyse.burden import burdens

        return burdens(self.entries, self.economies, into)

    def at_prices(self, into: str, year: int) -> AtPrices:
        """Totals in a currency at the prices of one year, with the deflator and what is in no sum."""
        from pledgebook.analyse.prices import at_prices

        return at_prices(self.entries, into, year)

    def waiting(self, start: str = "pledged", end: str = "delivered") -> Waiting:
        """How many days promises wait from one stage to a later one, those still open included."""
        from pledgebook.analyse.waiting import last_day, waiting

        return waiting(self.entries, self.ledger.as_of or last_day(self.ledger), stage_of(start), stage_of(end))

    def counts(self) -> tuple[Count, ...]:
        """How many of which goods each donor promised and delivered, what nobody counted kept apart from none."""
        from pledgebook.analyse.counts import counts

        return counts(self.entries, self.dossier)

    def gaps(self) -> tuple[Gap, ...]:
        """What was promised less what was delivered, unknown kept apart from zero."""
        return gaps(self.entries)

    def umbrellas(self) -> tuple[Umbrella, ...]:
        """Running totals that documents state, beside what the book adds up."""
        return umbrellas(self.entries)

    def document(self, into: str | None = None) -> dict[str, Any]:
        """The view as plain data: it depends on documents, dossier, decisions and selection alone.

        With `into` each amount stands there in dollars and euros too, and totals in that currency.
        """
        content = self._content()
        if into is None:
            return content
        found = {currency: self.conversions(currency) for currency in dict.fromkeys((into, "USD", "EUR"))}
        content["converted"] = {entry.id: {currency: held[entry.id] for currency, held in found.items() if entry.id in held} for entry in self.entries}
        content["totals_in"] = {"currency": into, "totals": self.totals(into), "grand_totals": self.grand_totals(into)}
        return content

    def to_pandas(self, sheet: str = "entries") -> pd.DataFrame:
        """A sheet as a pandas frame: entries, items, claims, evidence, statements, talks or conflicts; unknown is NA."""
        from pledgebook.export import columns, frames

        return frames.to_pandas(self, columns.sheet(sheet))

    def to_polars(self, sheet: str = "entries") -> pl.DataFrame:
        """A sheet as a Polars frame; unknown is null."""
        from pledgebook.export import columns, frames

        return frames.to_polars(self, columns.sheet(sheet))

    def _content(self) -> dict[str, Any]:
        ledger = self.ledger
        return {
            "dossier": {"name": ledger.dossier, "digest": ledger.dossier_digest},
            "as_of": ledger.as_of,
            "selection": self.selection,
            "basis": {entry.id: basis_of(entry) for entry in self.entries},
            "documents": {"counted": ledger.documents, "undated_left_out": ledger.undated, "later": ledger.later},
            "entries": self.entries,
            "totals": self.totals(),
            "grand_totals": self.grand_totals(),
            "grand_totals_reviewed": self.grand_totals(basis=REVIEWED),
            "grand_totals_machine": self.grand_totals(basis=MACHINE),
            "gaps": self.gaps(),
            "umbrellas": self.umbrellas(),
            "unplaced_decisions": ledger.unplaced,
        }

    def _in(self, into: str | None) -> tuple[AidEntry, ...]:
        if into is None:
            return self.entries
        from pledgebook.analyse.rates import in_currency

        return in_currency(self.entries, into)


__all__ = ["LedgerView", "Selection", "party_code"]
