"""Which lines of two ledgers are of one promise: by donors, sums, days, goods.

Sure pairs come first, then sums that several lines of the other side add up to, then what is likely. Nothing hangs on the order of lines.
"""

from __future__ import annotations

import bisect
import collections
import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pledgebook.analyse.compare_lines import Line, as_stated, worth
from pledgebook.dossier.schema import Dossier, PartyKind
from pledgebook.model.claim import AidType, CountsAs, Stage
from pledgebook.resolve.goods import Goods, Overlap, overlap

YARDSTICK = "USD"
"""the currency sums are held against one another in"""
EQUAL, ABOUT, ALIKE, RIVAL = 1.005, 1.02, 1.05, 1.35
"""ratios up to which two sums are the same figure, one sum rounded, the same sum in two currencies, rival reports of one"""
LIKELY = 0.5
SOON, WEEKS, MONTHS, LONG = 3, 14, 45, 120
"""days between two lines of one promise: nearly certain, common, possible, rare"""
NEAREST = 200
"""lines of the same donor that are looked at, the nearest in time first"""
ADDENDS, POOL = 4, 10
"""most lines that are tried as parts of one sum, and out of how many"""
APART = (Stage.REFUSED, Stage.SUSPENDED)


class Unit(msgspec.Struct, frozen=True):
    """One promise: its lines, from pledge to delivery, and the parts some report states of it."""

    id: str
    whole: tuple[Line, ...]
    shares: tuple[Line, ...] = ()

    @property
    def counting(self) -> Line | None:
        """The line whose amount is in the total."""
        return next((line for line in self.whole if line.counts), None)

    def value(self, into: str) -> int:
        """What the unit adds to its ledger's total."""
        return sum(as_stated(line, into) or 0 for line in (*self.whole, *self.shares) if line.counts)


class Group(msgspec.Struct, frozen=True):
    """Units that are one promise: one on one side, one or several on the other; `lines` are the pairs it was seen by."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    score: float


def units(lines: Iterable[Line]) -> dict[str, Unit]:
    """Lines gathered by promise, by id; a part stands with the whole it is a part of."""
    listed = sorted(lines, key=lambda line: line.id)
    by_id = {line.id: line for line in listed}
    whole: dict[str, list[Line]] = collections.defaultdict(list)
    shares: dict[str, list[Line]] = collections.defaultdict(list)
    for line in listed:
        parent = by_id.get(line.part_of or "")
        if parent is not None and parent.counts_as is CountsAs.TOTAL and not line.counts:
            shares[parent.lifecycle or parent.id].append(line)
        else:
            whole[line.lifecycle or line.id].append(line)
    return {id_: Unit(id_, tuple(whole[id_]), tuple(shares.get(id_, ()))) for id_ in whole}


def groups(ours: Mapping[str, Unit], theirs: Mapping[str, Unit], dossier: Dossier) -> list[Group]:
    """What of ours is what of theirs."""
    left, right = _Side(ours), _Side(theirs)
    judged = sorted(_candidates(left, right, dossier), key=lambda found: (-found[0], found[2].id, found[3].id))
    pairs: list[tuple[float, Line, Line]] = []
    for score, sure, a, b in judged:
        if sure and left.free(a) and right.free(b) and not (left.matched(a) and right.matched(b)):
            pairs.append((score, a, b))
            left.take(a)
            right.take(b)
    sums = [*_sums(left, right, dossier), *(msgspec.structs.replace(g, ours=g.theirs, theirs=g.ours) for g in _sums(right, left, dossier))]
    for score, _, a, b in judged:
        if left.untouched(a) and right.untouched(b):
            pairs.append((score, a, b))
            left.take(a)
            right.take(b)
    return sorted([*_joined(pairs, left, right), *sums], key=lambda group: (group.ours, group.theirs))


class _Side:
    """One ledger while it is matched: which promises are taken, and whether by their whole or by parts."""

    def __init__(self, held: Mapping[str, Unit]) -> None:
        self.units = held
        self.owner = {line.id: unit.id for unit in held.values() for line in (*unit.whole, *unit.shares)}
        self.parts = {line.id for unit in held.values() for line in unit.shares}
        self._taken: dict[str, set[str]] = {}

    def free(self, line: Line) -> bool:
        """Whether the line may still be matched: of a promise nobody took, or another part of one taken by parts."""
        taken = self._taken.get(self.owner[line.id])
        return taken is None or (line.id in self.parts and line.id not in taken and taken <= self.parts)

    def matched(self, line: Line) -> bool:
        return self.owner[line.id] in self._taken

    def untouched(self, line: Line) -> bool:
        return self.owner[line.id] not in self._taken

    def take(self, line: Line) -> None:
        self._taken.setdefault(self.owner[line.id], set()).add(line.id)

    def lines(self) -> Iterator[Line]:
        for unit in self.units.values():
            yield from unit.whole
            yield from unit.shares


def _joined(pairs: Sequence[tuple[float, Line, Line]], left: _Side, right: _Side) -> Iterator[Group]:
    """Pairs of lines as groups of promises: several parts of one promise make one group."""
    gathered: dict[str, list[tuple[float, Line, Line]]] = collections.defaultdict(list)
    by_parts = collections.Counter(right.owner[b.id] for _, _, b in pairs)
    for pair in pairs:
        many = right.owner[pair[2].id]
        gathered[f"their {many}" if by_parts[many] > 1 else f"our {left.owner[pair[1].id]}"].append(pair)
    for held in gathered.values():
        ours = tuple(sorted({left.owner[a.id] for _, a, _ in held}))
        theirs = tuple(sorted({right.owner[b.id] for _, _, b in held}))
        yield Group(ours, theirs, tuple(sorted((a.id, b.id) for _, a, b in held)), max(score for score, _, _ in held))


def _candidates(left: _Side, right: _Side, dossier: Dossier) -> Iterator[tuple[float, bool, Line, Line]]:
    goods = Goods(dossier)
    members = _members(dossier)
    known = {line.id: goods.of(line.items) for side in (left, right) for line in side.lines()}
    index = _Index(right.lines())
    for line in left.lines():
        for other in index.near(line, members):
            score = _score(line, other, members)
            if score is None:
                continue
            score += {Overlap.SPECIFIC: 0.25, Overlap.QUANTITY: 0.1, Overlap.DISJOINT: -0.1}.get(overlap(known[line.id], known[other.id]), 0.0)
            ratio, gap = _ratio(line, other), days_between(line, other)
            same = line.id == other.id and line.donors == other.donors
            score += same
            sure = same or (ratio is not None and ratio <= ALIKE and gap is not None and gap <= MONTHS and bool(set(line.donors) & set(other.donors)))
            if score >= LIKELY:
                yield round(score, 6), sure, line, other


class _Index:
    """Lines by donor and time, and by sum."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_donor: dict[str, list[tuple[datetime.date, str, Line]]] = collections.defaultdict(list)
        self._undated: dict[str, list[Line]] = collections.defaultdict(list)
        self._by_sum: dict[tuple[str, int], list[Line]] = collections.defaultdict(list)
        for line in lines:
            for donor in line.donors or ("",):
                if line.day:
                    self._by_donor[donor].append((line.day, line.id, line))
                else:
                    self._undated[donor].append(line)
            if line.amount:
                self._by_sum[line.amount.currency, _whole(line)].append(line)
        for held in self._by_donor.values():
            held.sort(key=lambda row: row[:2])

    def near(self, line: Line, members: Mapping[str, frozenset[str]]) -> list[Line]:
        """Lines worth comparing with: of the same donor near in time, and of the very same sum."""
        donors = {*line.donors, "", *(group for group, held in members.items() if held & set(line.donors))}
        found: dict[str, Line] = {}
        for donor in sorted(donors):
            dated = self._by_donor.get(donor, [])
            for _, id_, other in self._around(dated, line.day) if line.day else dated[:NEAREST]:
                found[id_] = other
            found.update({other.id: other for other in self._undated.get(donor, [])[:NEAREST]})
        if line.amount:
            found.update({other.id: other for other in self._by_sum.get((line.amount.currency, _whole(line)), [])[:NEAREST]})
        return list(found.values())

    @staticmethod
    def _around(dated: list[tuple[datetime.date, str, Line]], day: datetime.date) -> Iterator[tuple[datetime.date, str, Line]]:
        at = bisect.bisect_left(dated, (day, ""), key=lambda row: row[:2])
        window = dated[max(0, at - NEAREST) : at + NEAREST]
        yield from (row for row in window if abs((row[0] - day).days) <= LONG)


def _whole(line: Line) -> int:
    assert line.amount is not None
    return round(line.amount.min or line.amount.max or 0.0)


def _score(a: Line, b: Line, members: Mapping[str, frozenset[str]]) -> float | None:
    """How likely two lines are one promise, goods aside; None where it cannot be."""
    shared = _donors(a, b, members)
    if shared is None:
        return None
    score = shared + _of_sums(a, b) + _of_days(a, b)
    if a.aid_type and b.aid_type and AidType.MIXED not in (a.aid_type, b.aid_type):
        score += 0.1 if a.aid_type is b.aid_type else -0.1
    if a.scheme and a.scheme == b.scheme:
        score += 0.05
    if (a.stage in APART) != (b.stage in APART):
        score -= 0.3
    return score


def _donors(a: Line, b: Line, members: Mapping[str, frozenset[str]]) -> float | None:
    left, right = set(a.donors), set(b.donors)
    if not left or not right:
        return 0.0
    if left == right:
        return 0.25
    if left & right:
        return 0.15
    within = any(members.get(group, frozenset()) & right for group in left) or any(members.get(group, frozenset()) & left for group in right)
    return 0.05 if within else None


def _of_sums(a: Line, b: Line) -> float:
    ratio = _ratio(a, b)
    if ratio is None:
        return 0.0
    same = a.amount is not None and b.amount is not None and a.amount.currency == b.amount.currency
    if ratio <= EQUAL:
        return 0.45 if same else 0.4
    if ratio <= ALIKE:
        return 0.35
    return 0.1 if ratio <= RIVAL else -0.35


def _ratio(a: Line, b: Line) -> float | None:
    """The larger sum by the smaller; 1 where one is a range that holds the other."""
    if a.amount is None or b.amount is None:
        return None
    if a.amount.currency == b.amount.currency:
        low, high = (a.amount.min or a.amount.max or 0.0), (b.amount.min or b.amount.max or 0.0)
        spans = [(held.min or 0.0, held.max if held.max is not None else float("inf")) for held in (a.amount, b.amount)]
        if not all(held.min == held.max for held in (a.amount, b.amount)) and spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]:
            return 1.0
    else:
        low, high = float(worth(a, YARDSTICK) or 0), float(worth(b, YARDSTICK) or 0)
    return max(low, high) / min(low, high) if min(low, high) > 0 else None


def _of_days(a: Line, b: Line) -> float:
    gap = days_between(a, b)
    if gap is None:
        return -0.1
    return next(value for limit, value in ((SOON, 0.2), (WEEKS, 0.1), (MONTHS, 0.0), (LONG, -0.1), (10**7, -0.4)) if gap <= limit)


def days_between(a: Line, b: Line) -> int | None:
    """Days between two lines, 0 where their time overlaps; None where one has no date."""
    spans = [(held.date.first, held.date.last) if held.date else (held.day, held.day) for held in (a, b)]
    (first, last), (other_first, other_last) = spans
    if first is None or last is None or other_first is None or other_last is None:
        return None
    return max(0, (other_first - last).days, (first - other_last).days)


def _sums(one: _Side, many: _Side, dossier: Dossier) -> Iterator[Group]:
    """Sums of one side that several free lines of the other side add up to: a joint amount against its donors' own, a package against its parts."""
    members = _members(dossier)
    by_donor: dict[str, list[Line]] = collections.defaultdict(list)
    for unit in many.units.values():
        line = unit.counting
        if line is not None and many.untouched(line):
            for donor in line.donors:
                by_donor[donor].append(line)
    for unit in sorted(one.units.values(), key=lambda unit: unit.id):
        line = unit.counting
        if line is None or not one.untouched(line) or not (wanted := as_stated(line, YARDSTICK)):
            continue
        donors = {*line.donors, *(code for donor in line.donors for code in members.get(donor, ()))}
        found = _addends(line, wanted, [other for donor in sorted(donors) for other in by_donor.get(donor, []) if many.untouched(other)])
        if found:
            one.take(line)
            for other in found:
                many.take(other)
            yield Group((unit.id,), tuple(sorted(many.owner[other.id] for other in found)), tuple((line.id, other.id) for other in found), 1.0)


def _members(dossier: Dossier) -> dict[str, frozenset[str]]:
    """Who stands behind a group; an organisation gives for itself."""
    return {party.code: frozenset(party.members) for party in dossier.parties if party.kind is PartyKind.GROUP}


def _addends(line: Line, wanted: int, others: Sequence[Line]) -> tuple[Line, ...] | None:
    valued: dict[str, tuple[Line, int, int]] = {}
    for other in others:
        value, gap = as_stated(other, YARDSTICK), days_between(line, other)
        if value and value < wanted and gap is not None and gap <= WEEKS:
            valued[other.id] = (other, value, gap)
    near = sorted(valued.values(), key=lambda row: (row[2], row[0].id))[:POOL]
    slack = (ABOUT if len(line.donors) > 1 else EQUAL) - 1
    for size in range(2, ADDENDS + 1):
        for chosen in itertools.combinations(near, size):
            if abs(sum(value for _, value, _ in chosen) - wanted) <= slack * wanted:
                return tuple(other for other, _, _ in chosen)
    return None
