"""The aid of a book on one day as columns in memory: what fits a selection, in which order, and how many there are of what.

The saved book answers the same by its indices (`pledgebook.store.shelf`); a page that asks for eight counts, a list and
its sums at once is answered from here in a tenth of the time.
"""

from __future__ import annotations

import collections
import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.selection import Filter, Selection, days_of
from pledgebook.shelf import Facets, Outlined
from pledgebook.store.shelf import FacetCount

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]

FACETS = ("donor", "stage", "scheme", "aid_type", "item_class", "source", "basis")
"""parts of a selection of which a reader is shown what else could be asked"""
LAST = datetime.date.max
_STAGES = {stage: number for number, stage in enumerate(Stage)}


class Values:
    """The values one facet has: which entry has which; an entry may have several, or none."""

    def __init__(self, held: Sequence[tuple[int, str | None]], size: int, *, unknown: bool) -> None:
        """`held` are places of entries with a value; with `unknown` None is counted as a value."""
        known = [(place, value) for place, value in held if unknown or value is not None]
        self.names = sorted({value for _, value in known}, key=lambda value: (value is None, value or ""))
        number = {value: k for k, value in enumerate(self.names)}
        self._places = np.fromiter((place for place, _ in known), np.int64, len(known))
        self._values = np.fromiter((number[value] for _, value in known), np.int64, len(known))
        self._masks: dict[str | None, Mask] = {}
        self._size = size

    def mask(self, value: str | None, match: Callable[[str], str] = str) -> Mask:
        """The entries with a value, told apart as `match` says."""
        if value not in self._masks:
            same = [k for k, name in enumerate(self.names) if name is not None and match(name) == value]
            found = np.zeros(self._size, np.bool_)
            found[self._places[np.isin(self._values, same)]] = True
            self._masks[value] = found
        return self._masks[value]

    def counts(self, among: Mask | None) -> tuple[FacetCount, ...]:
        """How many of the entries have each value, the most first; as `Shelf.facets` tells it."""
        held = self._values if among is None else self._values[among[self._places]]
        numbers = np.bincount(held, minlength=len(self.names)).tolist()
        found = [FacetCount(name, number) for name, number in zip(self.names, numbers, strict=True) if number]
        return tuple(sorted(found, key=lambda facet: (facet.value is None, -facet.count, facet.value or "")))


class Columns:
    """All aid entries of a day, without testimonies, in the ledger's order, and what they are asked by."""

    def __init__(self, outlined: Outlined, worth: Callable[[], Mapping[str, float]], dossier: Dossier) -> None:
        self.entries = outlined.entries
        self._dossier = dossier
        self._worth = worth
        size = len(self.entries)
        place = {entry.id: number for number, entry in enumerate(self.entries)}
        several: dict[str, list[tuple[int, str | None]]] = collections.defaultdict(list)
        for name, value, id_ in outlined.facets:
            if id_ in place:
                several[name].append((place[id_], value))

        def single(of: Callable[[AidEntry], str | None]) -> Values:
            return Values([(number, of(entry)) for number, entry in enumerate(self.entries)], size, unknown=True)

        self._values = {
            "donor": Values(several["donor"], size, unknown=False),
            "source": Values(several["source"], size, unknown=False),
            "item_class": Values(several["class"], size, unknown=False),
            "stage": single(lambda entry: str(entry.stage)),
            "scheme": single(lambda entry: entry.scheme),
            "aid_type": single(lambda entry: str(entry.aid_type) if entry.aid_type else None),
            "basis": single(lambda entry: outlined.basis.get(entry.id)),
        }
        days = [days_of(entry) for entry in self.entries]
        self._known = np.fromiter((first is not None for first, _ in days), np.bool_, size)
        self._first = np.fromiter((first.toordinal() if first else 0 for first, _ in days), np.int64, size)
        self._last = np.fromiter((last.toordinal() if last else 0 for _, last in days), np.int64, size)
        self._conflicts = np.fromiter((len(entry.conflicts) for entry in self.entries), np.int64, size)
        self._independent = np.fromiter((entry.independent for entry in self.entries), np.int64, size)
        self._orders: dict[str, Numbers] = {}

    def chosen(self, selection: Selection, sort: str | None = None) -> list[AidEntry]:
        """The entries a selection asks for, in one of the orders of the ledger page, or in the ledger's."""
        mask = _together(self._conditions(Filter(selection, self._dossier)).values())
        order = np.arange(len(self.entries)) if sort is None else self.order(sort)
        return [self.entries[place] for place in (order if mask is None else order[mask[order]]).tolist()]

    def facets(self, selection: Selection) -> Facets:
        """The counts of every part of a selection, each among the entries its other parts leave."""
        conditions = self._conditions(Filter(selection, self._dossier))
        whole = _together(conditions.values())
        return {
            name: self._values[name].counts(
                _together(mask for part, mask in conditions.items() if part != name) if name in conditions else whole,
            )
            for name in FACETS
        }

    def order(self, sort: str) -> Numbers:
        """The places of all entries in an order; what has no value for it comes last."""
        if sort not in self._orders:
            key = self._keys()[sort]
            places = sorted(range(len(self.entries)), key=lambda place: (key(self.entries[place]), self.entries[place].id))
            self._orders[sort] = np.array(places, np.int64)
        return self._orders[sort]

    def orders(self) -> None:
        """Puts the entries in every order, before somebody asks for it."""
        for sort in self._keys():
            self.order(sort)

    def _keys(self) -> dict[str, Callable[[AidEntry], Any]]:
        worth = self._worth
        return {
            "latest": lambda e: (_day(e) == LAST, -_day(e).toordinal()),
            "earliest": _day,
            "reported": lambda e: (e.first_published is None, -(e.first_published or LAST).toordinal()),
            "greatest": lambda e: (e.id not in worth(), -worth().get(e.id, 0.0)),
            "sources": lambda e: (-e.independent, -e.documents),
            "contested": lambda e: -len(e.conflicts),
            "stage": lambda e: (_STAGES[e.stage], _day(e)),
            "donor": lambda e: (not e.donors, e.donors, _day(e)),
        }

    def _conditions(self, wanted: Filter) -> dict[str, Mask]:
        """Which entries meet each part of a selection that asks for something."""
        chosen, values = wanted.selection, self._values
        found: dict[str, Mask] = {}
        for name in ("stage", "aid_type", "basis"):
            if (word := getattr(chosen, name)) is not None:
                found[name] = values[name].mask(str(word))
        for name, word in (("donor", wanted.donor), ("source", wanted.source), ("item_class", wanted.item_class)):
            if word is not None:
                found[name] = values[name].mask(word)
        if wanted.scheme is not None:
            found["scheme"] = values["scheme"].mask(wanted.scheme, str.casefold)
        if chosen.since is not None:
            found["since"] = self._known & (self._last >= chosen.since.toordinal())
        if chosen.until is not None:
            found["until"] = self._known & (self._first <= chosen.until.toordinal())
        if chosen.conflicts is not None:
            found["conflicts"] = (self._conflicts > 0) == chosen.conflicts
        if chosen.independent is not None:
            found["independent"] = self._independent >= chosen.independent
        return found


def _together(masks: Any) -> Mask | None:
    """The entries that are in all of them; None where nothing is asked."""
    found: Mask | None = None
    for mask in masks:
        found = mask if found is None else found & mask
    return found


def _day(entry: AidEntry) -> datetime.date:
    return entry.date.first if entry.date else entry.first_published or LAST
