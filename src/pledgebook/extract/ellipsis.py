"""Goods that only a number, a pronoun or "such" stands for: "has since sent 2,000 more", "four of them were delivered"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from spacy.tokens import Token

from pledgebook.annotate.numbers import numeral
from pledgebook.extract.acts import act, acts_over
from pledgebook.extract.context import Context
from pledgebook.model.annotation import Item, Mention
from pledgebook.model.near import Near
from pledgebook.model.text import Span

OBJECTS = frozenset({"dobj", "nsubjpass", "pobj"})
PASSING = frozenset({"give", "contract", "receive", "deliver", "pledge", "commit", "request", "arrive"})
"""kinds of act done with goods that only a number stands for"""
GAP_LEAD = re.compile(r"(?:[,;]|\band|\bwhile)\s+(?:and\s+|while\s+)?(?:the\s+)?\Z")
GAP = re.compile(r"\s+(?:(?:for|with|of)\s+)?(?:another\s+)?")
"""what stands before and behind a giver whose verb is left out"""
REACH = 400
"""how many characters back the goods may stand"""


def elided_items(context: Context) -> list[Item]:
    """One item for each number that is given with its goods left out; it has the name of the last goods before it."""
    spans = [one.span for found in (context.annotated.items, context.annotated.money, context.annotated.dates) for one in found]
    taken = {t.i for span in spans for t in context.tokens(span)}
    near = Near([i for i in context.annotated.items if not i.general], lambda item: (item.span,))
    found: list[Item] = []
    for token in context.doc:
        if token.lower_ == "such" and (pointed := _such(token, context)) is not None:
            found.append(pointed)
            continue
        if token.pos_ == "PRON" and (meant := _meant(token, context)) is not None:
            span = Span(token.idx, token.idx + len(token))
            found.append(Item(span, span, meant.name, None, None, meant.code, meant.item_class, meant.aid_type, meant.general))
            continue
        came = token.dep_ == "nsubj" and context.words.kind(token.head) == "arrive"
        given = token.dep_ in OBJECTS or (token.dep_ == "nsubj" and token.head.tag_ == "VBN") or came or _of_another(token)
        if token.i in taken or not (_stands_alone(token, context) if given else _behind_giver(token, context)):
            continue
        if not any(step.kind in PASSING for step in acts_over(token, context.words)[:1]):
            continue
        named = [i for i in near.at(Span(max(token.idx - REACH, 0), token.idx)) if token.idx - REACH < i.span.end <= token.idx]
        if named:
            last = max(named, key=lambda i: i.span.end)
            count = token if token.like_num else next(c for c in token.children if c.like_num)
            span = Span(min(count.idx, token.idx), max(count.idx + len(count), token.idx + len(token)))
            found.append(Item(span, span, last.name, value_of(count), None, last.code, last.item_class, last.aid_type))
    return found


def _of_another(number: Token) -> bool:
    """Whether a number goes on with another's goods: "20 boats from Oslo and ten from Riga"."""
    return number.dep_ == "conj" and number.pos_ == "NUM" and any(c.dep_ == "prep" and c.lower_ == "from" for c in number.children)


def _such(such: Token, context: Context) -> Item | None:
    """The goods named before that a general word with "such" stands for: "will not give such weapons"; None where none were named."""
    general = next((i for i in context.annotated.items if i.general and i.name_span.start <= such.head.idx < i.name_span.end), None)
    here = context.sentence(such.idx)
    before = [i for i in context.annotated.items if not i.general and i.span.end <= such.idx and here - context.sentence(i.span.start) <= 1]
    if general is None or not before or such.nbor().lower_ == "as":
        return None
    meant = before[-1]
    return Item(general.span, general.span, meant.name, None, None, meant.code, meant.item_class, meant.aid_type)


def _meant(pronoun: Token, context: Context) -> Item | None:
    """The goods a pronoun stands for that go to the beneficiary: "buys guns and will give them to Kyiv"; None for others."""
    goods = pronoun.dep_ in ("dobj", "nsubjpass") and pronoun.lower_ in ("them", "these", "those", "it")
    step = act(pronoun.head, context.words) if goods else None
    if step is None or step.noun or step.kind not in ("give", "sell"):
        return None
    ways = [child for child in step.token.children if child.dep_ in ("prep", "dative") and child.lower_ in ("to", "with")]
    to = [noun for way in ways for noun in way.children if noun.dep_ == "pobj"]
    if not any(set(context.parties(noun)) & context.beneficiaries for noun in to):
        return None
    sentence = context.sentence_of(pronoun).span
    before = [item for item in context.annotated.items if sentence.start <= item.span.start and item.span.end <= pronoun.idx]
    head = context.head(before[-1].name_span) if before else None
    several = head is not None and head.tag_ in ("NNS", "NNPS")
    return before[-1] if before and several == (pronoun.lower_ != "it") else None


def gapped_goods(items: Sequence[Item], donors: Sequence[str], context: Context) -> list[tuple[Mention, Item]]:
    """Counted goods behind another giver whose verb is left out, with that giver: "Oslo will pay for 20 boats and Riga for two"."""
    found = []
    for before, item in itertools.pairwise(items):
        for mention in context.near_mentions.at(Span(before.span.end, item.span.start)) if item.quantity is not None else ():
            lead, gap = context.text[before.span.end : mention.span.start], context.text[mention.span.end : item.span.start]
            between = before.span.end <= mention.span.start and mention.span.end <= item.span.start
            giver = not mention.adjective and context.eligible(mention.code) and mention.code not in donors
            if between and giver and GAP_LEAD.search(lead) and GAP.fullmatch(gap):
                found.append((mention, item))
    return found


def _behind_giver(token: Token, context: Context) -> bool:
    """Whether a bare number stands directly behind a party and ends its phrase: "Oslo sent 20 boats, Riga five and Vilnius two"."""
    if token.pos_ != "NUM" or not token.like_num or not token.i or token.i + 1 >= len(token.doc):
        return False
    mention = context.mention_at.get(token.i - 1)
    ends = token.nbor().is_punct or token.nbor().lower_ in ("and", "while")
    return ends and mention is not None and not mention.adjective and context.eligible(mention.code)


def value_of(count: Token) -> float | None:
    """The number a word stands for; None where it stands for none."""
    try:
        return numeral(count.text) or None
    except ValueError:
        return None


def _stands_alone(token: Token, context: Context) -> bool:
    """Whether a word is a bare number, or "more" or "others" with one: "four", "2,000 more"."""
    if token.pos_ == "NUM" and token.like_num:
        if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.tag_ in ("JJ", "RB"):
            return False  # "the first of four" is one
        return not any(c.dep_ in ("quantmod", "compound") and c.text in "$€£" for c in token.children)
    return token.lower_ in context.words.words["elliptic"] and any(c.like_num for c in token.children)
