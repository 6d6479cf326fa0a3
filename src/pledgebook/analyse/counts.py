"""How many of which goods each donor promised and delivered, with what nobody counted kept apart from none.

Each act counts once, at its stage. Goods of a part are those of its whole where the whole names them too, and goods
given by several together stand in a row of their own, as their money does.
"""

from __future__ import annotations

import collections
import math
from collections.abc import Iterable

import msgspec

from pledgebook.analyse.totals import JOINT, NOBODY, row
from pledgebook.dossier.schema import Dossier
from pledgebook.model.claim import CountsAs, Realis, Stage
from pledgebook.model.ledger import AidEntry
from pledgebook.resolve.goods import Goods

STAGES = (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED, Stage.DELIVERED)
NO_ACT = (CountsAs.CONTAINER, CountsAs.UMBRELLA, CountsAs.UNIT_PRICE)
"""amounts whose goods are told of, and not given"""


class Count(msgspec.Struct, frozen=True):
    """How many of some goods a donor's row (a code, `joint` or `unknown`) has at a stage.

    `number` is None where no report says how many, and never 0 for that; `uncounted` of the `entries` say no number,
    so that it is then at least `number`. `unit` is "tonnes" and the like, None for pieces.
    """

    donor: str
    good: str
    unit: str | None
    stage: Stage
    number: float | None
    uncounted: int
    entries: tuple[str, ...]


def counts(entries: Iterable[AidEntry], dossier: Dossier) -> tuple[Count, ...]:
    """Every count by donor, goods and stage, `joint` and `unknown` last; words such as "weapons" tell no goods."""
    goods = Goods(dossier)
    listed = list(entries)
    names = _spelled(listed, goods) | {item.code: item.name for item in dossier.items}
    held = {entry.id: _numbers(entry, goods) for entry in listed if _given(entry)}
    stages = {entry.id: entry.stage for entry in listed}
    cells: dict[tuple[str, str, str | None, Stage], dict[str, float | None]] = collections.defaultdict(dict)
    for entry in listed:
        whole = held.get(entry.part_of or "", {}) if stages.get(entry.part_of or "") is entry.stage else {}
        for (key, unit), number in held.get(entry.id, {}).items():
            if (key, unit) not in whole:
                cells[row(entry), names[key], unit, entry.stage][entry.id] = number
    ordered = sorted(cells.items(), key=lambda cell: (cell[0][0] in (JOINT, NOBODY), cell[0][0], cell[0][1], cell[0][2] or "", STAGES.index(cell[0][3])))
    return tuple(_count(*key, told) for key, told in ordered)


def _count(donor: str, good: str, unit: str | None, stage: Stage, told: dict[str, float | None]) -> Count:
    known = [number for number in told.values() if number is not None]
    return Count(donor, good, unit, stage, math.fsum(known) if known else None, len(told) - len(known), tuple(sorted(told)))


def _spelled(entries: Iterable[AidEntry], goods: Goods) -> dict[str, str]:
    """How reports spell goods; of several spellings the first of the alphabet."""
    found = {(good.key, item.name) for entry in entries for item, good in zip(entry.items, goods.of(entry.items), strict=True)}
    return dict(sorted(found, reverse=True))


def _given(entry: AidEntry) -> bool:
    return entry.stage in STAGES and entry.realis not in (Realis.NEGATED, Realis.HYPOTHETICAL) and entry.counts_as not in NO_ACT


def _numbers(entry: AidEntry, goods: Goods) -> dict[tuple[str, str | None], float | None]:
    """How many of each goods an entry tells of; named twice, the greater number."""
    found: dict[tuple[str, str | None], float | None] = {}
    for item, good in zip(entry.items, goods.of(entry.items), strict=True):
        if not good.general:
            before = found.get((good.key, item.unit))
            found[good.key, item.unit] = good.quantity if before is None else max(before, good.quantity or before)
    return found
