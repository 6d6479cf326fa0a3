"""Feeds and sitemaps: every article they link is fetched and read; what a feed holds in full is read from it."""

from __future__ import annotations

import html
import io
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

import msgspec

from pledgebook.clean.decode import row_document
from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.html import with_headline
from pledgebook.read.html_text import article_text
from pledgebook.read.reader import Intake, Source

_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?:<!--.{0,2000}?-->|<\?[^>]*>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)\s*)*<(?:\w+:)?(\w+)", re.DOTALL)
_FEEDS = frozenset((b"rss", b"feed", b"RDF"))
_SITEMAPS = frozenset((b"urlset", b"sitemapindex"))
_FULL_WORDS = 80
"""an entry with fewer words only announces its article"""
MOST_LINKS = 500


class FeedReader:
    name = "feed"
    reads = "RSS and Atom feeds: each article they link, or hold in full"
    suffixes = (".rss", ".atom")
    media_types = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")

    def recognises(self, source: Source) -> bool:
        return _root(source) in _FEEDS

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        import feedparser

        data = source.whole(intake.limits.page_bytes)
        # given as a stream, because feedparser takes plain bytes for the name of a file where there is one
        parsed = feedparser.parse(io.BytesIO(data))
        if not parsed.entries:
            reason = f" ({str(parsed.get('bozo_exception'))[:100]})" if parsed.bozo else ""
            raise DocumentError("empty_feed", f"{source.place}: the feed has no entries{reason}", "fetch it again, or read the articles themselves")
        below = _one_level_down(source, intake)
        address = source.given.url or parsed.feed.get("link") or ""
        for number, entry in enumerate(parsed.entries, 1):
            if number > MOST_LINKS:
                yield _too_many(source.place, len(parsed.entries))
                return
            yield from _read_entry(entry, f"{source.place}:{number}", address, below)


class SitemapReader:
    name = "sitemap"
    reads = "sitemaps: each page they list"
    suffixes = ()
    media_types = ()

    def recognises(self, source: Source) -> bool:
        return _root(source) in _SITEMAPS

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        pages = _listed(source.whole(intake.limits.file_bytes), source.place)
        if not pages:
            raise DocumentError("empty_feed", f"{source.place}: the sitemap lists no pages", "fetch it again, or read the articles themselves")
        below = _one_level_down(source, intake)
        for url, date in pages[:MOST_LINKS]:
            yield from below.read_address(url, Given(date=date))
        if len(pages) > MOST_LINKS:
            yield _too_many(source.place, len(pages))


def _root(source: Source) -> bytes:
    found = _START.match(source.head.removeprefix(b"\xef\xbb\xbf"))
    return found[1] if found else b""


def _one_level_down(source: Source, intake: Intake) -> Intake:
    """How what is linked is read; raises `DocumentError` where links lead from feed to feed without an end."""
    if intake.follows == 0:
        raise DocumentError("nested_feed", f"{source.place}: a feed linked from a feed is not followed", "read it by its own address")
    return msgspec.structs.replace(intake, format=None, follows=intake.follows - 1, linked=True)


def _read_entry(entry: Any, place: str, address: str, intake: Intake) -> Iterator[RawDocument | Rejection]:
    try:
        url = urllib.parse.urljoin(address, entry["link"]) if entry.get("link") else None
    except ValueError:
        url = None
    held = max((str(part.get("value") or "") for part in entry.get("content") or ()), key=len, default="")
    body = article_text(f"<html><body><article>{held}</article></body></html>") if len(held.split()) >= _FULL_WORDS else ""
    date = entry.get("published")
    if len(body.split()) >= _FULL_WORDS:
        title = _plain(entry.get("title"))
        try:
            document = row_document(with_headline(title, body), place, Given(date=date, url=url, title=title))
            yield msgspec.structs.replace(document, name=url or place)
        except DocumentError as error:
            yield Rejection.of(place, error)
    elif url:
        yield from intake.read_address(url, Given(date=date))
    else:
        yield Rejection(place, "no_article", f"{place}: the entry neither holds an article nor links one", "nothing to do")


def _listed(data: bytes, place: str) -> list[tuple[str, str | None]]:
    """The addresses in a sitemap, and the day of publication where it is one of news."""
    import lxml.etree

    pages: list[tuple[str, str | None]] = []
    url = date = None
    try:
        for _, element in lxml.etree.iterparse(io.BytesIO(data), events=("end",), resolve_entities=False, no_network=True, recover=True):
            tag = str(element.tag).rpartition("}")[2]
            text = (element.text or "").strip()
            if tag == "loc" and url is None:
                url = text
            elif tag == "publication_date":
                date = text
            elif tag in ("url", "sitemap"):
                if url:
                    pages.append((url, date))
                url = date = None
                element.clear()
    except lxml.etree.XMLSyntaxError as error:
        raise DocumentError("broken_feed", f"{place}: the sitemap cannot be read ({error})", "fetch it again") from None
    return pages


def _plain(text: str | None) -> str | None:
    return " ".join(re.sub(r"<[^>]*>", " ", html.unescape(text or "")).split()) or None


def _too_many(place: str, count: int) -> Rejection:
    message = f"{place}: it links {count} articles, and {MOST_LINKS} are read at once"
    return Rejection(place, "too_many_links", message, "read the others by their own addresses")
