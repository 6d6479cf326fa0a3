"""Rewrites: reports that carry over another's quotations and figures in words of their own.

What a public figure said before cameras stands in many reports that owe one another nothing. What somebody unnamed told
one outlet does not: one such quotation is enough, of others it takes two, and either way most of what the shorter
report quotes and counts must be in the other too.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterable, Mapping

import msgspec

from pledgebook.model.claim import AidClaim, Mode, StatementClaim
from pledgebook.model.ledger import Reported, Witness
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import plain
from pledgebook.resolve.timing import days_between

WORDS = 5
"""words from which a quotation is one's own"""
MOST = 0.5
"""share of the shorter report's quotations and figures that a rewrite has in common with the other"""
DAYS = 5
"""between a report and a rewrite of it"""
CROWD = 50
"""a quotation in more documents than this is everybody's"""

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+")


class Marks(msgspec.Struct, frozen=True):
    """What a rewrite carries over: quotations of named people, of others, and figures."""

    named: frozenset[str]
    unnamed: frozenset[str]
    figures: frozenset[tuple[str, float]]

    @property
    def all(self) -> frozenset[object]:
        return frozenset[object](self.named | self.unnamed) | self.figures


def marks(reported: Iterable[Reported]) -> Marks:
    """The quotations and figures of a document's claims."""
    named: set[str] = set()
    unnamed: set[str] = set()
    figures: set[tuple[str, float]] = set()
    for item in reported:
        claim = item.claim
        if isinstance(claim, AidClaim) and claim.amount and plain(claim.amount) and claim.amount.min:
            figures.add((claim.amount.currency, claim.amount.min))
        elif isinstance(claim, StatementClaim) and claim.mode is not Mode.INDIRECT:
            for part in item.content:
                words = _WORD.findall(part.casefold())
                if len(words) >= WORDS:
                    (named if _NAME.fullmatch(claim.speaker or "") else unnamed).add(" ".join(words))
    return Marks(frozenset(named - unnamed), frozenset(unnamed), frozenset(figures))


class Rewrites:
    """Which documents rewrite one another, kept while documents come and go."""

    def __init__(self) -> None:
        self._documents: dict[str, tuple[Marks, DateRange | None]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def update(self, witnesses: Mapping[str, Witness | None]) -> None:
        """Takes in documents that are new, changed, or (None) gone."""
        for id_, witness in witnesses.items():
            self._documents.pop(id_, None)
            found = marks(witness.reported) if witness else None
            if witness and found and (found.named or found.unnamed):
                self._documents[id_] = found, witness.published.window if witness.published else None
        for pair in [pair for pair in self._known if not witnesses.keys().isdisjoint(pair)]:
            del self._known[pair]

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs of documents of which one rewrites the other."""
        holders: dict[str, list[str]] = collections.defaultdict(list)
        for id_ in sorted(self._documents):
            held = self._documents[id_][0]
            for quotation in held.named | held.unnamed:
                holders[quotation].append(id_)
        near = {(a, b) for ids in holders.values() if 1 < len(ids) <= CROWD for k, a in enumerate(ids) for b in ids[k + 1 :]}
        for pair in near:
            if pair not in self._known:
                (left, first), (right, second) = (self._documents[id_] for id_ in pair)
                in_time = first is None or second is None or days_between(first, second) <= DAYS
                self._known[pair] = in_time and _carried_over(left, right)
        return sorted(pair for pair in near if self._known[pair])


def rewrites(witnesses: Mapping[str, Witness]) -> list[tuple[str, str]]:
    """Pairs of documents of which one rewrites the other."""
    made = Rewrites()
    made.update(witnesses)
    return made.pairs()


def _carried_over(left: Marks, right: Marks) -> bool:
    exclusive = left.unnamed & right.unnamed
    enough = exclusive or len(left.named & right.named) >= 2
    return bool(enough) and len(left.all & right.all) >= MOST * min(len(left.all), len(right.all))
