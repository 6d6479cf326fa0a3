"""Saved web pages: the article's text is read, the page is kept beside it."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import re
import tomllib
from collections.abc import Iterator

import msgspec

from pledgebook.clean.decode import row_document
from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, Origin, RawDocument
from pledgebook.read.html_text import article_text, decode_page, parse_page
from pledgebook.read.page_facts import PageFacts, page_facts
from pledgebook.read.reader import Intake, Source

MEDIA_TYPE = "text/html"
_OPENING = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_STUB_WORDS = 150
"""an article that is cut off at a paywall shows fewer words than this"""
_FEWEST_WORDS = 5
_TAG = re.compile(r"<[a-zA-Z/!]")


class HtmlReader:
    name = "html"
    reads = "saved web pages: the article without what stands around it"
    suffixes = (".html", ".htm", ".xhtml", ".shtml")
    media_types = (MEDIA_TYPE, "application/xhtml+xml")

    def recognises(self, source: Source) -> bool:
        head = source.head.removeprefix(b"\xef\xbb\xbf")
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            head = head.replace(b"\0", b"")[2:]
        return _OPENING.match(head) is not None

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        data = source.whole(intake.limits.page_bytes)
        if not data.strip():
            raise DocumentError("empty_document", f"{source.place}: the page is empty", "leave it out or fetch it again")
        page, encoding = decode_page(data, source.charset, source.place)
        yield page_document(page, encoding, data, source)


def page_document(page: str, encoding: str, data: bytes, source: Source) -> RawDocument:
    """The document that a page holds: its headline and article as text, what it states about itself as given.

    Raises `DocumentError` (`no_article`, `paywalled_page`, `blocked_page`, `broken_page`).
    """
    if not _TAG.search(page):
        raise DocumentError("no_article", f"{source.place}: named as a web page, and it holds no markup", "name it .txt, or give --format text")
    facts = page_facts(page, parse_page(page, source.place), source.given.url)
    body = article_text(page)
    _refuse_stub(body, page, facts, source.place)
    given = source.given
    title = given.title or facts.title
    url = facts.url or given.url
    # an outlet is known by its host where there is an address, as it is for every other document
    outlet = given.source or (None if url else facts.outlet)
    text = with_headline(title, body)
    document = row_document(text, source.place, Given(given.id, given.date or facts.date, outlet, url, title))
    origin = Origin(MEDIA_TYPE, data, author=facts.author)
    return msgspec.structs.replace(document, name=source.name, sha256=hashlib.sha256(data).hexdigest(), encoding=encoding, origin=origin)


def with_headline(title: str | None, body: str) -> str:
    """Paragraphs with empty lines between them, the headline first."""
    lines = [line for line in body.split("\n") if line.strip()]
    if title and not (lines and _letters(lines[0]) == _letters(title)):
        lines.insert(0, title)
    return "\n\n".join(lines)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _refuse_stub(body: str, page: str, facts: PageFacts, place: str) -> None:
    """Refuses a page that holds only the beginning of its article, or none."""
    words = len(body.split())
    if words < _STUB_WORDS:
        shown = _visible(page)
        if facts.locked or any(wall in shown for wall in _walls("paywall")):
            message = f"{place}: only the beginning of the article is there ({words} words), the rest is for subscribers"
            raise DocumentError("paywalled_page", message, "sign in, save the whole page from the browser, and read the file")
        if words < _STUB_WORDS / 3 and any(wall in shown for wall in _walls("blocked")):
            raise DocumentError("blocked_page", f"{place}: the page asks for a browser and holds no article", "save it from a browser and read the file")
    if words < _FEWEST_WORDS:
        raise DocumentError("no_article", f"{place}: no article can be made out on the page", "save the article's own page, or its text as a .txt file")


def _visible(page: str) -> str:
    without = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", page)
    return " ".join(re.sub(r"<[^>]*>", " ", without).split()).casefold().replace("’", "'")


@functools.cache
def _walls(kind: str) -> tuple[str, ...]:
    text = (importlib.resources.files("pledgebook.read") / "walls.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind]["phrases"])
