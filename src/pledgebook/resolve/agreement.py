"""How well a grouping of claims agrees with the true one, pair by pair."""

from __future__ import annotations

import collections
from collections.abc import Hashable, Iterable, Mapping, Sequence

import msgspec


class Agreement(msgspec.Struct, frozen=True):
    """Pairs of claims put together: `right` of `found`, where `true` belong together."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def agreement(groups: Iterable[Sequence[str]], truth: Mapping[str, Hashable]) -> Agreement:
    """Pairs of the groups against the true groups; a claim that `truth` does not name belongs to nobody else.

    >>> agreement([("a", "b", "c")], {"a": 1, "b": 1, "c": 2})
    Agreement(right=1, found=3, true=1)
    """
    right = found = 0
    for group in groups:
        held = collections.Counter(truth.get(claim, ("alone", claim)) for claim in group)
        found += _pairs(len(group))
        right += sum(_pairs(count) for count in held.values())
    return Agreement(right, found, sum(_pairs(count) for count in collections.Counter(truth.values()).values()))


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
