"""One fact reported in several places of a document is one claim with several pieces of evidence."""

from __future__ import annotations

import math

from pledgebook.extract.drafts import Draft
from pledgebook.model.claim import Stage
from pledgebook.model.text import DateRange

CLOSE = 0.005
"""share by which two figures of one amount may differ"""
STEP = 0.006
"""logarithm of the factor between steps of amounts; figures that are close are at most one step apart"""

APART = 30
"""days between two tellings from which a further amount is another one"""

_GIVING = frozenset({Stage.PLEDGED, Stage.COMMITTED, Stage.DELIVERED, Stage.CONTRACTED})
_ALIKE = [frozenset({Stage.PLEDGED, Stage.COMMITTED}), frozenset({Stage.PLEDGED, Stage.PROPOSED}), frozenset({Stage.CONTRACTED, Stage.PLEDGED})]


def merge_drafts(drafts: list[Draft]) -> list[Draft]:
    """The drafts with repeated facts folded into the fullest of them, in text order."""
    kept: list[Draft] = []
    alike: dict[_Figure, set[int]] = {}
    for draft in drafts:
        near = sorted({k for figure in _figures(draft, reach=1) for k in alike.get(figure, ())})
        same = next((k for k in near if same_fact(kept[k], draft)), None)
        if same is None:
            same = len(kept)
            kept.append(draft)
        else:
            kept[same] = _folded(kept[same], draft)
        for figure in _figures(kept[same], reach=0):
            alike.setdefault(figure, set()).add(same)
    return sorted(kept, key=lambda d: d.spans[0])


_Figure = tuple[str | None, int | None]


def _figures(draft: Draft, reach: int) -> list[_Figure]:
    """What drafts of one fact share: the currency and about the least amount, or the stage; with those `reach` steps beside."""
    if draft.money is None:
        return [(draft.stage, None)]
    least = draft.money.minimum
    if not least:
        return [(draft.money.currency, None)]
    step = math.floor(math.log(abs(least)) / STEP)
    return [(draft.money.currency, step + k) for k in range(-reach, reach + 1)]


def same_fact(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one document report one fact: like amount and givers, or like stage, givers and goods."""
    if a.parent is b or b.parent is a:
        return False
    if a.donors and b.donors and not (set(a.donors) <= set(b.donors) or set(b.donors) <= set(a.donors)):
        return False
    alike = a.stage is b.stage or any({a.stage, b.stage} <= pair for pair in _ALIKE)
    if a.money is not None and b.money is not None:
        if a.incremental != b.incremental and _months_apart(a, b):
            return False  # another $5m is not the $5m of spring
        same = a.money.currency == b.money.currency and _close(a.money.minimum, b.money.minimum) and _close(a.money.maximum, b.money.maximum)
        return same and alike
    if a.money is not None or b.money is not None or a.stage is not b.stage:
        return False
    if not a.items or not b.items:
        # all aid is held back or refused once
        return not a.items and not b.items and a.stage in (Stage.SUSPENDED, Stage.REFUSED)
    if _counted_apart(a, b):
        return False
    if _goods(a) == _goods(b) or all(item.general and item.quantity is None for item in a.items + b.items):
        return True
    return _held(a, b) or _held(b, a)


def echo_of(draft: Draft, drafts: list[Draft]) -> str:
    """Where else a document seems to tell the same: of the same `goods`, of goods or money where this draft has only general words, or `none`.

    With `before` or `after`: whether the other place comes first. It is a hint that two drafts are one fact, no proof.
    """
    codes = _codes(draft)
    general = draft.money is None and not codes
    found = "none"
    for other in drafts:
        if other is draft or (draft.donors and not set(draft.donors) & set(other.donors)):
            continue
        if draft.stage is not other.stage and not {draft.stage, other.stage} <= _GIVING:
            continue
        side = "before" if other.core.start < draft.core.start else "after"
        if draft.money is None and codes & _codes(other):
            return f"goods-{side}"
        if general and (other.money is not None or _codes(other)):
            found = f"general-{side}"
    return found


def _codes(draft: Draft) -> set[str]:
    return {item.code or item.name for item in draft.items if not item.general}


def _counted_apart(a: Draft, b: Draft) -> bool:
    """Whether the same goods stand in both with other numbers: 2,000 in March and 3,000 since are two gifts."""
    counts = {item.name.lower(): item.quantity for item in a.items}
    both = [item for item in b.items if item.quantity is not None and counts.get(item.name.lower()) is not None]
    return any(counts[item.name.lower()] != item.quantity for item in both) or (bool(both) and a.incremental != b.incremental and a.named and b.named)


def _held(small: Draft, large: Draft) -> bool:
    """Whether all goods of one draft are known goods of the other, and nothing says that they are further ones."""
    if small.incremental != large.incremental and (small.items[0].quantity is not None or small.incremental):
        return False
    if small.date is not None and large.date is not None and not _meet(small.date.range, large.date.range):
        return False
    counts = {item.code: item.quantity for item in large.items if item.code is not None}
    return all(item.code in counts and (item.quantity is None or item.quantity == counts[item.code]) for item in small.items)


def _months_apart(a: Draft, b: Draft) -> bool:
    if a.date is None or b.date is None or a.date.range is None or b.date.range is None:
        return False
    first, second = sorted((a.date.range, b.date.range), key=lambda days: days.first)
    return (second.first - first.last).days > APART


def _meet(a: DateRange | None, b: DateRange | None) -> bool:
    return a is None or b is None or (a.first <= b.last and b.first <= a.last)


def _close(a: float | None, b: float | None) -> bool:
    return a is b if a is None or b is None else abs(a - b) <= CLOSE * max(abs(a), abs(b))


def _goods(draft: Draft) -> frozenset[str]:
    return frozenset(" ".join(w.rstrip("s") for w in item.name.lower().split()) for item in draft.items)


def _weight(draft: Draft) -> tuple[int, int, int]:
    return (len(draft.items), len(draft.donors), len(draft.core))


def _folded(a: Draft, b: Draft) -> Draft:
    best, rest = (a, b) if _weight(a) >= _weight(b) else (b, a)
    best.spans = best.spans + [s for s in rest.spans if s not in best.spans]
    best.date = best.date or rest.date
    best.scheme = best.scheme or rest.scheme
    best.items = best.items or rest.items
    best.incremental = best.incremental or rest.incremental
    return best
