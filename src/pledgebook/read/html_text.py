"""A page's bytes to characters, and a page to the text of its article."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from pledgebook.clean.decode import decode_document
from pledgebook.errors import DocumentError

if TYPE_CHECKING:
    import lxml.html

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CHARSET_REACH = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers take these names for (https://encoding.spec.whatwg.org/#names-and-labels).
_LABELS = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii", "iso8859-1", "cp1252"), "windows-1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "windows-1254"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr", "korean"), "cp949"),
    "utf8": "utf-8",
    "x-mac-cyrillic": "mac-cyrillic",
}
_BROKEN_SHARE = 0.001
"""of a page in UTF-8, as much as may be broken: a browser shows it too"""
_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FAR_SHORTER = 0.5
MOST_ELEMENTS = 50_000
"""of the 181 pages of the public benchmark the largest has 1,709; what is larger than this is a list, and would be read for minutes"""
_CONTROLS = re.compile(r"[\x80-\x9f]")


def decode_page(data: bytes, charset: str | None, place: str) -> tuple[str, str]:
    """The characters of a page and their encoding, whatever its server and its own head say of it.

    In this order: a byte-order mark; UTF-8 where the bytes are valid; what the server says; what the page says; what the
    bytes look like. A name that does not fit the bytes is passed over. Raises `DocumentError` where nothing fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    own = _CHARSET.search(data[:_CHARSET_REACH])
    stated = [name for name in (charset, own[1].decode("ascii") if own else None) if name]
    for name in ("utf-8", *stated):
        decoded = _decoded(data, name)
        if decoded:
            return decoded
    if not stated or any(_codec(name) == "utf-8" for name in stated):
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") <= _BROKEN_SHARE * len(text):
            return text, "utf-8"
    raw = decode_document(data[:1_900_000], place)
    return data.decode(raw.encoding, "replace"), raw.encoding


def _decoded(data: bytes, name: str) -> tuple[str, str] | None:
    """The text in an encoding, None where it is unknown, does not fit, or gives control characters nobody writes."""
    codec = _codec(name)
    if codec is None:
        return None
    try:
        text = data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if codec != "utf-8" and (_CONTROLS.search(text) or "\0" in text) else (text, codec)


def _codec(name: str) -> str | None:
    label = name.strip().lower()
    try:
        found = codecs.lookup(_LABELS.get(label, label))
    except LookupError:
        return None
    # "rot13" and "hex" are codecs, too, and no encodings of text
    return _LABELS.get(label, found.name) if getattr(found, "_is_text_encoding", True) else None


def parse_page(page: str, place: str) -> lxml.html.HtmlElement:
    """The tree of a page; broken markup is mended as far as it goes."""
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(_NO_CHARACTERS.sub(" ", page).encode(), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise DocumentError("broken_page", f"{place}: no page can be made out: {error}", "save it again, or save its text") from None
    elements = sum(1 for _ in tree.iter())
    if elements > MOST_ELEMENTS:
        message = f"{place}: the page has {elements:,} elements, and at most {MOST_ELEMENTS:,} are read"
        raise DocumentError("page_too_large", message, "save the article's own page, or its text as a .txt file")
    return tree


def article_text(page: str) -> str:
    r"""The article of a page, a line a paragraph, without menus, comments, adverts and related links; "" where there is none.

    >>> article_text("<body><nav>Home</nav><article><p>Norland will pay ten million crowns for generators, its ministry said.</p></article>")
    'Norland will pay ten million crowns for generators, its ministry said.'

    trafilatura reads it twice, once leaving out what is doubtful, once keeping it; the careful reading stands unless it
    lost more than half of the other, which happens where an article is made of unusual parts. Measured on the pages of a
    public benchmark (docs/explanation/quality.md), this is better than either.
    """
    from trafilatura import extract

    page = _NO_CHARACTERS.sub(" ", page)
    careful = extract(page, include_comments=False, favor_precision=True) or ""
    full = extract(page, include_comments=False, favor_recall=True, fast=True) or ""
    return careful if len(careful) >= _FAR_SHORTER * len(full) else full
