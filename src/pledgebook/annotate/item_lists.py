"""The items of one passage as a list: each thing once, without the words that only introduce it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pledgebook.annotate.compiled import per_dossier
from pledgebook.annotate.goods import key
from pledgebook.dossier.schema import Dossier
from pledgebook.model.annotation import Item


def listed(items: Sequence[Item], text: str, dossier: Dossier) -> tuple[Item, ...]:
    """The items of a passage, in order, each once and without introducing general words.

    `items` are those of one claim's evidence, in the order of the text.
    """
    return distinct(without_umbrellas(items, text, dossier))


def without_umbrellas(items: Sequence[Item], text: str, dossier: Dossier) -> tuple[Item, ...]:
    """The items without general words that only introduce what follows ("military equipment, including howitzers")."""
    introduces = _introducers(dossier)
    kept = []
    for item, following in zip(items, (*items[1:], None), strict=False):
        gap = text[item.span.end : following.span.start] if following else ""
        if not (item.general and item.quantity is None and following and introduces.fullmatch(gap)):
            kept.append(item)
    return tuple(kept)


def distinct(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items with repeated mentions folded into the first; a number stated at any of them is kept.

    Two mentions are one thing where one name holds all words of the other and their numbers do not differ.
    """
    found: list[Item] = []
    for item in items:
        k = next((k for k, known in enumerate(found) if _is_same(known, item)), None)
        if k is None:
            found.append(item)
        elif found[k].quantity is None and item.quantity is not None:
            found[k] = msgspec.structs.replace(found[k], quantity=item.quantity, unit=item.unit)
    return tuple(found)


def _is_same(known: Item, item: Item) -> bool:
    mine, other = _words(known.name), _words(item.name)
    if not (mine <= other or other <= mine) or known.general != item.general:
        return False
    if known.code != item.code and mine != other:
        return False
    return known.quantity is None or item.quantity is None or known.quantity == item.quantity


def _words(name: str) -> frozenset[str]:
    return frozenset(key(word) for word in re.findall(r"[\w-]{2,}", name))


@per_dossier
def _introducers(dossier: Dossier) -> re.Pattern[str]:
    strong = "|".join(map(re.escape, dossier.terms("items", "introducers", "strong"))) or "(?!)"
    weak = "|".join(map(re.escape, dossier.terms("items", "introducers", "weak"))) or "(?!)"
    return re.compile(rf"\s*(?:[,:–—(-]+\s*)?(?:{weak})\b.{{0,40}}|[^.;:]{{0,48}}?[,–—(\s]+(?:{strong})\b.{{0,40}}|\s*[:–—]\s*", re.DOTALL)
