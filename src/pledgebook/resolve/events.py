"""Claims gathered into events, one component at a time: claims that nothing brings together need not be looked at together."""

from __future__ import annotations

import collections
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from pledgebook.model.ledger import Judgement, Verdict
from pledgebook.resolve.cluster import Pair, ambiguous, cluster
from pledgebook.resolve.compare import Finding, Reason
from pledgebook.resolve.match import Matcher

AMBIGUOUS = Reason("events", "several fit as well")

Group = tuple[str, ...]


class Human:
    """What people decided on pairs, by claim."""

    def __init__(self, judgements: Mapping[Pair, Judgement]) -> None:
        self.judgements = judgements
        self._pairs: dict[str, list[Pair]] = collections.defaultdict(list)
        for pair in judgements:
            for id_ in pair:
                self._pairs[id_].append(pair)

    def of(self, id_: str) -> Collection[Pair]:
        return self._pairs.get(id_, ())

    def same(self, id_: str) -> Iterator[str]:
        for pair in self.of(id_):
            if self.judgements[pair].verdict is Verdict.SAME:
                yield pair[1] if pair[0] == id_ else pair[0]

    def differing(self, other: Human) -> set[str]:
        """The claims on which another set of judgements says something else."""
        pairs = self.judgements.keys() | other.judgements.keys()
        return {id_ for pair in pairs if self.judgements.get(pair) != other.judgements.get(pair) for id_ in pair}


class Events:
    """The groups of claims that report one event each, and the pairs the matcher took back because several events fit."""

    def __init__(self) -> None:
        self.group: dict[str, Group] = {}
        self.doubted: dict[Pair, Finding] = {}

    def update(self, changed: Iterable[str], found: Matcher, human: Human) -> tuple[set[str], set[Group]]:
        """Gathers anew what the changed claims touch; answers the claims looked at and the groups that stood there before."""
        region, old = self._region(changed, found, human)
        for pair in [pair for pair in self.doubted if pair[0] in region or pair[0] not in found.views or pair[1] not in found.views]:
            del self.doubted[pair]
        same = {(id_, other): found.found(id_)[other].score for id_ in region for other in found.same(id_) if id_ < other}
        judged = {pair: human.judgements[pair].verdict for id_ in region for pair in human.of(id_) if region.issuperset(pair)}
        same = {pair: score for pair, score in same.items() if pair not in human.judgements}
        for pair in ambiguous(same, found.open, found.apart):
            finding = found.found(pair[0])[pair[1]]
            self.doubted[pair] = msgspec.structs.replace(finding, verdict=Verdict.UNSURE, lines=(*finding.lines, AMBIGUOUS))
            del same[pair]
        for group in cluster(region, same, judged, found.apart):
            self.group.update(dict.fromkeys(group, group))
        return region, old

    def _region(self, changed: Iterable[str], found: Matcher, human: Human) -> tuple[set[str], set[Group]]:
        """The changed claims with everything that is brought together with them, and the groups all of these stood in.

        What no longer holds two claims together changed on both, so what has fallen apart is reached from its ends.
        """
        region: set[str] = set()
        old: set[Group] = set()
        waiting = list(changed)
        while waiting:
            id_ = waiting.pop()
            if id_ in region:
                continue
            if id_ in self.group:
                old.add(self.group.pop(id_))
            if id_ in found.views:
                region.add(id_)
                waiting += (*found.same(id_), *human.same(id_))
        return region, old
