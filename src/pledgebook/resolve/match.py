"""Pairs of claims that may report one event, and the matcher's finding on each."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import AidClaim, Claim, StatementClaim, TalksClaim
from pledgebook.model.ledger import Reported, Witness
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import sizes
from pledgebook.resolve.compare import AidView, Finding, compare_aid
from pledgebook.resolve.compare_speech import SpeechView, compare_statements, compare_talks, sides, words_of
from pledgebook.resolve.goods import Goods
from pledgebook.resolve.parties import Parties

NEWS = 10
"""days in a block of claims of one donor or side; neighbouring blocks are compared too"""
RECALL = 45
"""days in a block of claims of one amount, which a report may recall weeks later"""

Pair = tuple[str, str]
Key = tuple[str | int | float | None, ...]


class Matcher(msgspec.Struct, frozen=True):
    """Compares claims by id and says which to compare; a better matcher offers the same two methods."""

    views: Mapping[str, AidView | SpeechView]
    parties: Parties
    rough: Mapping[str, float]
    memory: dict[Pair, Finding | None]

    def finding(self, left: str, right: str) -> Finding | None:
        """The finding on two claims, whichever way round; None where they have nothing to do with each other."""
        pair = (min(left, right), max(left, right))
        if pair not in self.memory:
            self.memory[pair] = self._compare(self.views[pair[0]], self.views[pair[1]])
        return self.memory[pair]

    def pairs(self) -> list[Pair]:
        """Every pair in a common block, in order."""
        blocks: dict[Key, list[str]] = collections.defaultdict(list)
        for id_, view in self.views.items():
            for key in set(_keys(view, self.parties)):
                blocks[key].append(id_)
        found: set[Pair] = set()
        for ids in blocks.values():
            ordered = sorted(ids)
            found.update((left, right) for k, left in enumerate(ordered) for right in ordered[k + 1 :])
        found.update(self._timeless_pairs())
        return sorted(found)

    def _timeless_pairs(self) -> Iterator[Pair]:
        """Claims that nothing dates, with every claim of the very same amount."""
        same: dict[Key, list[tuple[str, bool]]] = collections.defaultdict(list)
        for id_, view in self.views.items():
            if isinstance(view, AidView) and view.claim.amount is not None:
                amount = view.claim.amount
                same[amount.currency, amount.min, amount.max].append((id_, view.claim.date is None and view.published is None))
        for held in same.values():
            timeless = [id_ for id_, no_time in held if no_time]
            yield from ((min(left, right), max(left, right)) for left in timeless for right, _ in held if left != right)

    def _compare(self, left: AidView | SpeechView, right: AidView | SpeechView) -> Finding | None:
        if isinstance(left, AidView) and isinstance(right, AidView):
            return compare_aid(left, right, self.parties, self.rough)
        if isinstance(left, SpeechView) and isinstance(right, SpeechView) and type(left.claim) is type(right.claim):
            compare: Callable[[SpeechView, SpeechView], Finding | None] = compare_talks if isinstance(left.claim, TalksClaim) else compare_statements
            return compare(left, right)
        return None


def matcher(witnesses: Mapping[str, Witness], reported: Mapping[str, tuple[Reported, ...]], dossier: Dossier) -> Matcher:
    """The matcher over all claims of the documents."""
    goods = Goods(dossier)
    views: dict[str, AidView | SpeechView] = {}
    for document, items in reported.items():
        published = witnesses[document].published
        window = published.window if published else None
        for item in items:
            views[item.claim.id] = _view(item, document, window, goods)
    rough = {code: float(value) for code, value in dossier.words.get("resolve", {}).get("rough_dollars", {}).items()}
    return Matcher(views, Parties(dossier), rough, {})


def _view(item: Reported, document: str, window: DateRange | None, goods: Goods) -> AidView | SpeechView:
    if isinstance(item.claim, AidClaim):
        return AidView(item.claim, document, goods.of(item.claim.items), window)
    return SpeechView(item.claim, document, window, words_of(item.content or item.words))


def _keys(view: AidView | SpeechView, parties: Parties) -> Iterator[Key]:
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
    yield from (("aid", claim.recipient, donor, bucket) for donor in parties.expand(claim.donors) for bucket in buckets)
    if claim.amount is not None:
        yield from (("amount", claim.recipient, claim.amount.currency, size, bucket) for size in sizes(claim.amount) for bucket in _buckets(days, RECALL))


def _buckets(days: DateRange | None, size: int) -> Iterable[int]:
    """The blocks of so many days a range falls in and the next one, so that neighbours meet; of a long range the last."""
    if days is None:
        return ()
    first, last = days.first.toordinal() // size, days.last.toordinal() // size
    return range(max(first, last - 2), last + 2)
