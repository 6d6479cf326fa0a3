"""Why a total is what it is: how many entries were added up, and why the others were not."""

from __future__ import annotations

import collections
from collections.abc import Iterable

import msgspec

from pledgebook.model.claim import CountsAs, Realis
from pledgebook.model.ledger import AidEntry

_REASONS = {
    CountsAs.COMPONENT: "part of another amount",
    CountsAs.CONTAINER: "a sum that holds aid among other things",
    CountsAs.UMBRELLA: "a running total",
    CountsAs.VAGUE: "a vague amount",
    CountsAs.UNIT_PRICE: "the price of one piece",
}
NO_AMOUNT = "without an amount"
NO_AID = "denied or merely supposed"


class Reason(msgspec.Struct, frozen=True):
    """Why entries were not added up, and how many."""

    why: str
    entries: int


class Counting(msgspec.Struct, frozen=True):
    """Of `entries` aid entries `counted` are added up; `left_out` says of the others why not, the commonest reason first."""

    entries: int
    counted: int
    left_out: tuple[Reason, ...] = ()

    @property
    def line(self) -> str:
        """One sentence for the reader."""
        if not self.entries:
            return "No entry fits, so nothing is added up."
        added = f"{self.counted} of {self.entries} {'entry' if self.entries == 1 else 'entries'} added up, each event once"
        reasons = "; ".join(f"{reason.entries} {reason.why}" for reason in self.left_out)
        return f"{added}. Left out: {reasons}." if reasons else f"{added}."


def counting(entries: Iterable[AidEntry]) -> Counting:
    """What of the entries sums add up; the same rule as `AidEntry.counted`."""
    listed = list(entries)
    why = collections.Counter(_why(entry) for entry in listed if not entry.counted)
    return Counting(len(listed), len(listed) - why.total(), tuple(Reason(*found) for found in sorted(why.items(), key=lambda item: (-item[1], item[0]))))


def _why(entry: AidEntry) -> str:
    if entry.amount is None:
        return NO_AMOUNT
    if entry.realis is Realis.NEGATED or entry.counts_as is CountsAs.TOTAL:
        return NO_AID
    return _REASONS.get(entry.counts_as, NO_AID) if entry.counts_as else NO_AID
