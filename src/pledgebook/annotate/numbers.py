"""Numbers as news write them: British, American and continental digits, and English words."""

from __future__ import annotations

import re

DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:['’]\d{3})+(?:[.,]\d+)?"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?!\d)"
)
"""Pattern of a figure, without a sign; parse it with `figure`."""

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: n for n, word in enumerate((*_ONES, *_TEENS), 1)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_ONE = "(?:" + "|".join(sorted((*_ONES, *_TEENS), key=len, reverse=True)) + ")"
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-]{_ONE})?|{_ONE})"
_PART = r"(?:half|quarter)"

WORDS = (
    rf"(?:(?:(?:{_SMALL}|an?)[\s-]hundred(?:(?:[\s-]and)?[\s-]{_SMALL})?|{_SMALL})(?:[\s-]and[\s-]an?[\s-]{_PART})?"
    rf"|half(?:[\s-](?:of[\s-])?an?)?|(?:an?[\s-])?quarter[\s-]of[\s-]an?)(?![\w])"
)
"""Pattern (in lower case) of a number in words below a thousand, of "half a" and "two and a half"; parse it with `spelled`."""


def figure(digits: str, *, scaled: bool = False) -> float:
    """The value of a match of `DIGITS`; `scaled` says that "million" or the like follows.

    >>> figure("1,250"), figure("100.000"), figure("2,5"), figure("3.125", scaled=True), figure("1.234.567,89")
    (1250.0, 100000.0, 2.5, 3.125, 1234567.89)

    A lone point before three digits parts thousands, unless a scale follows or the figure starts with 0.
    """
    plain = re.sub(r"[\s'’]", "", digits)
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        decimal = "." if plain.rfind(".") > plain.rfind(",") else ","
    elif points + commas == 1:
        mark = "." if points else ","
        head, tail = plain.split(mark)
        grouping = len(tail) == 3 and len(head) <= 3 and not head.startswith("0") and not (mark == "." and scaled)
        decimal = "" if grouping else mark
    else:
        decimal = ""
    whole, _, part = plain.partition(decimal) if decimal else (plain, "", "")
    return float(re.sub(r"[.,]", "", whole) + ("." + part if part else ""))


def spelled(words: str) -> float:
    """The value of a match of `WORDS`.

    >>> spelled("twenty-five"), spelled("two-and-a-half"), spelled("half a"), spelled("one hundred and fifty")
    (25.0, 2.5, 0.5, 150.0)
    """
    parts = re.split(r"[\s-]+", words.casefold())
    if parts[0] == "half":
        return 0.5
    if "of" in parts:
        return 0.25
    value = 0.0
    for part in parts:
        if part == "hundred":
            value = (value or 1) * 100
        elif part == "half":
            value += 0.5
        elif part == "quarter":
            value += 0.25
        else:
            value += _VALUES.get(part, 0)
    return value


def numeral(text: str, *, scaled: bool = False) -> float:
    """The value of a match of `DIGITS` or `WORDS`."""
    return figure(text, scaled=scaled) if text[0].isdigit() else spelled(text)
