"""Which claims are worth comparing: those that share a donor, side, speaker or size of amount at about one time.

No more than `CROWD` neighbours are compared with a claim from any one block: a larger block is divided by size of
amount, goods and stage, and what is still larger is put in order of time, each claim compared with those next to it.
So the work grows with the number of claims, and not with its square.
"""

from __future__ import annotations

import collections
import datetime
from collections.abc import Iterable, Iterator, Mapping

from pledgebook.model.claim import Claim, StatementClaim, TalksClaim
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import RIVAL, figure, sizes
from pledgebook.resolve.compare import AidView, act
from pledgebook.resolve.compare_speech import SpeechView, sides
from pledgebook.resolve.parties import Parties

NEWS = 10
"""days in a block of claims of one donor or side; neighbouring blocks are compared too"""
RECALL = 45
"""days in a block of claims of one amount, which a report may recall weeks later"""
CROWD = 60
"""claims of a block up to which all are compared with one another"""

Pair = tuple[str, str]
Key = tuple[str | int | float | None, ...]
View = AidView | SpeechView


class Blocks:
    """Claims by what makes them worth comparing; claims come and go, and what is near to one is asked for."""

    def __init__(self, parties: Parties, crowd: int = CROWD) -> None:
        self._parties, self._crowd = parties, crowd
        self._views: dict[str, View] = {}
        self._blocks: dict[Key, list[str]] = {}
        # of crowded blocks alone: the parts by finer key, each with its claims' places
        self._divided: dict[Key, dict[Key, tuple[list[str], dict[str, int]]]] = {}

    def update(self, gone: Iterable[str], come: Mapping[str, View]) -> tuple[set[Pair], set[Pair]]:
        """Takes claims out and puts claims in; answers the pairs of other claims that are near each other no more, and anew.

        Only in a crowded block do claims come between others, or make room.
        """
        if not self._views:
            self._fill(come)
            return set(), set()
        leaving = {id_: set(_keys(self._views[id_], self._parties)) for id_ in gone if id_ in self._views}
        coming = {id_: set(_keys(view, self._parties)) for id_, view in come.items()}
        changes: dict[Key, tuple[set[str], set[str]]] = {}
        for k, side in enumerate((leaving, coming)):
            for id_, keys in side.items():
                for key in keys:
                    changes.setdefault(key, (set(), set()))[k].add(id_)
        stirred = {id_ for key, (out, into) in changes.items() for id_ in self._stirred(key, out, into)}
        stirred -= leaving.keys() | coming.keys()
        before = {id_: self.near(id_) for id_ in stirred}
        for id_ in leaving:
            del self._views[id_]
        self._views.update(come)
        for key, (out, into) in changes.items():
            self._change(key, out, into)
        lost: set[Pair] = set()
        gained: set[Pair] = set()
        for id_, was in before.items():
            now = self.near(id_)
            lost.update(_pair(id_, other) for other in was - now if other not in leaving)
            gained.update(_pair(id_, other) for other in now - was if other not in coming)
        return lost, gained

    def _fill(self, come: Mapping[str, View]) -> None:
        self._views.update(come)
        for id_ in sorted(come):
            for key in set(_keys(come[id_], self._parties)):
                self._blocks.setdefault(key, []).append(id_)

    def near(self, id_: str) -> set[str]:
        """The claims worth comparing with one."""
        view = self._views[id_]
        found: set[str] = set()
        for key in set(_keys(view, self._parties)):
            block = self._blocks[key]
            if len(block) <= self._crowd:
                found.update(block)
                continue
            parts = self._parts(key)
            for finer in set(_finer_keys(view)):
                part, places = parts[finer]
                found.update(part if len(part) <= self._crowd else part[max(0, places[id_] - self._crowd) : places[id_] + self._crowd + 1])
        found.discard(id_)
        return found

    def common(self, left: str, right: str) -> tuple[str, ...]:
        """The blocks that hold both, in words."""
        shared = set(_keys(self._views[left], self._parties)) & set(_keys(self._views[right], self._parties))
        return tuple(f"{_told(key)} ({len(self._blocks[key])} claims)" for key in sorted(shared, key=str))

    def _stirred(self, key: Key, out: set[str], into: set[str]) -> Iterable[str]:
        held = self._blocks.get(key, [])
        return held if held and max(len(held), len(held) - len(out) + len(into)) > self._crowd else ()

    def _change(self, key: Key, out: set[str], into: set[str]) -> None:
        held = sorted({*self._blocks.get(key, ())} - out | into)
        self._divided.pop(key, None)
        if held:
            self._blocks[key] = held
        else:
            self._blocks.pop(key, None)

    def _parts(self, key: Key) -> dict[Key, tuple[list[str], dict[str, int]]]:
        """The parts of a crowded block, each in order of time."""
        if key not in self._divided:
            finer: dict[Key, list[str]] = collections.defaultdict(list)
            for id_ in self._blocks[key]:
                for mark in set(_finer_keys(self._views[id_])):
                    finer[mark].append(id_)
            ordered = {mark: sorted(part, key=lambda id_: (*_time(self._views[id_]), id_)) for mark, part in finer.items()}
            self._divided[key] = {mark: (part, {id_: place for place, id_ in enumerate(part)}) for mark, part in ordered.items()}
        return self._divided[key]


def candidates(views: Mapping[str, View], parties: Parties, crowd: int = CROWD) -> Iterator[Pair]:
    """Every pair worth comparing, each once and its smaller id first."""
    blocks = Blocks(parties, crowd)
    blocks.update((), views)
    for id_ in sorted(views):
        yield from ((id_, other) for other in sorted(blocks.near(id_)) if other > id_)


def _pair(left: str, right: str) -> Pair:
    return min(left, right), max(left, right)


def _time(view: View) -> tuple[int, int]:
    days = view.claim.date or view.published
    return (days.first.toordinal(), days.last.toordinal()) if days else (0, 0)


def _keys(view: View, parties: Parties) -> Iterator[Key]:
    claim: Claim = view.claim
    if isinstance(claim, StatementClaim):
        if claim.speaker is not None:
            yield "statement", claim.speaker
        return
    days = claim.date or view.published
    buckets = tuple(_buckets(days, NEWS))
    if isinstance(claim, TalksClaim):
        yield from (("talks", side, bucket) for side in sides(claim) for bucket in buckets)
        return
    kind = act(claim)
    yield from (("aid", kind, claim.recipient, donor, bucket) for donor in parties.expand(claim.donors) for bucket in buckets)
    if claim.amount is not None:
        amount = claim.amount
        yield from (("amount", kind, claim.recipient, amount.currency, size, bucket) for size in sizes(amount) for bucket in _buckets(days, RECALL))
        if days is None:
            yield "timeless", kind, amount.currency, amount.min, amount.max


def _told(key: Key) -> str:
    """What the claims of a block have in common."""
    first, *rest = key
    if first not in ("aid", "amount", "talks"):
        return " ".join(str(part) for part in key if part is not None)
    *what, bucket = rest
    assert isinstance(bucket, int)
    size = RECALL if first == "amount" else NEWS
    # a claim stands in the block of its day and in the next one
    days = f"{datetime.date.fromordinal((bucket - 1) * size)}..{datetime.date.fromordinal((bucket + 1) * size - 1)}"
    if first == "amount":
        *what, order = what
        assert isinstance(order, int)
        what.append(f"{figure(float(f'{RIVAL ** (order - 1):.2g}'))} to {figure(float(f'{RIVAL ** (order + 1):.2g}'))}")
    return " ".join(str(part) for part in (first, *what, days) if part is not None)


def _finer_keys(view: View) -> Iterator[Key]:
    """What tells apart the claims of a crowded block."""
    if isinstance(view, SpeechView):
        longest = sorted(view.words, key=lambda word: (-len(word), word))[:3]
        yield from (("word", word) for word in longest)
        return
    claim = view.claim
    if claim.amount is not None:
        yield from (("size", claim.amount.currency, size, claim.donors[0] if len(claim.donors) == 1 else None) for size in sizes(claim.amount))
        return
    goods = [good.key for good in view.goods if not good.general]
    yield from (("goods", key, str(claim.stage)) for key in goods or [""])


def _buckets(days: DateRange | None, size: int) -> Iterable[int]:
    """The blocks of so many days a range falls in and the next one, so that neighbours meet; of a long range the last."""
    if days is None:
        return ()
    first, last = days.first.toordinal() // size, days.last.toordinal() // size
    return range(max(first, last - 2), last + 2)
