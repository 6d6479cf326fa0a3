"""Aid types: military, humanitarian, financial or several, by the goods and the words beside them."""

from __future__ import annotations

import re

from pledgebook.extract.context import Context
from pledgebook.model.annotation import Item
from pledgebook.model.claim import AidType


def type_of(items: list[Item], text: str, context: Context) -> AidType | None:
    """Military, humanitarian or financial by the goods and the words beside them; mixed where several hold."""
    kinds = {i.aid_type for i in items if i.aid_type and not i.general}
    words = set(re.findall(r"[a-z-]+", text.lower()))
    if not kinds:
        kinds = {kind for kind, listed in context.words.types.items() if words & listed}
    if ("military" in kinds and len(kinds) == 1) or not kinds:
        return AidType.MILITARY
    return AidType(next(iter(kinds))) if len(kinds) == 1 else AidType.MIXED
