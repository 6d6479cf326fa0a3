"""Characters that XML, and so a workbook, cannot hold."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with the sign for an unknown character in the place of each that XML forbids.

    >>> printable("aid\\x07\\n")
    'aid\ufffd\\n'
    """
    return _UNPRINTABLE.sub("\ufffd", text)
