"""Many words as one regular expression that is tried letter by letter rather than word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

NOTHING = r"(?!)"
"""matches nowhere"""


def any_of(words: Iterable[str], written: Mapping[str, str] = {}) -> str:
    """A pattern of literal words, of which the longest that fits is taken; `written` says what stands for a character.

    >>> any_of(["tank", "tanks", "tent"])
    't(?:ank(?:s|)|ent)'
    >>> bool(re.fullmatch(any_of(["Holt's"], {"'": "['’]"}), "Holt’s")), any_of([])
    (True, '(?!)')

    It matches what the words joined by `|`, the longest first, would match, with letters of either case too.
    """
    longest_first = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    if _mixed(longest_first):
        escaped = ("".join(_escaped(letter, written) for letter in word) for word in longest_first)
        return f"(?:{'|'.join(escaped)})"
    return _pattern(_tree(longest_first), written) or NOTHING


def _mixed(words: list[str]) -> bool:
    """Whether a word begins with another in letters of the other case, so that one tree would not know which is longer."""
    small = {word.lower() for word in words}
    known = set(words)
    return any(word[:k].lower() in small and word[:k] not in known for word in words for k in range(1, len(word)))


def _tree(words: list[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return root


def _pattern(node: dict[str, Any], written: Mapping[str, str]) -> str:
    branches = [_escaped(letter, written) + _pattern(after, written) for letter, after in node.items() if letter]
    branches += [""] if "" in node and branches else []
    return f"(?:{'|'.join(branches)})" if len(branches) > 1 else "".join(branches)


def _escaped(letter: str, written: Mapping[str, str]) -> str:
    return written.get(letter) or re.escape(letter)
