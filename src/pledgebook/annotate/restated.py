"""Amounts that brackets restate in other currencies: they say nothing new, and the parser loses its way in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pledgebook.model.annotation import Money
from pledgebook.model.text import Span

_OPENS = re.compile(r"\s?[(\[](?:[a-z]+\s){0,2}")
_GOES_ON = re.compile(r"[;,]\s(?:[a-z]+\s){0,2}")


def restated_in_brackets(text: str, money: Sequence[Money]) -> tuple[Span, ...]:
    """The brackets directly behind an amount that hold nothing but amounts in other currencies; `money` in text order.

    >>> from pledgebook.model.text import Span
    >>> text = "a loan of €90bn (£79bn; about $105bn)"
    >>> money = [Money(Span(10, 15), 9e10, 9e10, "EUR"), Money(Span(17, 22), 7.9e10, 7.9e10, "GBP"), Money(Span(24, 36), 1.05e11, 1.05e11, "USD")]
    >>> [span.of(text) for span in restated_in_brackets(text, money)]
    [' (£79bn; about $105bn)']
    """
    found = []
    for k, amount in enumerate(money[:-1]):
        last = k + 1
        if amount.currency == money[last].currency or not _OPENS.fullmatch(text, amount.span.end, max(money[last].span.start, amount.span.end)):
            continue
        while last + 1 < len(money) and _GOES_ON.fullmatch(text, money[last].span.end, max(money[last + 1].span.start, money[last].span.end)):
            last += 1
        end = money[last].span.end
        if text[end : end + 1] in (")", "]"):
            found.append(Span(amount.span.end, end + 1))
    return tuple(found)
