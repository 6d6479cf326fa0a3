"""Goods and services in running text: their names in its words, with the numbers stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from pledgebook.annotate.compiled import per_dossier
from pledgebook.annotate.goods import Goods, Hit, Token, beside, goods_of, singular, tokens_of
from pledgebook.annotate.quantity import Count, counts_of
from pledgebook.dossier.schema import Dossier, ItemKind
from pledgebook.model.annotation import Item, Money
from pledgebook.model.text import Document, Span

_MONEY = 1000
"""from where a number of packages or loans is an amount whose currency stands elsewhere: "1,000 million new loan package" """
_LISTED = re.compile(r"\s*,?\s*(?:(?:and|or|as well as|plus|&)\s+)?(?:[\w,.]+\s+){0,3}")


def find_items(document: Document, dossier: Dossier, money: tuple[Money, ...]) -> tuple[Item, ...]:
    """Every mention of goods or services in a document's cleaned text, in order."""
    return items_in(document.text, dossier, money)


def items_in(text: str, dossier: Dossier, money: Sequence[Money] = ()) -> tuple[Item, ...]:
    """Every mention of goods or services in `text`, in order; numbers inside `money` count no goods."""
    goods = goods_of(dossier)
    tokens = tokens_of(text)
    phrases = _runs(text, tokens, goods)
    phrases = [_without_package(phrase, tokens, goods) for phrase in phrases if _stands(phrase, text, tokens, goods)]
    phrases = _joined(phrases, text, tokens, dossier)
    before = counts_of(dossier).before
    counts = [before(text, tokens, phrase.first, money) if phrase.countable else Count(tokens[phrase.first].start, phrase.first) for phrase in phrases]
    counts = [_counted(phrase, count, text, dossier) for phrase, count in zip(phrases, counts, strict=True)]
    kept = [k for k in range(len(phrases)) if not _is_weak(k, phrases, counts, text, tokens, goods)]
    found = [_item(phrases[k], counts[k], text, tokens, goods) for k in kept]
    return tuple(sorted(found, key=lambda item: item.span))


def _counted(phrase: _Phrase, count: Count, text: str, dossier: Dossier) -> Count:
    """The count before a name, else the one behind it."""
    if count.quantity is not None or count.unit or not phrase.countable or phrase.head is not None:
        return count
    return counts_of(dossier).behind(text, phrase.end, count)


class _Phrase(msgspec.Struct, frozen=True):
    """Tokens `[first, last)` that name goods.

    `head` is the noun borrowed from a coordinated name; a number before a name that is not `countable` counts something else.
    """

    first: int
    last: int
    hits: tuple[Hit, ...]
    end: int
    head: str | None = None
    countable: bool = True


def _runs(text: str, tokens: list[Token], goods: Goods) -> list[_Phrase]:
    """Names as runs of modifiers, designations, items and head nouns, cut back to their last noun."""
    hits, found, at = goods.hits(tokens, text), [], 0
    while at < len(tokens):
        first, inside, last_noun, telling = at, [], at, False
        while at < len(tokens) and (at == first or beside(text, tokens[at - 1], tokens[at])):
            if at in hits:
                inside.append(hits[at])
                at = last_noun = hits[at].last
                continue
            token = tokens[at]
            if goods.is_head(token) and (inside or (telling and not goods.is_weak_head(token))):
                last_noun = at + 1
            elif not goods.is_modifier(token):
                break
            telling = telling or goods.is_telling(token)
            at += 1
        if last_noun > first:
            begin = _without_edge(tokens, first, last_noun, inside, goods)
            begin = _without_verb(tokens, begin, inside, goods)
            found.append(_Phrase(begin, last_noun, tuple(hit for hit in inside if hit.first >= begin), tokens[last_noun - 1].end))
        elif at > first and goods.is_telling(tokens[at - 1]):
            found.append(_Phrase(first, at, (), tokens[at - 1].end))
        at = max(at, first + 1)
    return found


def _without_edge(tokens: list[Token], first: int, last: int, hits: list[Hit], goods: Goods) -> int:
    """The first token of a name, without "US-made" and "much-needed" before it."""
    stop = min(hits[0].first if hits else last - 1, last - 1)
    while first < stop and (goods.is_edge(tokens[first]) or (first and (tokens[first - 1].low, tokens[first].low) in goods.adverbs)):
        first += 1
    return first


def _without_verb(tokens: list[Token], first: int, hits: list[Hit], goods: Goods) -> int:
    """The first token of a name, without the verb in "supplies weapons" and "to fund training"."""
    if len(hits) < 2 or hits[0].first != first or hits[0].last != first + 1 or tokens[first].low not in goods.verb_prone:
        return first
    governed = first > 0 and tokens[first - 1].low in goods.governors
    return first + 1 if governed or tokens[first].low.endswith("s") else first


def _without_package(phrase: _Phrase, tokens: list[Token], goods: Goods) -> _Phrase:
    """ "Weapons" of "two weapons packages" and "two weapons shipments", where the number counts packages."""
    after = tokens[phrase.last].low if phrase.last < len(tokens) else ""
    if after in goods.consignments:
        return msgspec.structs.replace(phrase, countable=False)
    if len(phrase.hits) < 2:
        return phrase
    whole, last = phrase.hits[-1], phrase.hits[-2]
    if whole.kind.item_class not in goods.whole_classes or last.kind.item_class in goods.whole_classes or not last.kind.general:
        return phrase
    return msgspec.structs.replace(phrase, last=last.last, hits=phrase.hits[:-1], end=tokens[last.last - 1].end, countable=False)


def _stands(phrase: _Phrase, text: str, tokens: list[Token], goods: Goods) -> bool:
    """Whether a name is one of goods here: not hostile, no verb, not a modifier of something else, no surname."""
    before = tokens[phrase.first - 1] if phrase.first and beside(text, tokens[phrase.first - 1], tokens[phrase.first]) else None
    after = tokens[phrase.last] if phrase.last < len(tokens) and beside(text, tokens[phrase.last - 1], tokens[phrase.last]) else None
    if before and before.low.replace("’", "'") in goods.hostile:
        return False
    if after and (after.low in goods.not_before or singular(after.low) in goods.not_before):
        return False
    if phrase.last - phrase.first > 1 or not phrase.hits:
        return True
    word = tokens[phrase.first]
    if word.low.endswith("ing") and after and after.low == "and" and phrase.last + 1 < len(tokens) and tokens[phrase.last + 1].low in goods.gerunds:
        return False
    if word.low in goods.verb_prone and before and before.low in goods.governors:
        return False
    return phrase.hits[0].alias.casefold() not in goods.needs_company or not _is_somebody(word, before, after, goods)


def _is_somebody(word: Token, before: Token | None, after: Token | None, goods: Goods) -> bool:
    """Whether a name that is also a surname or a title stands for a person or a law here."""
    if after is not None and (after.text[:1].isupper() or after.low in goods.person_verbs):
        return True
    if before is None or not before.text[:1].isupper() or not before.text[0].isalpha():
        return False
    return not goods.is_edge(before) and before.low not in ("the", "a", "an", "and", "of") and not before.low.endswith(("'s", "’s"))


def _joined(phrases: list[_Phrase], text: str, tokens: list[Token], dossier: Dossier) -> list[_Phrase]:
    """Names joined over "of", "for" and brackets, and coordinated modifiers completed with the noun they share."""
    joins = _joins(dossier)
    joined: list[_Phrase] = []
    for phrase in phrases:
        phrase = joins.from_container(phrase, text, tokens)
        last = joined[-1] if joined else None
        if last is not None and _is_partial(last, tokens, dossier):
            joined.pop()
            completed = _completed(last, phrase, text, tokens, dossier)
            joined += [completed] if completed else []
            last = joined[-1] if joined else None
        elif last is not None:
            joined[-1] = last = _sharing(last, phrase, text, tokens)
        if last is None:
            joined.append(phrase)
        elif joins.reaches(last, phrase, text, tokens):
            joined[-1] = _Phrase(last.first, phrase.last, (*last.hits, *phrase.hits), phrase.end)
        elif joins.in_brackets(last, phrase, text, tokens):
            joined[-1] = msgspec.structs.replace(last, last=phrase.last, hits=(*last.hits, *phrase.hits), end=phrase.end + 1, head=last.head or "")
        elif joins.same_again(last, phrase, text, tokens):
            continue
        else:
            joined.append(phrase)
    goods = goods_of(dossier)
    return [
        phrase
        for phrase in joined
        if phrase.head is not None or ((phrase.hits or goods.is_head(tokens[phrase.last - 1])) and not _is_partial(phrase, tokens, dossier))
    ]


def _is_partial(phrase: _Phrase, tokens: list[Token], dossier: Dossier) -> bool:
    """Whether a name still lacks its noun ("anti-tank", "secure communication")."""
    goods, word = goods_of(dossier), tokens[phrase.last - 1]
    return phrase.head is None and goods.is_telling(word) and not goods.is_head(word) and not word.low.endswith("s")


def _completed(partial: _Phrase, whole: _Phrase, text: str, tokens: list[Token], dossier: Dossier) -> _Phrase | None:
    """ "anti-tank" of "anti-tank and anti-aircraft missiles", with the missiles; None where nothing is shared."""
    gap = text[partial.end : tokens[whole.first].start]
    shared = re.fullmatch(r"\s*(?:and|or|,|/|and/or)\s*", gap) and whole.last - whole.first > 1 and not _is_partial(whole, tokens, dossier)
    if not shared:
        nouns = partial.hits and "-" not in tokens[partial.last - 1].low
        return msgspec.structs.replace(partial, head="") if nouns else None
    head = tokens[whole.last - 1].text
    names = (text[tokens[k].start : partial.end] + " " + head for k in range(partial.first, partial.last))
    kinds = [kind for name in names for kind in goods_of(dossier).named(name)]
    hits = tuple(Hit(partial.first, partial.last, kind, "") for kind in kinds[:1]) or partial.hits or tuple(whole.hits[-1:])
    return msgspec.structs.replace(partial, head=head, hits=hits)


def _sharing(model: _Phrase, whole: _Phrase, text: str, tokens: list[Token]) -> _Phrase:
    """ "M777" of "M777 and M109 howitzers", with the howitzers; as it was where nothing is shared."""
    if model.head is not None or len(model.hits) != 1 or not whole.hits or model.last - model.first != model.hits[0].last - model.hits[0].first:
        return model
    mine = model.hits[0]
    plural = tokens[model.last - 1].text.endswith("s") and not mine.alias.endswith("s")
    named = mine.alias[:1].isupper() and whole.hits[0].alias[:1].isupper() and whole.hits[0].first == whole.first
    shared = next((k for k in range(whole.first + 1, whole.last) if tokens[k].text.islower()), whole.last)
    if plural or not named or shared == whole.last or not re.fullmatch(r"\s+(?:and|or)\s+", text[model.end : tokens[whole.first].start]):
        return model
    return msgspec.structs.replace(model, head=text[tokens[shared].start : tokens[whole.last - 1].end])


class _Joins:
    """Which names belong together; compiled from `words/items.toml`."""

    def __init__(self, dossier: Dossier) -> None:
        self.containers = frozenset(dossier.terms("items", "containers", "words"))
        self.over_for = frozenset(dossier.terms("items", "joins", "for"))
        self.over_on = frozenset(dossier.terms("items", "joins", "on"))
        again = "|".join(sorted(map(re.escape, dossier.terms("items", "joins", "also")), key=len, reverse=True)) or "(?!)"
        self.again = re.compile(rf",?\s+(?:{again})\s+(?:the\s+|as\s+)?")

    def from_container(self, phrase: _Phrase, text: str, tokens: list[Token]) -> _Phrase:
        """ "sets of body armor" from "body armor"."""
        first = phrase.first
        if first < 2 or tokens[first - 1].low != "of" or tokens[first - 2].low not in self.containers or not beside(text, tokens[first - 2], tokens[first - 1]):
            return phrase
        return msgspec.structs.replace(phrase, first=first - 2)

    def same_again(self, last: _Phrase, phrase: _Phrase, text: str, tokens: list[Token]) -> bool:
        """ "High Mobility Artillery Rocket Systems, or HIMARS" names one thing, as does a long form in brackets."""
        gap = text[last.end : tokens[phrase.first].start]
        codes = {hit.kind.code for hit in last.hits}
        if not phrase.hits or phrase.hits[0].kind.code not in codes:
            return False
        return ("," in gap and bool(self.again.fullmatch(gap))) or (gap.strip() == "(" and text[phrase.end : phrase.end + 1] == ")")

    def reaches(self, last: _Phrase, phrase: _Phrase, text: str, tokens: list[Token]) -> bool:
        """ "rounds of ammunition", "ammunition for howitzers", "missiles for Kyiv's launchers", "training on HIMARS"."""
        if phrase.first < last.last:
            return True
        gap = re.sub(r"\s+(?:the|these|those|their|its|such|[A-Z]\w+['’]s)(?=\s)", "", text[last.end : tokens[phrase.first].start]).strip()
        code = last.hits[-1].kind.code if last.hits else ""
        if gap == "of":
            return tokens[last.last - 1].low in self.containers
        return (gap == "for" and code in self.over_for) or (gap in ("on", "for", "in") and code in self.over_on)

    def in_brackets(self, last: _Phrase, phrase: _Phrase, text: str, tokens: list[Token]) -> bool:
        """ "Rocket System (RS)": of the name and its short form one is a single word."""
        enclosed = text[last.end : tokens[phrase.first].start].strip() == "(" and text[phrase.end : phrase.end + 1] == ")"
        return enclosed and 1 in (last.last - last.first, phrase.last - phrase.first)


_joins = per_dossier(_Joins)


def _is_weak(k: int, phrases: list[_Phrase], counts: list[Count], text: str, tokens: list[Token], goods: Goods) -> bool:
    """Whether a lone everyday word ("water") has neither a number nor a neighbour in a list of goods."""
    phrase = phrases[k]
    if phrase.last - phrase.first > 1 or tokens[phrase.first].low not in goods.everyday or counts[k].quantity is not None or counts[k].unit:
        return False
    if phrase.first and tokens[phrase.first - 1].low in goods.further and beside(text, tokens[phrase.first - 1], tokens[phrase.first]):
        return False  # "more artillery"
    before = text[phrases[k - 1].end : tokens[phrase.first].start] if k else None
    after = text[phrase.end : tokens[phrases[k + 1].first].start] if k + 1 < len(phrases) else None
    return not any(gap is not None and len(gap) < 24 and _LISTED.fullmatch(gap) and re.search(r",|\band\b|\bor\b", gap) for gap in (before, after))


def _item(phrase: _Phrase, count: Count, text: str, tokens: list[Token], goods: Goods) -> Item:
    start = tokens[min(phrase.first, count.first)].start
    name = re.sub(r"\s+", " ", text[start : phrase.end])
    if phrase.head:
        name = f"{name} {phrase.head}"
    kind = _kind(phrase, goods)
    return Item(
        span=Span(min(count.start, start), max(phrase.end, count.end)),
        name_span=Span(start, phrase.end),
        name=name,
        quantity=None if kind is not None and kind.item_class in goods.uncounted and (count.quantity or 0) >= _MONEY else count.quantity,
        unit=count.unit,
        code=kind.code if kind and not kind.general else None,
        item_class=kind.item_class if kind else None,
        aid_type=(kind.aid_type or None) if kind else None,
        general=kind is not None and (kind.item_class in goods.whole_classes or all(hit.kind.general for hit in phrase.hits)),
    )


def _kind(phrase: _Phrase, goods: Goods) -> ItemKind | None:
    """What a name names: its ammunition if it ends in that, else the model it names, else its last item."""
    if not phrase.hits:
        return None
    first, last = phrase.hits[0].kind, phrase.hits[-1].kind
    if last.item_class in goods.whole_classes:
        return last
    if first.item_class in goods.reaching_classes and not (first.general and last.item_class == first.item_class):
        return first
    if last.item_class in goods.reaching_classes and not last.general:
        return last
    named = [hit.kind for hit in phrase.hits if hit.alias[:1].isupper()]
    return (named or [hit.kind for hit in reversed(phrase.hits) if not hit.kind.general] or [last])[0]
