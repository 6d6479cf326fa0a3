"""Patterns of many forms, tried only where the first letters of one of them stand."""

from __future__ import annotations

import re

# the parser of patterns has no public name
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LETTERS = 5
"""first letters that are looked at; fewer let more words pass, more make a longer list of them"""
_CLASSES = {codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w"}
_OTHER_FORMS = {"i": "\u0130\u0131", "k": "\u212a", "s": "\u017f"}
"""what else a letter stands for where case is ignored: dotted and dotless i, the sign for kelvin, the long s"""

_Opening = tuple[tuple[str, ...], bool]
"""the first letters of a match as patterns of one letter each, and whether what follows in the pattern comes next; if not, anything may"""
_Openings = frozenset[_Opening]
_BOUNDLESS: _Openings = frozenset({((), False)})
_EMPTY: _Openings = frozenset({((), True)})


def hastened(pattern: str, flags: int = 0) -> str:
    """A pattern that matches the same under these flags, but tries its forms only behind a look at their first letters.

    >>> hastened(r"(?:the )?(?:week|day)s?")
    '(?=(?:day|the\\\\ (?:d|w)|week))(?:(?:the )?(?:week|day)s?)'
    """
    parts = _parser.parse(pattern, flags)
    tree: dict[str, Any] = {}
    for letters, _ in _of_all(parts, parts.state.flags):
        node = tree
        for letter in letters:
            if "" in node:
                break
            node = node.setdefault(letter, {})
        else:
            node.clear()
            node[""] = {}
    return f"(?={_written(tree)})(?:{pattern})"


def _written(node: dict[str, Any]) -> str:
    if "" in node:
        return ""
    branches = [letter + _written(after) for letter, after in sorted(node.items())]
    return f"(?:{'|'.join(branches)})" if len(branches) > 1 else "".join(branches)


def _of_all(parts: Any, flags: int) -> _Openings:
    """How what matches some parts of a pattern, one after another, begins."""
    found = _EMPTY
    for code, told in parts:
        if all(len(letters) >= LETTERS or not goes_on for letters, goes_on in found):
            break
        after = _of_one(code, told, flags)
        longer = {(letters + more, further) for letters, goes_on in found if goes_on for more, further in after}
        found = frozenset((letters[:LETTERS], further) for letters, further in longer) | {opening for opening in found if not opening[1]}
    return found


def _of_one(code: Any, told: Any, flags: int) -> _Openings:
    if code is codes.LITERAL:
        return frozenset({((_letter(told, flags),), True)})
    if code is codes.IN:
        return _of_class(told, flags)
    if code is codes.SUBPATTERN:
        _, added, taken, parts = told
        return _of_all(parts, (flags | added) & ~taken)
    if code is codes.BRANCH:
        return frozenset().union(*(_of_all(parts, flags) for parts in told[1]))
    if code is codes.MAX_REPEAT:
        least, most, parts = told
        once = _of_all(parts, flags)
        # what is repeated may come again
        again = once if most == 1 else frozenset((letters, False) for letters, _ in once)
        return again if least else again | _EMPTY
    return _EMPTY if code in (codes.ASSERT, codes.ASSERT_NOT, codes.AT) else _BOUNDLESS


def _of_class(told: Any, flags: int) -> _Openings:
    found: set[str] = set()
    for code, value in told:
        if code is codes.LITERAL:
            found.add(_letter(value, flags))
        elif code is codes.RANGE and chr(value[0]).isdigit() and chr(value[1]).isdigit():
            # more than the range holds may pass
            found.add(r"\d")
        elif code is codes.CATEGORY and value in _CLASSES:
            found.add(_CLASSES[value])
        else:
            return _BOUNDLESS
    return frozenset(((letter,), True) for letter in found)


def _letter(code: int, flags: int) -> str:
    """A pattern of one letter, or of its forms where case is ignored: a list of letters is tried faster than one of either case."""
    letter = chr(code)
    if not flags & re.IGNORECASE or not letter.isalpha():
        return re.escape(letter)
    if not letter.isascii():
        return f"(?i:{letter})"
    small = letter.lower()
    return f"[{small}{small.upper()}{_OTHER_FORMS.get(small, '')}]"
