"""A ledger narrowed to what somebody asked for, with its totals."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from pledgebook.analyse.gap import Gap, gaps
from pledgebook.analyse.totals import Total, Umbrella, grand_totals, totals, umbrellas
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import AidType, Stage
from pledgebook.model.ledger import AidEntry, EntryBase, Ledger, StatementEntry, TalksEntry
from pledgebook.resolve.compare_speech import side
from pledgebook.review.decisions import MACHINE, REVIEWED
from pledgebook.review.decisions import basis as basis_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from pledgebook.analyse.burden import Burden
    from pledgebook.analyse.economies import Economy
    from pledgebook.analyse.rates import Converted


class Selection(msgspec.Struct, frozen=True):
    """What to show; None asks for everything. Dates are of the event, or of publication where it has none.

    A donor is a party's code or name; what a group gives is found under the group, for nobody said who of it gave.
    """

    donor: str | None = None
    stage: str | None = None
    scheme: str | None = None
    aid_type: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    basis: str | None = None
    """`reviewed` for what a person accepted, corrected or added, `machine` for the rest"""


class LedgerView:
    """Entries and totals of a ledger, after selection; totals add up the entries shown, and nothing else."""

    ledger: Ledger
    selection: Selection

    def __init__(self, ledger: Ledger, dossier: Dossier, selection: Selection = Selection(), economies: tuple[Economy, ...] = ()) -> None:
        self.ledger = ledger
        self.dossier = dossier
        self.economies = economies
        self.selection = selection
        donor = party_code(selection.donor, dossier) if selection.donor else None
        _check(selection)
        self._donor = donor
        self.entries: tuple[AidEntry, ...] = tuple(entry for entry in ledger.aid if self._wanted(entry))

    @property
    def talks(self) -> tuple[TalksEntry, ...]:
        """Talks in the time asked for, of the party asked for."""
        chosen = (entry for entry in self.ledger.talks if self._in_time(entry) and self._on_basis(entry))
        return tuple(entry for entry in chosen if not self._donor or self._donor in {side(who) for who in entry.participants})

    @property
    def statements(self) -> tuple[StatementEntry, ...]:
        """Statements in the time asked for, of the party asked for."""
        chosen = (entry for entry in self.ledger.statements if self._in_time(entry) and self._on_basis(entry))
        return tuple(entry for entry in chosen if not self._donor or self._donor in (entry.actor, entry.speaker))

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

    def _wanted(self, entry: AidEntry) -> bool:
        chosen = self.selection
        if self._donor and self._donor not in entry.donors:
            return False
        if chosen.stage and entry.stage != chosen.stage:
            return False
        if chosen.scheme and (entry.scheme or "").casefold() != chosen.scheme.casefold():
            return False
        return self._in_time(entry) and self._on_basis(entry) and (not chosen.aid_type or entry.aid_type == chosen.aid_type)

    def _on_basis(self, entry: EntryBase) -> bool:
        return self.selection.basis in (None, basis_of(entry))

    def _in(self, into: str | None) -> tuple[AidEntry, ...]:
        if into is None:
            return self.entries
        from pledgebook.analyse.rates import in_currency

        return in_currency(self.entries, into)

    def _in_time(self, entry: EntryBase) -> bool:
        since, until = self.selection.since, self.selection.until
        if since is None and until is None:
            return True
        first = entry.date.first if entry.date else entry.first_published
        last = entry.date.last if entry.date else entry.first_published
        return first is not None and last is not None and (since is None or last >= since) and (until is None or first <= until)


def party_code(name: str, dossier: Dossier) -> str:
    """The code of a party named by code or name; an error for one the dossier lacks, naming near ones."""
    wanted = name.strip().casefold()
    for party in dossier.parties:
        if wanted in (party.code.casefold(), party.name.casefold(), *(alias.casefold() for alias in party.names)):
            return party.code
    near = [party.code for party in dossier.parties if wanted[:3] and party.name.casefold().startswith(wanted[:3])]
    hint = f"did you mean {', '.join(near[:4])}?" if near else "give a code such as NLD or a name such as Netherlands"
    raise PledgebookError("unknown_party", f"the dossier has no party '{name}'", hint)


def _check(selection: Selection) -> None:
    """Raises for a word outside a closed set, so that a slip does not look like an empty ledger."""
    closed = ((selection.stage, tuple(Stage), "stage"), (selection.aid_type, tuple(AidType), "type"), (selection.basis, (REVIEWED, MACHINE), "basis"))
    for word, allowed, name in closed:
        if word is not None and word not in allowed:
            raise PledgebookError(f"unknown_{name}", f"there is no {name} '{word}'", f"use one of {', '.join(allowed)}")
