"""The type of aid that a clause of a report tells of, where goods and words of several types stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pledgebook.extract.context import Context
from pledgebook.extract.types import told_types, type_of, usual_type
from pledgebook.model.annotation import Item
from pledgebook.model.claim import AidType

_PAIR = re.compile(r"\b([a-z-]+)(?:,? and |, )([a-z-]+)\b")
_NO_AID = re.compile(r"\bfiscal year\b|\b[a-z]+ (?:and [a-z]+ )?sanctions\b")
_FOR = re.compile(r"\bfor (?:the |its |their )?(?:[a-z]+ )?([a-z]+)\b")


def kind_of(items: Sequence[Item], text: str, context: Context, donors: Sequence[str] = (), scheme: str | None = None) -> AidType:
    """The type of aid of a clause: that of its goods or words; of a list of goods that of most; money for an army is military.

    "Military and economic aid" is mixed whatever goods are listed with it. Where nothing is said it is the type that the
    scheme or the institution usually gives.
    """
    usual = usual_type(donors, scheme, context) if not told_types(items, text, context) else None
    if usual is not None:
        return usual
    listed = context.words.types
    lowered = _NO_AID.sub("", text.lower())
    named = [{kind for kind, words in listed.items() if word in words} for pair in _PAIR.findall(lowered) for word in pair]
    if any(one and other and not one & other for one, other in zip(named[::2], named[1::2], strict=True)):
        return AidType.MIXED
    goods = [item.aid_type for item in items if item.aid_type and not item.general]
    found = type_of(items, lowered, context)
    if found is not AidType.MIXED:
        return found
    if goods:
        most = max(sorted(set(goods)), key=goods.count)
        return AidType(most) if goods.count(most) * 2 > len(goods) else found
    return AidType.MILITARY if any(word in listed["military"] for word in _FOR.findall(lowered)) else found
