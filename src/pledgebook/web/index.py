"""A ledger with what leads through it: from claims, documents and promises to entries."""

from __future__ import annotations

import collections
import datetime
import functools
from collections.abc import Mapping

from pledgebook.analyse.rates import conversions
from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Person, Stage
from pledgebook.model.ledger import AidEntry, Entry, Ledger, StatementEntry, TalksEntry, Testimony
from pledgebook.resolve.goods import Goods

ORDER = {stage: number for number, stage in enumerate(Stage)}


class Index:
    """One ledger, and the ways through it; each is made when it is first asked for."""

    def __init__(self, ledger: Ledger, dossier: Dossier) -> None:
        self.ledger = ledger
        self.dossier = dossier
        self._worth: dict[str, dict[str, float]] = {}

    @functools.cached_property
    def entries(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.ledger.entries}

    @functools.cached_property
    def holder(self) -> Mapping[str, Entry]:
        """The entry that holds each claim."""
        return {id_: entry for entry in self.ledger.entries for id_ in entry.claims}

    @functools.cached_property
    def by_document(self) -> Mapping[str, list[tuple[Entry, Testimony]]]:
        """What each document reports, in the order of the text."""
        found: dict[str, list[tuple[Entry, Testimony]]] = collections.defaultdict(list)
        for entry in self.ledger.entries:
            for testimony in entry.testimonies:
                found[testimony.claim.doc].append((entry, testimony))
        for held in found.values():
            held.sort(key=lambda pair: min(span.start for span in pair[1].claim.evidence))
        return found

    @functools.cached_property
    def lifecycles(self) -> Mapping[str, list[AidEntry]]:
        """The entries that carry each promise forward, in order of stage and day."""
        found: dict[str, list[AidEntry]] = collections.defaultdict(list)
        for entry in self.ledger.aid:
            found[entry.lifecycle or entry.id].append(entry)
        for held in found.values():
            held.sort(key=lambda entry: (ORDER[entry.stage], first_day(entry), entry.id))
        return found

    @functools.cached_property
    def parts(self) -> Mapping[str, list[AidEntry]]:
        """The entries that stand under each entry."""
        found: dict[str, list[AidEntry]] = collections.defaultdict(list)
        for entry in self.ledger.aid:
            if entry.part_of:
                found[entry.part_of].append(entry)
        return found

    @functools.cached_property
    def aid(self) -> tuple[AidEntry, ...]:
        return self.ledger.aid

    @functools.cached_property
    def talks(self) -> tuple[TalksEntry, ...]:
        return self.ledger.talks

    @functools.cached_property
    def statements(self) -> tuple[StatementEntry, ...]:
        return self.ledger.statements

    @functools.cached_property
    def published(self) -> tuple[datetime.date, ...]:
        """Every day on which a report of an entry came out, in order."""
        days = {testimony.published.last for entry in self.ledger.entries for testimony in entry.testimonies if testimony.published}
        return tuple(sorted(days))

    def worth(self, into: str) -> Mapping[str, float]:
        """What each amount comes to in a currency, its lower end; for putting entries in order."""
        if into not in self._worth:
            found = conversions(self.aid, into)
            amounts = {id_: held.amount for id_, held in found.items() if held.amount}
            self._worth[into] = {id_: amount.min if amount.min is not None else amount.max or 0.0 for id_, amount in amounts.items()}
        return self._worth[into]

    @functools.cached_property
    def _goods(self) -> Goods:
        return Goods(self.dossier)

    def classes(self, entry: AidEntry) -> tuple[str, ...]:
        """The classes of the dossier's items that an entry's goods are of, each once."""
        kinds = {item.code: item.item_class for item in self.dossier.items}
        return tuple(sorted({kinds[good.key] for good in self._goods.of(entry.items) if good.key in kinds}))

    def entry(self, id_: str) -> Entry | None:
        """The entry with this id, or that holds the claim of this id."""
        return self.entries.get(id_) or self.holder.get(id_)

    def of_party(self, code: str) -> tuple[AidEntry, ...]:
        """Aid this party gives, alone or with others."""
        return tuple(entry for entry in self.aid if code in entry.donors)


def first_day(entry: Entry) -> datetime.date:
    """The first day the event may have happened, for putting entries in order; undated ones come last."""
    return entry.date.first if entry.date else entry.first_published or datetime.date.max


def told_by(entry: Entry) -> tuple[str, ...]:
    """The outlets that report an entry, each once."""
    return tuple(sorted({source for testimony in entry.testimonies for source in testimony.sources}))


def sides(entry: TalksEntry) -> tuple[str, ...]:
    """The parties at the table, by code, people by whom they act for."""
    found = (who if isinstance(who, str) else who.actor or who.name for who in entry.participants)
    return tuple(dict.fromkeys(found))


def person_named(who: Person | str) -> str:
    return who if isinstance(who, str) else who.name


def known_party(code: str, dossier: Dossier) -> str:
    """The name of a party; raises `PledgebookError` for one the dossier lacks."""
    for party in dossier.parties:
        if party.code == code.upper():
            return party.name
    raise PledgebookError("unknown_party", f"the dossier has no party '{code}'", "see the list of donors")
