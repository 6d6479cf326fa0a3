"""Which entry carries which promise forward, kept while entries come and go."""

from __future__ import annotations

import bisect
import collections
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pledgebook.model.claim import Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.resolve.amounts import EXACT, Likeness, bounds, compare_amounts, sizes
from pledgebook.resolve.goods import Good, Goods, Overlap, overlap
from pledgebook.resolve.parties import Kinship, Parties
from pledgebook.resolve.timing import LONG, length

ORDER = {stage: rank for rank, stage in enumerate((Stage.REQUESTED, Stage.PROPOSED, Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED))}
CARRIED_OUT = (Stage.CONTRACTED, Stage.DELIVERED)
"""stages that may carry out a promise in part"""
WORDS = (Stage.PROPOSED, Stage.PLEDGED, Stage.COMMITTED)
ENDS = {Stage.SUSPENDED: 9, Stage.REFUSED: ORDER[Stage.DELIVERED]}
"""what is stopped may have come to any stage, what is refused has not been delivered"""
AHEAD = 60
"""earlier entries of one donor and one amount, goods or scheme that a later one may carry forward"""
LAPSE = datetime.timedelta(days=5 * 366)
"""after which nothing carries a promise forward: the longest contracts for weapons run as long, and a delivery decades later is of another promise"""
LAPSE_OF_WORDS = datetime.timedelta(days=366)
"""after which one promise is not taken to repeat or approve another, or answer a request: budgets are made by the year"""

Key = tuple[str | int, ...]
Scored = tuple[float, datetime.date, str]


class Steps:
    """Entries by what they may carry forward, and how well each carries the earlier ones."""

    def __init__(self, parties: Parties, goods: Goods) -> None:
        self._parties, self._goods = parties, goods
        self._entries: dict[str, AidEntry] = {}
        self._keys: dict[str, frozenset[Key]] = {}
        self._named: dict[str, tuple[Good, ...]] = {}
        self._blocks: dict[Key, dict[int, list[AidEntry]]] = {}
        self._scored: dict[str, dict[str, Scored]] = {}

    def update(self, able: Mapping[str, AidEntry]) -> None:
        """Takes in the entries there are now; the same object is the same entry."""
        gone = [entry for id_, entry in self._entries.items() if able.get(id_) is not entry]
        come = [entry for id_, entry in able.items() if self._entries.get(id_) is not entry]
        before: dict[tuple[Key, int], list[AidEntry]] = {}
        for entry in gone:
            for key in self._keys.pop(entry.id):
                held = self._blocks[key][_rank(entry)]
                before.setdefault((key, _rank(entry)), list(held))
                held.remove(entry)
            del self._entries[entry.id], self._named[entry.id]
            self._scored.pop(entry.id, None)
        for entry in come:
            self._named[entry.id] = self._goods.of(entry.items)
            self._keys[entry.id] = frozenset(_keys(entry, self._parties, self._named[entry.id]))
            for key in self._keys[entry.id]:
                held = self._blocks.setdefault(key, {}).setdefault(_rank(entry), [])
                before.setdefault((key, _rank(entry)), list(held))
                bisect.insort(held, entry, key=_first_day)
            self._entries[entry.id] = entry
        changed = {entry.id for entry in (*gone, *come)}
        if len(come) < len(able):
            self._score_again(before, changed)
        for entry in come:
            self._score(entry, self._near(entry).values())

    def follows(self) -> dict[str, str]:
        """For each entry that carries an earlier one forward, the last step of that promise before it."""
        follows: dict[str, str] = {}
        for id_ in sorted(self._scored, key=lambda id_: (_rank(self._entries[id_]), id_)):
            scored = sorted(self._scored[id_].values(), reverse=True)
            follows[id_] = _last(scored[0][2], scored, follows)
        return follows

    def _score_again(self, before: Mapping[tuple[Key, int], list[AidEntry]], changed: set[str]) -> None:
        """Scores what has another entry ahead of it than before; of what changed itself everything is scored later."""
        came: dict[str, dict[str, AidEntry]] = collections.defaultdict(dict)
        left: dict[str, set[str]] = collections.defaultdict(set)
        for (key, rank), was in before.items():
            for higher, entries in self._blocks[key].items():
                for entry in entries if higher > rank else ():
                    if entry.id in changed:
                        continue
                    old, new = ({other.id: other for other in _before(held, entry)} for held in (was, self._blocks[key][rank]))
                    came[entry.id].update((id_, other) for id_, other in new.items() if old.get(id_) is not other)
                    left[entry.id].update(id_ for id_, other in old.items() if new.get(id_) is not other)
        for id_ in came.keys() | left.keys():
            scored = self._scored.get(id_, {})
            away = left[id_] & scored.keys()
            near = self._near(self._entries[id_]) if away else {}
            for other in away:
                if other in changed or other not in near:
                    del scored[other]
            if not scored:
                self._scored.pop(id_, None)
            self._score(self._entries[id_], came[id_].values())

    def _score(self, entry: AidEntry, ahead: Iterable[AidEntry]) -> None:
        for other in ahead:
            score = self._carries(other, entry)
            if score > 0:
                self._scored.setdefault(entry.id, {})[other.id] = (score, _day(other), other.id)

    def _carries(self, earlier: AidEntry, later: AidEntry) -> float:
        """How well `later` carries `earlier` forward; 0 where it does not."""
        schemes_differ = earlier.scheme and later.scheme and earlier.scheme != later.scheme
        if schemes_differ or earlier.recipient != later.recipient:
            return 0.0
        kinship = self._parties.kinship(earlier.donors, later.donors)
        if kinship is Kinship.APART or _began_before(later, earlier):
            return 0.0
        items = overlap(self._named[earlier.id], self._named[later.id])
        amounts = compare_amounts(earlier.amount, later.amount)
        if amounts is Likeness.APART and not (later.stage in CARRIED_OUT and _smaller(later, earlier)):
            return 0.0
        if items is Overlap.DISJOINT and amounts not in (Likeness.EQUAL, Likeness.WITHIN):
            return 0.0
        score = 0.4 if earlier.scheme and earlier.scheme == later.scheme else 0.0
        score += {Likeness.EQUAL: 0.5, Likeness.WITHIN: 0.3}.get(amounts, 0.0)
        if score == 0.0 and self._unspelled(later) and not self._unspelled(earlier):
            # that the West sent missiles says nothing of those one state promised
            return 0.0
        score += {Overlap.SPECIFIC: 0.4, Overlap.QUANTITY: 0.3}.get(items, 0.0)
        if score == 0.0:
            return 0.0
        return score + {Kinship.EQUAL: 0.3, Kinship.CONTAINS: 0.1, Kinship.SUPERSET: 0.1}.get(kinship, 0.0)

    def _unspelled(self, entry: AidEntry) -> bool:
        return any(map(self._parties.is_group, entry.donors))

    def _near(self, entry: AidEntry) -> dict[str, AidEntry]:
        ahead = (_before(held, entry) for key in self._keys[entry.id] for rank, held in self._blocks[key].items() if rank < _rank(entry))
        return {other.id: other for held in ahead for other in held}


def _before(held: list[AidEntry], entry: AidEntry) -> list[AidEntry]:
    """The last entries of a block, in order of time, that may have happened before another; never more than `AHEAD`, none that has lapsed."""
    until = _end(entry)
    end = bisect.bisect_right(held, until, key=_day)
    if until == datetime.date.max:
        return held[max(0, end - AHEAD) : end]
    start = bisect.bisect_left(held, until - (LAPSE_OF_WORDS if entry.stage in WORDS else LAPSE), key=_day)
    # nobody knows when the undated first ones happened
    undated = min(start, bisect.bisect_right(held, datetime.date.min, key=_day))
    return (held[:undated] + held[max(start, end - AHEAD) : end])[-AHEAD:]


def _first_day(entry: AidEntry) -> tuple[datetime.date, str]:
    return _day(entry), entry.id


def _last(id_: str, scored: Sequence[tuple[float, datetime.date, str]], follows: Mapping[str, str]) -> str:
    """The last of a promise's earlier steps: what a step carries forward has often been carried forward already."""
    while (later := next((other for _, _, other in scored if follows.get(other) == id_), None)) is not None:
        id_ = later
    return id_


def _keys(entry: AidEntry, parties: Parties, goods: Iterable[Good]) -> Iterator[Key]:
    for donor in parties.expand(entry.donors):
        if entry.scheme:
            yield "scheme", donor, entry.scheme
        yield from (("goods", donor, good.key) for good in goods if not good.general)
        if entry.amount:
            yield from (("amount", donor, entry.amount.currency, size) for size in sizes(entry.amount))


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
    """Last day it may have happened, or been planned: nothing is told before it."""
    ends = [day for day in (entry.date.last if entry.date else None, entry.first_published) if day]
    return min(ends, default=datetime.date.max)


def _began_before(later: AidEntry, earlier: AidEntry) -> bool:
    """Whether what is told of a long time began before a promise: a count of all that was ever sent carries none forward."""
    return later.date is not None and length(later.date) > LONG and later.date.first < _day(earlier)
