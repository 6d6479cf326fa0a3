"""The gap between what was promised and what was delivered, with unknown kept apart from zero."""

from __future__ import annotations

import collections
import enum
from collections.abc import Iterable

import msgspec

from pledgebook.analyse.totals import Sum, add, one_per_lifecycle, row
from pledgebook.model.claim import CountsAs, Realis, Stage
from pledgebook.model.ledger import AidEntry

PROMISED = (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED)
OUTSIDE = (CountsAs.COMPONENT, CountsAs.UMBRELLA)
"""parts and running totals, which are no deliveries of their own"""


class Knowledge(enum.StrEnum):
    """What the book can say of a gap."""

    KNOWN = "known"
    AT_MOST = "at_most"
    """some deliveries have a value and others none: the true gap is no wider"""
    UNKNOWN = "unknown"
    """no delivery has a value"""


class Gap(msgspec.Struct, frozen=True):
    """Promised less delivered, for one donor row (or `all`) in one currency.

    `promised` counts each lifecycle once, at the furthest promise; `delivered` and `gap` are None where no delivery
    has a value. `deliveries` counts delivery entries of the donor, `valued` those with a counted amount in the currency.
    """

    currency: str
    donor: str
    promised: Sum | None
    delivered: Sum | None
    gap: Sum | None
    knowledge: Knowledge
    deliveries: int
    valued: int


def gaps(entries: Iterable[AidEntry]) -> tuple[Gap, ...]:
    """The gap of all donors together and of each donor row, by currency; `all` comes first."""
    rows: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in entries:
        rows["all"].append(entry)
        rows[row(entry)].append(entry)
    found = []
    for donor, held in rows.items():
        currencies = {entry.amount.currency for entry in held if entry.counted and entry.amount and entry.stage in (*PROMISED, Stage.DELIVERED)}
        found += [_gap(donor, currency, held) for currency in currencies]
    return tuple(sorted(found, key=lambda g: (g.currency, g.donor != "all", g.donor)))


def _gap(donor: str, currency: str, entries: list[AidEntry]) -> Gap:
    promised_once = promises(entries, currency)
    deliveries = [entry for entry in entries if entry.stage is Stage.DELIVERED and entry.realis is not Realis.NEGATED and entry.counts_as not in OUTSIDE]
    valued = [entry for entry in _counted(entries, currency) if entry.stage is Stage.DELIVERED]
    unvalued = [entry for entry in deliveries if not entry.counted]
    promised = add(entry.amount for entry in promised_once if entry.amount) if promised_once else None
    if not valued:
        return Gap(currency, donor, promised, None, None, Knowledge.UNKNOWN, len(deliveries), 0)
    delivered = add(entry.amount for entry in valued if entry.amount)
    knowledge = Knowledge.AT_MOST if unvalued else Knowledge.KNOWN
    return Gap(currency, donor, promised, delivered, _less(promised, delivered), knowledge, len(deliveries), len(valued))


def promises(entries: Iterable[AidEntry], currency: str) -> list[AidEntry]:
    """The entries whose amounts in a currency were promised, each lifecycle once, at the furthest promise."""
    return one_per_lifecycle(entry for entry in _counted(entries, currency) if entry.stage in PROMISED)


def _counted(entries: Iterable[AidEntry], currency: str) -> list[AidEntry]:
    return [entry for entry in entries if entry.counted and entry.amount and entry.amount.currency == currency]


def _less(promised: Sum | None, delivered: Sum) -> Sum | None:
    """Promised less delivered, negative where more arrived than was promised; None where nothing was promised."""
    if promised is None:
        return None
    if delivered.high is None:
        return None
    return Sum(promised.low - delivered.high, None if promised.high is None else promised.high - delivered.low)
