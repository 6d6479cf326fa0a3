"""A frame: one act with the money and goods it concerns."""

from __future__ import annotations

import msgspec
from spacy.tokens import Token

from pledgebook.extract.acts import Act
from pledgebook.extract.grammar import objects
from pledgebook.extract.stages import Verdict
from pledgebook.model.annotation import Item, Money


class Frame(msgspec.Struct):
    """An act with the money and goods it concerns; `acts` innermost first, `noun` the phrase that holds them."""

    acts: tuple[Act, ...]
    verdict: Verdict
    noun: Token
    money: list[Money]
    items: list[Item]
    heads: list[Token]
    below: bool = False
    """the act is a participle or relative clause under the noun: "weapons supplied by Poland" """

    @property
    def inner(self) -> Act:
        return self.acts[0]

    def take(self, one: Money | Item, head: Token) -> None:
        """Adds money or goods with the token they hang on."""
        if isinstance(one, Money):
            self.money.append(one)
        else:
            self.items.append(one)
        self.heads.append(head)


def _phrase(head: Token) -> list[Token]:
    """A noun and the nouns above it in the same phrase: million, aid, package."""
    found = [head]
    node = head
    for _ in range(6):
        if node.dep_ in ("compound", "nummod", "quantmod", "amod", "nmod", "npadvmod", "conj") or (
            node.dep_ == "pobj" and node.head.lower_ in ("of", "in", "worth", "for", "as", "like", "including")
        ):
            node = node.head
            if node.dep_ == "prep":
                node = node.head
            if node.pos_ in ("NOUN", "PROPN", "NUM", "SYM", "ADJ"):
                found.append(node)
                continue
        break
    return found


def phrase_nouns(head: Token) -> list[Token]:
    """A noun, those above it in its phrase, and what an amount is an amount of: million, aid, package."""
    return [*_phrase(head), *_kind_of(head)]


def _kind_of(head: Token) -> list[Token]:
    """The noun that says what an amount is an amount of: aid, in "$5m in aid"."""
    unit = head.head if head.dep_ in ("nummod", "quantmod", "compound") and head.head.pos_ in ("NUM", "NOUN", "SYM") else head
    if unit.pos_ not in ("NUM", "SYM"):
        return []
    return objects(unit, "in", "of")
