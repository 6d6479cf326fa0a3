"""Aid types: military, humanitarian, financial or several, by the goods and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pledgebook.extract.context import Context
from pledgebook.extract.linear import scores
from pledgebook.model.annotation import Item
from pledgebook.model.claim import AidType

MODEL = "aid_type"
CLASSES = (AidType.MILITARY, AidType.HUMANITARIAN, AidType.FINANCIAL)
"""the rows of the model"""
_STEM = 6
"""letters of a word that the model sees"""


def type_of(items: Sequence[Item], text: str, context: Context) -> AidType:
    """The type of aid a clause tells of, by the goods alone, else by listed words; mixed where several hold, the dossier's where none does."""
    kinds = told_types(items, text, context)
    words = set(re.findall(r"[a-z-]+", text.lower()))
    if not kinds:
        # a parliament's aid bill holds several kinds
        (unsaid,) = context.words.words["unsaid_type"]
        return AidType.MIXED if words & context.words.words["lawmaking"] else AidType(unsaid)
    return AidType(next(iter(kinds))) if len(kinds) == 1 else AidType.MIXED


def told_types(items: Sequence[Item], text: str, context: Context) -> set[str]:
    """The types that goods tell, else those that listed words do; empty where neither tells any."""
    kinds = {i.aid_type for i in items if i.aid_type and not i.general}
    words = set(re.findall(r"[a-z-]+", text.lower()))
    return kinds or {kind for kind, listed in context.words.types.items() if words & listed}


def usual_type(donors: Sequence[str], scheme: str | None, context: Context) -> AidType | None:
    """The type a scheme or an institution gives when nothing is said: a development bank lends money; None for states."""
    found = next((one.aid_type for one in context.dossier.schemes if one.code == scheme), None)
    kinds = [kind for kind, codes in context.words.usual.items() if donors and set(donors) <= codes]
    return AidType(found) if found else AidType(kinds[0]) if kinds else None


def type_of_note(items: Sequence[Item], text: str, context: Context) -> AidType:
    """The type of aid that a registry note is entered under, by a small model over its words: never mixed, since an entry has one."""
    found = scores(MODEL, features(items, text, context))
    return CLASSES[max(range(len(CLASSES)), key=found.__getitem__)]


def features(items: Sequence[Item], text: str, context: Context) -> list[str]:
    """What the model sees of a note: the rules' answer, the kinds of goods, stems of words, organisations; never a state or a figure."""
    return list(dict.fromkeys(_features(items, text, context)))


def _features(items: Sequence[Item], text: str, context: Context) -> Iterator[str]:
    yield f"rule={type_of(items, text, context)}"
    for item in items:
        yield f"class={item.item_class}"
        yield f"goods={item.aid_type}&{item.general}"
    for item in items[:1]:
        yield f"first={item.item_class}"
        yield f"first={item.aid_type}"
    yield f"kinds={sorted({str(i.aid_type) for i in items if not i.general})}"
    yield f"all={sorted({str(i.aid_type) for i in items})}"
    organisations = {p.code for p in context.dossier.parties if p.kind == "organisation"}
    names: set[str] = set()
    for mention in context.annotated.mentions:
        names.update(re.findall(r"[a-z]+", mention.span.of(context.text).lower()))
        if mention.code in organisations:
            yield f"party={mention.code}"
    yield from (f"word={word[:_STEM]}" for word in re.findall(r"[a-z]{2,}", text.lower()) if word not in names)
