"""Fingerprints of texts, by which reprints are found; what they are made of is part of the version of a reading."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from rensa import RMinHash  # type: ignore[import-untyped]

SIZE = 128
"""hashes in a sketch; the standard error of the similarity is at most 0.045"""
SHINGLE = 5
"""words in a shingle"""
SEED = 1
"""of the hash functions: another one makes all stored sketches worthless"""
WIDTH = 4
"""bytes of a hash"""

_WORD = re.compile(r"\w+")


def sketch(text: str) -> bytes:
    """The MinHash of a text's word shingles, each hash in `WIDTH` bytes; empty for a text without words.

    >>> sketch("The package arrived.") == sketch("the PACKAGE, arrived")
    True
    """
    words = _WORD.findall(text.casefold())
    if not words:
        return b""
    found = RMinHash(num_perm=SIZE, seed=SEED)
    found.update([" ".join(words[k : k + SHINGLE]) for k in range(max(1, len(words) - SHINGLE + 1))])
    return packed(found.digest())


def packed(hashes: Sequence[int]) -> bytes:
    """Hashes as a sketch holds them: a tuple of numbers takes nine times the memory."""
    return struct.pack(f"<{len(hashes)}I", *hashes)


def hashes(made: bytes) -> tuple[int, ...]:
    """The hashes of a sketch, as a reading keeps them.

    >>> hashes(packed([7, 1]))
    (7, 1)
    """
    return struct.unpack(f"<{len(made) // WIDTH}I", made)


def likeness(left: bytes, right: bytes) -> float:
    """Share of common shingles (Jaccard), estimated from two sketches."""
    if not left or len(left) != len(right):
        return 0.0
    a, b = hashes(left), hashes(right)
    return sum(one == other for one, other in zip(a, b, strict=True)) / len(a)
