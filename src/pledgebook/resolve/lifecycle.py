"""Entries that carry one promise forward, and components under their parents."""

from __future__ import annotations

import collections
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pledgebook.model.claim import AidClaim, CountsAs
from pledgebook.model.ledger import AidEntry, Conflict, ConflictValue, Testimony
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import EXACT, bounds, shown
from pledgebook.resolve.goods import Goods
from pledgebook.resolve.parties import Parties
from pledgebook.resolve.steps import Steps
from pledgebook.resolve.timing import days_between

MOST, EXCESS = 0.5, 1.1
"""between these parts of a joint amount the amounts of its donors are taken for shares of it"""
COVERED = 1.3
"""and up to this part, where together they name every donor of it (rounds are rounded)"""
SHARES = "shares"
"""the conflict of a joint amount with what its donors are said to give of it"""
ROUND = 7
"""days within which a joint amount and its shares are announced"""

APART = frozenset({CountsAs.COMPONENT, CountsAs.CONTAINER, CountsAs.UMBRELLA, CountsAs.UNIT_PRICE})
"""amounts that stand outside the lifecycle of a promise"""


class Lifecycles:
    """Sets how entries stand to one another; an entry for which nothing changes stays the same object."""

    def __init__(self, parties: Parties, goods: Goods) -> None:
        self._parties = parties
        self._steps = Steps(parties, goods)
        self._placed, self._linked = Remembered(), Remembered()

    def link(self, entries: Sequence[AidEntry]) -> list[AidEntry]:
        """The entries with `part_of`, `follows` and `lifecycle` set; each follows at most one."""
        placed = self._placed.replaced(_with_rounds(_with_shares(_under_parents(entries)), self._parties), entries)
        self._steps.update({entry.id: entry for entry in placed if entry.counts_as not in APART})
        follows = self._steps.follows()
        parts: dict[str, list[AidEntry]] = collections.defaultdict(list)
        for entry in placed:
            if entry.part_of:
                parts[entry.part_of].append(entry)
        linked = []
        for entry in placed:
            whole = _with_share_conflict(entry, parts[entry.id], self._parties) if entry.id in parts else entry
            linked.append(msgspec.structs.replace(whole, follows=follows.get(entry.id), lifecycle=_first(entry.id, follows)))
        return self._linked.replaced(linked, placed)


class Remembered:
    """The last entries that were made of others, to answer the same object where the same is made of the same."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[AidEntry, AidEntry]] = {}

    def replaced(self, made: Sequence[AidEntry], of: Sequence[AidEntry]) -> list[AidEntry]:
        """`made`, with the object of last time for an entry that was made of the same object then, and equals it."""
        before, self._held = self._held, {}
        for new, source in zip(made, of, strict=True):
            held = before.get(new.id)
            same = held is not None and held[0] is source and _alike(held[1], new)
            self._held[new.id] = held if held and same else (source, new)
        return [self._held[entry.id][1] for entry in made]


def _alike(one: AidEntry, other: AidEntry) -> bool:
    """Whether two entries made of one are equal, by what linking sets."""
    placed = one.part_of == other.part_of and one.counts_as is other.counts_as and one.conflicts == other.conflicts
    return placed and one.follows == other.follows and one.lifecycle == other.lifecycle


def _under_parents(entries: Sequence[AidEntry]) -> list[AidEntry]:
    holder = {id_: entry.id for entry in entries for id_ in entry.claims}
    out = []
    for entry in entries:
        parents = [holder[claim.part_of] for claim in map(_claim, entry.testimonies) if claim.part_of in holder]
        parent = next((id_ for id_ in parents if id_ != entry.id), None)
        out.append(msgspec.structs.replace(entry, part_of=parent if entry.counts_as is CountsAs.COMPONENT else None))
    return out


def _with_shares(entries: Sequence[AidEntry]) -> list[AidEntry]:
    """What some of a joint amount's donors give stands under it where its own documents report both, or where together
    they name all of its donors.

    Two amounts or more that make up most of the joint one are shares of it, not further aid; counting them beside it
    would count them twice.
    """
    under: dict[str, str] = {}
    nearby: dict[tuple[str, str | int], dict[str, AidEntry]] = collections.defaultdict(dict)
    for entry in entries:
        if entry.counted or entry.part_of:
            for place in _places(entry):
                nearby[place][entry.id] = entry
    joint = [entry for entry in entries if entry.counted and len(entry.donors) > 1]
    for parent in sorted(joint, key=lambda e: (-len(e.donors), e.id)):
        if parent.id in under or parent.amount is None:
            continue
        near = {id_: entry for place in _places(parent) for id_, entry in nearby[place].items() if id_ not in under}
        able = [near[id_] for id_ in sorted(near) if _may_be_share(near[id_], parent)]
        stated = [near[id_] for id_ in sorted(near) if near[id_].part_of == parent.id]
        told = [entry for entry in able if len(entry.donors) == 1 and _documents(entry) & _documents(parent)]
        covering = {donor for entry in (*able, *stated) for donor in entry.donors} >= set(parent.donors)
        parts = able if covering and _make_up([*able, *stated], parent, COVERED) else told if _make_up([*told, *stated], parent, EXCESS) else []
        under.update((entry.id, parent.id) for entry in parts)
    return [msgspec.structs.replace(e, part_of=under[e.id], counts_as=CountsAs.COMPONENT) if e.id in under else e for e in entries]


def _with_rounds(entries: Sequence[AidEntry], parties: Parties) -> list[AidEntry]:
    """What "donors" pledged together at a conference is a running total beside what each of them did, in one document.

    Nobody says who they are, so their sum is no joint amount of those named; it is taken for theirs where two or more
    make up most of it.
    """
    told: dict[str, list[AidEntry]] = collections.defaultdict(list)
    able = [entry for entry in entries if entry.counted and entry.donors and all(map(parties.is_open, entry.donors))]
    unnamed = [entry for entry in able if not _ruled_by_person(entry)]
    documents = {document for entry in unnamed for document in _documents(entry)}
    for entry in entries:
        for document in documents & _documents(entry) if entry.counted and documents else ():
            told[document].append(entry)
    sums = {entry.id for entry in unnamed for document in _documents(entry) if _make_up(_of_round(entry, told[document], parties), entry, EXCESS)}
    return [msgspec.structs.replace(e, counts_as=CountsAs.UMBRELLA) if e.id in sums else e for e in entries]


def _of_round(whole: AidEntry, entries: Sequence[AidEntry], parties: Parties) -> list[AidEntry]:
    """Amounts of one act, each of named donors, that may be what a sum of unnamed ones holds."""
    currency = whole.amount.currency if whole.amount else None
    return [
        entry
        for entry in entries
        if entry.amount
        and entry.amount.currency == currency
        and entry.donors
        and not any(map(parties.is_open, entry.donors))
        and (entry.stage, entry.recipient) == (whole.stage, whole.recipient)
        and _in_one_round(entry, whole)
    ]


def _places(entry: AidEntry) -> Iterator[tuple[str, str | int]]:
    """Where a joint amount and its shares meet: in a document, and in the weeks around their days."""
    yield from (("document", document) for document in _documents(entry))
    days = _days(entry)
    if days:
        first, last = days.first.toordinal() // ROUND, days.last.toordinal() // ROUND
        yield from ((donor, week) for donor in _givers(entry) for week in range(max(first, last - 4), last + 2))


def _make_up(parts: Sequence[AidEntry], parent: AidEntry, excess: float) -> bool:
    """Whether two parts or more, each of other donors, come to most of an amount and not to much more."""
    total = sum(_told_in(entry, parent) or 0.0 for entry in parts)
    low, high = bounds(parent.amount) if parent.amount else (0.0, 0.0)
    return len({entry.donors for entry in parts}) == len(parts) >= 2 and low * MOST <= total <= high * excess


def _may_be_share(entry: AidEntry, parent: AidEntry) -> bool:
    told = _told_in(entry, parent)
    if told is None or parent.amount is None or not entry.counted or not set(entry.donors) < _givers(parent):
        return False
    if _ruled_by_person(entry):
        return False
    same = entry.recipient == parent.recipient and entry.stage is parent.stage
    schemes_differ = entry.scheme and parent.scheme and entry.scheme != parent.scheme
    return same and not schemes_differ and told < bounds(parent.amount)[1] and _in_one_round(entry, parent)


def _ruled_by_person(entry: AidEntry) -> bool:
    """Whether a person said how the amount counts."""
    return any("counts_as" in testimony.corrected for testimony in entry.testimonies)


def _told_in(part: AidEntry, whole: AidEntry) -> float | None:
    """A part's amount in the currency of the whole, as shown or as another of its reports has it."""
    currency = whole.amount.currency if whole.amount else None
    told = [amount for amount in (part.amount, *(_claim(t).amount for t in part.testimonies)) if amount and amount.currency == currency]
    return bounds(told[0])[1] if told else None


def _in_one_round(entry: AidEntry, parent: AidEntry) -> bool:
    """Whether both were announced within days; what stands undated in the parent's document was."""
    if (entry.date is None or parent.date is None) and _documents(entry) & _documents(parent):
        return True
    one, other = _days(entry), _days(parent)
    return one is not None and other is not None and days_between(one, other) <= ROUND


def _days(entry: AidEntry) -> DateRange | None:
    return entry.date or (DateRange(entry.first_published, entry.first_published) if entry.first_published else None)


def _givers(entry: AidEntry) -> frozenset[str]:
    """Everybody whom some report of the entry names as donor."""
    return frozenset(donor for testimony in entry.testimonies for donor in _claim(testimony).donors)


def _documents(entry: AidEntry) -> set[str]:
    return {testimony.claim.doc for testimony in entry.testimonies}


def _claim(testimony: Testimony) -> AidClaim:
    claim = testimony.claim
    assert isinstance(claim, AidClaim)
    return claim


def _first(id_: str, follows: Mapping[str, str]) -> str:
    while id_ in follows:
        id_ = follows[id_]
    return id_


def shares(parent: AidEntry, entries: Sequence[AidEntry], parties: Parties) -> tuple[AidEntry, ...]:
    """The components of a joint amount that state what some of its donors give."""
    if parent.amount is None or len(parties.expand(parent.donors)) < 2:
        return ()
    able = parties.expand(_givers(parent))
    return tuple(
        entry
        for entry in entries
        if entry.part_of == parent.id
        and entry.amount is not None
        and entry.amount.currency == parent.amount.currency
        and entry.donors
        and entry.donors != parent.donors
        and set(entry.donors) <= able
    )


def _with_share_conflict(parent: AidEntry, entries: Sequence[AidEntry], parties: Parties) -> AidEntry:
    stated = shares(parent, entries, parties)
    if not stated or parent.amount is None or not parent.counted:
        return parent
    total = sum(entry.amount.min or 0.0 for entry in stated if entry.amount)
    if total <= bounds(parent.amount)[1] * (1 + EXACT):
        return parent
    parts = " + ".join(shown(entry.amount) for entry in stated if entry.amount)
    values = (
        ConflictValue(shown(parent.amount), parent.claims, parent.independent),
        ConflictValue(f"shares {parts}", tuple(id_ for entry in stated for id_ in entry.claims), max(entry.independent for entry in stated)),
    )
    return msgspec.structs.replace(parent, conflicts=(*parent.conflicts, Conflict(SHARES, values)))
