"""What somebody asks of a book: which entries to show, by words that are checked against closed sets and the dossier."""

from __future__ import annotations

import datetime

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.errors import PledgebookError
from pledgebook.model.claim import Act, AidType, Stage, TalksStatus
from pledgebook.model.ledger import AidEntry, Entry, EntryBase, TalksEntry
from pledgebook.resolve.compare_speech import side
from pledgebook.resolve.goods import Goods
from pledgebook.review.decisions import MACHINE, REVIEWED
from pledgebook.review.decisions import basis as basis_of


class Selection(msgspec.Struct, frozen=True):
    """What to show; None asks for everything. Dates are of the event, or of publication where it has none.

    A donor is a party's code or name; what a group gives is found under the group, for nobody said who of it gave.
    Stage, scheme, type and class narrow aid, status talks, speaker and act statements; the rest narrows all three.
    """

    donor: str | None = None
    """of talks a party at the table, of statements the party that speaks"""
    stage: str | None = None
    scheme: str | None = None
    aid_type: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    basis: str | None = None
    """`reviewed` for what a person accepted, corrected or added, `machine` for the rest"""
    item_class: str | None = None
    """a class of the dossier's items, in any case"""
    conflicts: bool | None = None
    """True: only entries whose reports contradict one another; False: only those without"""
    independent: int | None = None
    """at least so many independent sources"""
    source: str | None = None
    """an outlet that reports it, such as `a.example`"""
    status: str | None = None
    speaker: str | None = None
    act: str | None = None


class Filter:
    """A selection ready to be asked: words checked, the donor brought to a code, the class to the dossier's spelling.

    Raises `PledgebookError` for a word outside a closed set, so that a slip does not look like an empty ledger.
    """

    def __init__(self, selection: Selection, dossier: Dossier) -> None:
        _check(selection)
        self.selection = selection
        self.donor = party_code(selection.donor, dossier) if selection.donor else None
        self.scheme = selection.scheme.casefold() if selection.scheme else None
        self.source = outlet(selection.source) if selection.source else None
        self.speaker = selection.speaker.casefold() if selection.speaker else None
        self.item_class = _item_class(selection.item_class, dossier) if selection.item_class else None
        self._classes = Classes(dossier) if self.item_class else None

    def __call__(self, entry: Entry) -> bool:
        """Whether the entry is asked for."""
        chosen = self.selection
        if not self._in_time(entry) or chosen.basis not in (None, basis_of(entry)):
            return False
        if self.donor and self.donor not in parties_of(entry):
            return False
        if chosen.conflicts is not None and chosen.conflicts != bool(entry.conflicts):
            return False
        if chosen.independent is not None and entry.independent < chosen.independent:
            return False
        if self.source and self.source not in sources_of(entry):
            return False
        return self._of_kind(entry)

    def _of_kind(self, entry: Entry) -> bool:
        chosen = self.selection
        if isinstance(entry, AidEntry):
            if self._classes and self.item_class not in self._classes.of(entry):
                return False
            if self.scheme and (entry.scheme or "").casefold() != self.scheme:
                return False
            return chosen.stage in (None, entry.stage) and chosen.aid_type in (None, entry.aid_type)
        if isinstance(entry, TalksEntry):
            return chosen.status in (None, entry.status)
        return chosen.act in (None, entry.act) and self.speaker in (None, (entry.speaker or "").casefold())

    def _in_time(self, entry: EntryBase) -> bool:
        since, until = self.selection.since, self.selection.until
        if since is None and until is None:
            return True
        first, last = days_of(entry)
        return first is not None and last is not None and (since is None or last >= since) and (until is None or first <= until)


class Classes:
    """The classes of the dossier's items that an entry's goods are of."""

    def __init__(self, dossier: Dossier) -> None:
        self._goods = Goods(dossier)
        self._class = {item.code: item.item_class for item in dossier.items}

    def of(self, entry: AidEntry) -> tuple[str, ...]:
        """Each class once, in order of the alphabet; () where no goods are named or the dossier knows none of them."""
        found = (self._class.get(good.key) for good in self._goods.of(entry.items))
        return tuple(sorted({name for name in found if name}))


def days_of(entry: EntryBase) -> tuple[datetime.date | None, datetime.date | None]:
    """First and last day of the event, or the day of the first report where the event has no date."""
    return (entry.date.first, entry.date.last) if entry.date else (entry.first_published, entry.first_published)


def parties_of(entry: Entry) -> frozenset[str]:
    """Who is found under an entry: donors, the sides of talks, or who speaks and for whom."""
    if isinstance(entry, AidEntry):
        return frozenset(entry.donors)
    if isinstance(entry, TalksEntry):
        return frozenset(side(who) for who in entry.participants)
    return frozenset(who for who in (entry.actor, entry.speaker) if who)


def sources_of(entry: EntryBase) -> frozenset[str]:
    """The outlets that report an entry."""
    return frozenset(outlet(source) for testimony in entry.testimonies for source in testimony.sources)


def outlet(source: str) -> str:
    """An outlet's name as it is compared: `WWW.A.example` is `a.example`."""
    return source.strip().casefold().removeprefix("www.")


def party_code(name: str, dossier: Dossier) -> str:
    """The code of a party named by code or name; an error for one the dossier lacks, naming near ones."""
    wanted = name.strip().casefold()
    for party in dossier.parties:
        if wanted in (party.code.casefold(), party.name.casefold(), *(alias.casefold() for alias in party.names)):
            return party.code
    near = [party.code for party in dossier.parties if wanted[:3] and party.name.casefold().startswith(wanted[:3])]
    hint = f"did you mean {', '.join(near[:4])}?" if near else "give a code such as NLD or a name such as Netherlands"
    raise PledgebookError("unknown_party", f"the dossier has no party '{name}'", hint)


def stage_of(name: str) -> Stage:
    """The stage of that name.

    >>> str(stage_of("pledged"))
    'pledged'
    """
    if name not in tuple(Stage):
        raise PledgebookError("unknown_stage", f"there is no stage '{name}'", f"use one of {', '.join(Stage)}")
    return Stage(name)


def _item_class(name: str, dossier: Dossier) -> str:
    known = {item.item_class.casefold(): item.item_class for item in dossier.items}
    if name.strip().casefold() not in known:
        raise PledgebookError("unknown_class", f"the dossier has no class of items '{name}'", f"use one of {', '.join(sorted(known.values()))}")
    return known[name.strip().casefold()]


def _check(selection: Selection) -> None:
    closed = (
        (selection.stage, tuple(Stage), "stage"),
        (selection.aid_type, tuple(AidType), "type"),
        (selection.basis, (REVIEWED, MACHINE), "basis"),
        (selection.status, tuple(TalksStatus), "status"),
        (selection.act, tuple(Act), "act"),
    )
    for word, allowed, name in closed:
        if word is not None and word not in allowed:
            raise PledgebookError(f"unknown_{name}", f"there is no {name} '{word}'", f"use one of {', '.join(allowed)}")


__all__ = ["Classes", "Filter", "Selection", "days_of", "outlet", "parties_of", "party_code", "sources_of", "stage_of"]
