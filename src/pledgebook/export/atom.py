"""A feed of news about the book: what it holds, and the same as Atom (RFC 4287)."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import msgspec

ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""what XML 1.0 cannot hold"""


class FeedItem(msgspec.Struct, frozen=True):
    id: str
    url: str
    title: str
    content_text: str
    date_published: str


class Feed(msgspec.Struct, frozen=True):
    """A JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    items: tuple[FeedItem, ...]


def atom(feed: Feed, id_: str) -> bytes:
    """The feed as Atom, the newest item first as it came; addresses that are empty are left out."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")

    def add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        made.text = None if text is None else _NO_XML.sub("\ufffd", text)
        return made

    add(root, "id", id_)
    add(root, "title", feed.title)
    add(root, "updated", feed.items[0].date_published if feed.items else "1970-01-01T00:00:00Z")
    for rel, href, kind in (("self", feed.feed_url, "application/atom+xml"), ("alternate", feed.home_page_url, "text/html")):
        if href:
            add(root, "link", rel=rel, href=href, type=kind)
    add(add(root, "author"), "name", "pledgebook")
    for item in feed.items:
        entry = add(root, "entry")
        add(entry, "id", item.id)
        add(entry, "title", item.title)
        add(entry, "updated", item.date_published)
        if item.url:
            add(entry, "link", rel="alternate", href=item.url, type="text/html")
        add(entry, "content", item.content_text, type="text")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
