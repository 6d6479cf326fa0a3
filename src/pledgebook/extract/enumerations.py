"""Enumerations: goods of a list that the parser hangs elsewhere, which belong to what is done with the goods before them."""

from __future__ import annotations

import re

from spacy.tokens import Token

from pledgebook.extract.context import Context
from pledgebook.model.annotation import Item
from pledgebook.model.text import Span

JOINTS = frozenset({"and", "or", "&", "plus", "including"})
"""words that a list goes on with"""
GAP = 90
"""characters between two goods of a list, where what stands between is goods of no known name"""
BULLET = re.compile(r"(?:^|\s)(?:[•▪●◦*·]|--+|[–—-])\s")
"""a mark that stands by itself, no hyphen of a word"""
LISTED = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "DET", "PUNCT", "CCONJ", "SPACE", "SYM", "PART"})


def goes_on(item: Item, last: Item, context: Context) -> bool:
    """Whether goods go on a list that `last` stands in: between them are a comma, "and" or a bullet and further goods, and no verb.

    The word between may be unknown goods ("mine rollers" of "tanks, mine rollers and boats"); a new clause ends a list.
    """
    if not 0 < item.span.start - last.span.end <= GAP:
        return False
    between = [t for t in context.tokens(Span(last.span.end, item.span.start)) if last.span.end <= t.idx < item.span.start]
    if BULLET.search(context.text, last.span.end, item.span.start):
        return all(_of_a_list(t, context) for t in between)
    if context.sentence(item.span.start) != context.sentence(last.span.start) or any(t.text in ".:?!" for t in between):
        return False
    if not any(t.text in (",", ";") or t.lower_ in JOINTS for t in between):
        return False
    head = context.head(item.name_span)
    served = head.head if head is not None and head.dep_ == "conj" else head
    if served is not None and served.dep_ == "pobj" and served.head.lower_ == "for" and last.name_span.start < served.head.idx < last.name_span.end:
        return False  # "missiles for Patriot and HIMARS systems" are no systems
    return head is not None and not _acts(head) and all(_of_a_list(t, context) for t in between)


def _of_a_list(token: Token, context: Context) -> bool:
    if token.lower_ == "from" or any(t.dep_ == "prep" and t.lower_ == "from" for t in (token.head, token.head.head)):
        return True  # "10 guns from Oslo, 20 boats from Riga"
    if token.i in context.mention_at and not context.mention_at[token.i].adjective:
        return False
    return token.pos_ in LISTED or token.lower_ in JOINTS or token.lower_ in ("of", "as", "well") or token.tag_ in ("VBG", "VBN")


def _acts(head: Token) -> bool:
    """Whether goods are what a finite verb behind them is about, and so begin a clause."""
    while head.dep_ in ("compound", "conj", "nmod"):
        head = head.head
    return head.dep_ in ("nsubj", "nsubjpass") and head.head.tag_ in ("VBD", "VBZ", "VBP", "MD", "VBN") and head.head.i > head.i
