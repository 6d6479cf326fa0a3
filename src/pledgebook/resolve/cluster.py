"""Claims gathered into events: the surest pairs first, and never two that are known to differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pledgebook.model.ledger import Verdict

Pair = tuple[str, str]


def cluster(ids: Iterable[str], same: Mapping[Pair, float], human: Mapping[Pair, Verdict], veto: Callable[[str, str], bool]) -> list[tuple[str, ...]]:
    """Groups of claim ids, each sorted, in the order of their first.

    People's "same" joins first and overrules the matcher's veto; the matcher's follows by falling score. A pair that
    a person holds apart never comes together, not even through a third claim.
    """
    groups: dict[str, tuple[str, ...]] = {id_: (id_,) for id_ in sorted(ids)}
    for pair in sorted(pair for pair, verdict in human.items() if verdict is Verdict.SAME):
        _join(groups, pair, lambda a, b: _held_apart(human, a, b))
    for _, pair in sorted((-score, pair) for pair, score in same.items() if pair not in human):
        _join(groups, pair, lambda a, b: _held_apart(human, a, b) or (not _held_together(human, a, b) and veto(a, b)))
    return sorted(set(groups.values()))


def _join(groups: dict[str, tuple[str, ...]], pair: Pair, apart: Callable[[str, str], bool]) -> None:
    left, right = groups[pair[0]], groups[pair[1]]
    if left == right or any(apart(a, b) for a in left for b in right):
        return
    joined = tuple(sorted((*left, *right)))
    for id_ in joined:
        groups[id_] = joined


def _held_apart(human: Mapping[Pair, Verdict], left: str, right: str) -> bool:
    return human.get((min(left, right), max(left, right))) is Verdict.NOT_SAME


def _held_together(human: Mapping[Pair, Verdict], left: str, right: str) -> bool:
    return human.get((min(left, right), max(left, right))) is Verdict.SAME


def ambiguous(same: Mapping[Pair, float], open_: Callable[[str], bool], apart: Callable[[str, str], bool]) -> list[Pair]:
    """The pairs by which a claim that says little fits, equally well, two claims that cannot be one event."""
    near: dict[str, list[tuple[float, str]]] = {}
    for pair, score in same.items():
        for id_, other in (pair, pair[::-1]):
            if open_(id_) and not open_(other):
                near.setdefault(id_, []).append((score, other))
    found: set[Pair] = set()
    for id_, others in near.items():
        best = max(score for score, _ in others)
        first = sorted(other for score, other in others if score == best)
        if any(apart(first[0], other) for other in first[1:]):
            found.update((min(id_, other), max(id_, other)) for _, other in others)
    return sorted(found)
