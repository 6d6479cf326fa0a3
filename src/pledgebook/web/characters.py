"""Characters that would change how a page is read are shown and not obeyed."""

from __future__ import annotations

from markupsafe import Markup

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""characters that turn the direction of what follows them"""
CONTROLS = [chr(code) for code in (*range(0x00, 0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r\x85"]
_SHOWN = {ord(letter): f"⟨U+{ord(letter):04X}⟩" for letter in (*BIDI, *CONTROLS)}
_SUSPECT = frozenset(map(chr, _SHOWN))


def harmless(value: object) -> object:
    """What a template writes: text with such characters by their numbers, everything else as it is.

    >>> harmless("pay\\u202e000 1")
    'pay⟨U+202E⟩000 1'
    """
    if isinstance(value, str) and not isinstance(value, Markup) and not _SUSPECT.isdisjoint(value):
        return value.translate(_SHOWN)
    return value
