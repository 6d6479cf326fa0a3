"""Entries that carry one promise forward, and components under their parents."""

from __future__ import annotations

import bisect
import collections
import datetime
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pledgebook.model.claim import AidClaim, CountsAs, Stage
from pledgebook.model.ledger import AidEntry, Conflict, ConflictValue, Testimony
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import EXACT, Likeness, bounds, compare_amounts, shown, sizes
from pledgebook.resolve.goods import Goods, Overlap, overlap
from pledgebook.resolve.parties import Kinship, Parties
from pledgebook.resolve.timing import days_between

ORDER = {stage: rank for rank, stage in enumerate((Stage.REQUESTED, Stage.PROPOSED, Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED))}
CARRIED_OUT = (Stage.CONTRACTED, Stage.DELIVERED)
"""stages that may carry out a promise in part"""
ENDS = {Stage.SUSPENDED: 9, Stage.REFUSED: 9}
"""stages that may follow any other"""
MOST, EXCESS = 0.5, 1.1
"""between these parts of a joint amount the amounts of its donors are taken for shares of it"""
COVERED = 1.3
"""and up to this part, where together they name every donor of it (rounds are rounded)"""
AHEAD = 60
"""earlier entries of one donor and one amount, goods or scheme that a later one may carry forward"""
ROUND = 7
"""days within which a joint amount and its shares are announced"""

Key = tuple[str | int, ...]

APART = frozenset({CountsAs.COMPONENT, CountsAs.CONTAINER, CountsAs.UMBRELLA, CountsAs.UNIT_PRICE})
"""amounts that stand outside the lifecycle of a promise"""


def link(entries: Sequence[AidEntry], parties: Parties, goods: Goods) -> list[AidEntry]:
    """The entries with `part_of`, `follows` and `lifecycle` set; each follows at most one."""
    entries = _with_shares(_under_parents(entries))
    follows = _followed(entries, parties, goods)
    first = {entry.id: _first(entry.id, follows) for entry in entries}
    linked = [msgspec.structs.replace(entry, follows=follows.get(entry.id), lifecycle=first[entry.id]) for entry in entries]
    parts: dict[str, list[AidEntry]] = collections.defaultdict(list)
    for entry in linked:
        if entry.part_of:
            parts[entry.part_of].append(entry)
    return [_with_share_conflict(entry, parts[entry.id], parties) if entry.id in parts else entry for entry in linked]


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
    if any("counts_as" in testimony.corrected for testimony in entry.testimonies):
        return False
    same = entry.recipient == parent.recipient and entry.stage is parent.stage
    schemes_differ = entry.scheme and parent.scheme and entry.scheme != parent.scheme
    return same and not schemes_differ and told < bounds(parent.amount)[1] and _in_one_round(entry, parent)


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


def _followed(entries: Sequence[AidEntry], parties: Parties, goods: Goods) -> dict[str, str]:
    able = [(entry, set(_keys(entry, parties, goods))) for entry in entries if entry.counts_as not in APART]
    blocks: dict[Key, dict[int, list[AidEntry]]] = collections.defaultdict(lambda: collections.defaultdict(list))
    for entry, keys in able:
        for key in keys:
            blocks[key][_rank(entry)].append(entry)
    for ranks in blocks.values():
        for held in ranks.values():
            held.sort(key=_first_day)
    follows: dict[str, str] = {}
    for entry, keys in sorted(able, key=lambda held: (_rank(held[0]), held[0].id)):
        ahead = [_before(held, entry) for key in keys for rank, held in blocks[key].items() if rank < _rank(entry)]
        near = {other.id: other for held in ahead for other in held}
        scored = [(score, _day(other), other.id) for other in near.values() if (score := _carries(other, entry, parties, goods)) > 0]
        if scored:
            follows[entry.id] = _last(max(scored)[2], sorted(scored, reverse=True), follows)
    return follows


def _before(held: list[AidEntry], entry: AidEntry) -> list[AidEntry]:
    """The last entries of a block, in order of time, that may have happened before another; never more than `AHEAD`."""
    end = bisect.bisect_right(held, _end(entry), key=_day)
    return held[max(0, end - AHEAD) : end]


def _first_day(entry: AidEntry) -> tuple[datetime.date, str]:
    return _day(entry), entry.id


def _last(id_: str, scored: Sequence[tuple[float, datetime.date, str]], follows: Mapping[str, str]) -> str:
    """The last of a promise's earlier steps: what a step carries forward has often been carried forward already."""
    while (later := next((other for _, _, other in scored if follows.get(other) == id_), None)) is not None:
        id_ = later
    return id_


def _keys(entry: AidEntry, parties: Parties, goods: Goods) -> Iterator[Key]:
    for donor in parties.expand(entry.donors):
        if entry.scheme:
            yield "scheme", donor, entry.scheme
        yield from (("goods", donor, good.key) for good in goods.of(entry.items) if not good.general)
        if entry.amount:
            yield from (("amount", donor, entry.amount.currency, size) for size in sizes(entry.amount))


def _carries(earlier: AidEntry, later: AidEntry, parties: Parties, goods: Goods) -> float:
    """How well `later` carries `earlier` forward; 0 where it does not."""
    kinship = parties.kinship(earlier.donors, later.donors)
    schemes_differ = earlier.scheme and later.scheme and earlier.scheme != later.scheme
    if kinship is Kinship.APART or schemes_differ or earlier.recipient != later.recipient or _day(earlier) > _end(later):
        return 0.0
    items = overlap(goods.of(earlier.items), goods.of(later.items))
    amounts = compare_amounts(earlier.amount, later.amount)
    if amounts is Likeness.APART and not (later.stage in CARRIED_OUT and _smaller(later, earlier)):
        return 0.0
    if items is Overlap.DISJOINT and amounts not in (Likeness.EQUAL, Likeness.WITHIN):
        return 0.0
    score = 0.4 if earlier.scheme and earlier.scheme == later.scheme else 0.0
    score += {Likeness.EQUAL: 0.5, Likeness.WITHIN: 0.3}.get(amounts, 0.0)
    score += {Overlap.SPECIFIC: 0.4, Overlap.QUANTITY: 0.3}.get(items, 0.0)
    if score == 0.0:
        return 0.0
    return score + {Kinship.EQUAL: 0.3, Kinship.CONTAINS: 0.1, Kinship.SUPERSET: 0.1}.get(kinship, 0.0)


def _smaller(part: AidEntry, whole: AidEntry) -> bool:
    if part.amount is None or whole.amount is None:
        return False
    return bounds(part.amount)[1] <= bounds(whole.amount)[1] * (1 + EXACT)


def _rank(entry: AidEntry) -> int:
    return ORDER.get(entry.stage, ENDS.get(entry.stage, 0))


def _day(entry: AidEntry) -> datetime.date:
    """First day the entry may have happened; the earliest possible where nothing says."""
    return entry.date.first if entry.date else entry.first_published or datetime.date.min


def _end(entry: AidEntry) -> datetime.date:
    return entry.date.last if entry.date else entry.first_published or datetime.date.max


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
    return msgspec.structs.replace(parent, conflicts=(*parent.conflicts, Conflict("shares", values)))
