"""Characters that stand for others: odd blanks, invisible marks, entities."""

from __future__ import annotations

import html
import re

from pledgebook.clean.editor import Editor

LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_BLANKS = "\t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\xad\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_ODD = _BLANKS + _UNSEEN
_EDGES = " " + LINE_BREAKS + _ODD
_AMPERSAND = r"&(?:(?:amp|#0*38|#[xX]0*26);){0,3}"
# Entities of letters and angle brackets are left as they are: nobody writes them, and they could come to spell others.
_ENTITY = rf"{_AMPERSAND}(?:#(?:\d{{1,6}}|[xX][0-9a-fA-F]{{1,5}})|[A-Za-z]{{2,8}});"
_RARE = re.compile(f"[{_ODD}]")
_BLANK_ENTITY = rf"{_AMPERSAND}(?:nbsp|ensp|emsp|thinsp|shy|zwnj|#0*160|#[xX]0*[aA]0|#0*32|#[xX]20|#0*173|#0*820[3-7]);"
_ODDITY = re.compile(rf"(?P<blanks>(?:[{_ODD} ]|{_BLANK_ENTITY}){{2,}}|[{_ODD}]|{_BLANK_ENTITY})|(?P<entity>{_ENTITY})")
_OPENS_BLANK, _CLOSES_BLANK = re.compile(_BLANK_ENTITY), re.compile(rf"{_BLANK_ENTITY}\Z")
_LONGEST_ENTITY = 60
_GLUE = re.compile(r"(?:\xad[\n\r]*|\*+|<!--.*?-->|</?(?:b|i|u|em|strong|span|a)\b[^<>]*>)?")


def trim(raw: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks at its ends, be they characters or entities; empty where nothing is left.

    >>> trim("  aid &nbsp;", 0, 12)
    (2, 5)
    """
    while start < end:
        if raw[start] in _EDGES:
            start += 1
        elif raw[end - 1] in _EDGES:
            end -= 1
        elif raw[start] == "&" and (blank := _OPENS_BLANK.match(raw, start, end)):
            start = blank.end()
        elif raw[end - 1] == ";" and (blank := _CLOSES_BLANK.search(raw, max(start, end - _LONGEST_ENTITY), end)):
            end = blank.start()
        else:
            break
    return start, end


def as_read(text: str) -> str:
    """The text as it stands in the cleaned document.

    >>> as_read("Holt &amp; Venn&nbsp; pay")
    'Holt & Venn pay'
    """
    if not has_oddities(text):
        return text
    return _ODDITY.sub(_stands_for, text)


def raw_length(text: str, length: int) -> int:
    """How many characters at the start of a text are read as its first `length`.

    >>> raw_length("Holt &amp; Venn", 6)
    10
    """
    at_raw = at_read = 0
    for found in _ODDITY.finditer(text):
        plain = found.start() - at_raw
        if at_read + plain >= length:
            break
        at_read += plain + len(_stands_for(found))
        at_raw = found.end()
    return at_raw + max(0, length - at_read)


def has_oddities(text: str) -> bool:
    """Whether anything in a line would be replaced."""
    return "  " in text or "&" in text or "\t" in text or (not text.isascii() and _RARE.search(text) is not None)


def keep_as_read(editor: Editor, raw: str, start: int, end: int) -> None:
    """Keeps a range of raw text, with the usual characters put for odd ones."""
    at = start
    for found in _ODDITY.finditer(raw, start, end):
        replacement = _stands_for(found)
        if replacement == found.group():
            continue
        editor.keep(at, found.start())
        if replacement == " " and raw[found.start()] == " ":
            editor.keep(found.start(), found.start() + 1)
        else:
            editor.put(replacement)
        at = found.end()
    editor.keep(at, end)


def join(editor: Editor, raw: str, end: int, start: int) -> None:
    """A blank for a line break or a cut; none where words were broken at a soft hyphen, or nothing but a mark stood between."""
    if not _GLUE.fullmatch(raw, end, start):
        editor.put(" ")


def _stands_for(found: re.Match[str]) -> str:
    return _entity(found.group()) if found["entity"] else _blanks(found.group())


def _blanks(run: str) -> str:
    return " " if html.unescape(html.unescape(run)).strip(_UNSEEN) else ""


def _entity(entity: str) -> str:
    """What an entity stands for; itself where it is left as it is."""
    text, before = html.unescape(entity), entity
    while text != before:
        text, before = html.unescape(text), text
    if not text or text.isalnum() or text in "<>#;" or any(character in LINE_BREAKS for character in text):
        return entity
    return _blanks(text) if not text.strip(_EDGES) else text
