"""Which claims are worth comparing: those that share a donor, side, speaker or size of amount at about one time.

No more than `CROWD` neighbours are compared with a claim from any one block: a larger block is divided by size of
amount, goods and stage, and what is still larger is put in order of time, each claim compared with those next to it.
So the work grows with the number of claims, and not with its square.
"""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pledgebook.model.claim import Claim, StatementClaim, TalksClaim
from pledgebook.model.text import DateRange
from pledgebook.resolve.amounts import sizes
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


def candidates(views: Mapping[str, View], parties: Parties, crowd: int = CROWD) -> Iterator[Pair]:
    """Every pair worth comparing, each once and its smaller id first."""
    ids = sorted(views)
    blocks: dict[Key, list[int]] = collections.defaultdict(list)
    for k, id_ in enumerate(ids):
        for key in set(_keys(views[id_], parties)):
            blocks[key].append(k)
    places: dict[int, list[tuple[list[int], int]]] = collections.defaultdict(list)
    for block in _divided(blocks.values(), ids, views, crowd):
        for place, k in enumerate(block):
            places[k].append((block, place))
    for k, id_ in enumerate(ids):
        near = {other for block, place in places[k] for other in block[max(0, place - crowd) : place + crowd + 1] if other > k}
        yield from ((id_, ids[other]) for other in sorted(near))


def _divided(blocks: Iterable[list[int]], ids: Sequence[str], views: Mapping[str, View], crowd: int) -> Iterator[list[int]]:
    for block in blocks:
        if len(block) <= crowd:
            yield block
            continue
        finer: dict[Key, list[int]] = collections.defaultdict(list)
        for k in block:
            for key in set(_finer_keys(views[ids[k]])):
                finer[key].append(k)
        for part in finer.values():
            yield part if len(part) <= crowd else sorted(part, key=lambda k: (*_time(views[ids[k]]), k))


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
