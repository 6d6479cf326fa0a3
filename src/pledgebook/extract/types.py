"""Aid types: military, humanitarian, financial or several, by the goods and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pledgebook.extract.context import Context
from pledgebook.extract.linear import scores
from pledgebook.model.annotation import Item
from pledgebook.model.claim import AidType

MODEL = "aid_type"
CLASSES = (AidType.MILITARY, AidType.HUMANITARIAN, AidType.FINANCIAL, AidType.MIXED)
"""the rows of the model"""


def type_of(items: Sequence[Item], text: str, context: Context, *, note: bool = False) -> AidType:
    """The type of aid that a clause tells of; of a registry note (`note`) the whole entry, since it is about one gift.

    `items` are the goods the clause names and `text` its words; military where nothing tells.
    """
    found = scores(MODEL, features(items, text, context, note=note))
    return CLASSES[max(range(len(CLASSES)), key=found.__getitem__)]


def ruled(items: Sequence[Item], text: str, context: Context) -> AidType:
    """The type by the goods alone, else by listed words; mixed where several hold."""
    kinds = {i.aid_type for i in items if i.aid_type and not i.general}
    words = set(re.findall(r"[a-z-]+", text.lower()))
    if not kinds:
        kinds = {kind for kind, listed in context.words.types.items() if words & listed}
    if ("military" in kinds and len(kinds) == 1) or not kinds:
        return AidType.MILITARY
    return AidType(next(iter(kinds))) if len(kinds) == 1 else AidType.MIXED


def features(items: Sequence[Item], text: str, context: Context, *, note: bool) -> list[str]:
    """What the model sees of a clause or note: the rule's answer, its goods, its words without the names of parties."""
    place = "note" if note else "clause"
    plain = list(_plain(items, text, context))
    return [f"{place}", *plain, *(f"{place}:{one}" for one in plain)]


def _plain(items: Sequence[Item], text: str, context: Context) -> Iterator[str]:
    yield f"rule={ruled(items, text, context)}"
    for item in items:
        yield f"class={item.item_class}"
        yield f"goods={item.aid_type}&{item.general}"
    names = {word for m in context.annotated.mentions for word in re.findall(r"[a-z]+", m.span.of(context.text).lower())}
    words = [word for word in re.findall(r"[a-z]+", text.lower()) if word not in names and len(word) > 1]
    yield from (f"word={word}" for word in words)
    yield from (f"pair={one} {two}" for one, two in zip(words, words[1:], strict=False))
