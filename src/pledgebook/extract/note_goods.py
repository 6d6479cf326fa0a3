"""The goods of a registry note, as registers enter them."""

from __future__ import annotations

import re

import msgspec

from pledgebook.annotate.goods import key
from pledgebook.annotate.item_lists import listed, without_umbrellas
from pledgebook.extract.context import Context
from pledgebook.extract.note_words import NoteWords, note_words
from pledgebook.extract.warrant import is_goods
from pledgebook.model.annotation import Item

_LISTED_THEN_BRACKET = re.compile(r"[^().;:]*\(([^()]*)\)")


def own_goods(asides: set[int], context: Context) -> tuple[Item, ...]:
    """The goods of a note as a register enters them, without those of other entries and those that only spell out others."""
    words = note_words(context.dossier)
    told = [i for i in context.annotated.items if context.sentence(i.span.start) not in asides and _is_worth(i, context, words)]
    goods = [i for i in told if not _is_elsewhere(i, words, context) and not _is_detail(i, told, context)]
    summed = [msgspec.structs.replace(i, general=i.general or _is_category(i, words)) for i in goods]
    kept = {i.span for i in without_umbrellas(summed, context.text, context.dossier)}
    return _entered(listed([i for i in goods if i.span in kept], context.text, context.dossier), words)


def _is_elsewhere(item: Item, words: NoteWords, context: Context) -> bool:
    """Whether goods are said to be another entry's: given before, taken in return, or listed "(in IEH5)"."""
    sentence = context.annotated.sentences[context.sentence(item.span.start)].span
    before, after = context.text[sentence.start : item.span.start], context.text[item.span.end : sentence.end]
    if words.in_return.search(before):
        return True
    bracket = _LISTED_THEN_BRACKET.match(after)
    return bracket is not None and (words.aside.search(bracket[1]) or words.left_out.search(bracket[1])) is not None


def _is_detail(item: Item, told: list[Item], context: Context) -> bool:
    """Whether uncounted goods in brackets spell out those before them: "80 tons of food (flour, milk)"."""
    opened = context.text.rfind("(", 0, item.span.start)
    if item.quantity is not None or opened < 0 or ")" in context.text[opened : item.span.start]:
        return False
    return any(not context.text[other.span.end : opened].strip() and other.span.end <= opened for other in told)


def _is_category(item: Item, words: NoteWords) -> bool:
    """Whether a name tells no more than a class of goods ("medical equipment"): beside an introducing word it sums up."""
    return key(item.name).endswith(words.categories)


def _is_worth(item: Item, context: Context, words: NoteWords) -> bool:
    """Whether an item is goods or a service that a register lists."""
    return is_goods(item, context) and item.item_class not in words.whole_classes


def _entered(items: tuple[Item, ...], words: NoteWords) -> tuple[Item, ...]:
    """The goods of a note as a register enters them: models by name, no "weapons" beside pistols, a number given later with its goods."""
    found: list[Item] = []
    for item in _without_kinds([_named(item, words) for item in items], words):
        if _is_vague(item, words) and any(not other.general for other in items):
            continue
        same = [k for k, known in enumerate(found) if _name(known) <= _name(item) or _name(item) <= _name(known)]
        if len(same) == 1 and (found[same[0]].quantity is None) != (item.quantity is None):
            known = found[same[0]]
            fuller, counted = (known if len(_name(known)) >= len(_name(item)) else item), (known if known.quantity is not None else item)
            found[same[0]] = msgspec.structs.replace(fuller, quantity=counted.quantity, unit=counted.unit)
        else:
            found.append(item)
    return tuple(found)


def _named(item: Item, words: NoteWords) -> Item:
    """An item as a register names it: by its model alone, as it is written ("MiG-29" of "MiG-29 fighters"), or by the usual word for it."""
    for model in words.models.get(item.code or "", ()):
        at = item.name.casefold().find(model.casefold())
        if at >= 0:
            item = msgspec.structs.replace(item, name=item.name[at : at + len(model)])
            break
    return msgspec.structs.replace(item, name=words.entered_as.get(key(item.name), item.name))


def _without_kinds(items: list[Item], words: NoteWords) -> list[Item]:
    """The items without those that only say what kind of thing a model beside them is: "howitzers" beside "Dana howitzers".

    A number stated for the kind goes to the model where there is one model of it, named as one, and that has none.
    """
    found = list(items)
    for item in items:
        kind = words.kinds.get(item.code or "")
        own = kind is not None and key(item.name) == kind
        models = [k for k, other in enumerate(found) if own and kind and other.code != item.code and words.kinds.get(other.code or "", "").endswith(kind)]
        counted = [k for k in models if found[k].quantity is not None]
        named = len(models) == 1 and bool(_name(item) & _name(found[models[0]]))
        if named and item.quantity is not None and not counted:
            found[models[0]] = msgspec.structs.replace(found[models[0]], quantity=item.quantity, unit=item.unit)
        if models and (item.quantity is None or len(models) > 1 or (named and not counted)):
            found.remove(item)
    return found


def _is_vague(item: Item, words: NoteWords) -> bool:
    """Whether an item is a general word without a number: weapons, military equipment."""
    return item.general and item.quantity is None and item.item_class in words.vague_classes


def _name(item: Item) -> frozenset[str]:
    return frozenset(key(word) for word in re.findall(r"[\w-]{2,}", item.name))
