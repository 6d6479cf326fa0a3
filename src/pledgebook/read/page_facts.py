"""What a saved page says of itself: title, day, author, outlet, address, and whether all of it may be read."""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import lxml.html

_ARTICLE = re.compile(r"(?:Article|Posting|Report|WebPage|Review)\Z")
_LOCKED_TIERS = frozenset(("locked", "metered", "premium", "paid", "subscriber"))
_EARLIEST = "1995-01-01"
_LATEST = "2100-01-01"
"""so that what is found does not hang on the day it is looked for"""


class PageFacts(msgspec.Struct, frozen=True):
    """Facts a page states about itself, each None where it does not; `locked` is True where it says it is not free to read."""

    title: str | None = None
    date: str | None = None
    author: str | None = None
    outlet: str | None = None
    url: str | None = None
    locked: bool = False


def page_facts(page: str, tree: lxml.html.HtmlElement, address: str | None) -> PageFacts:
    """What JSON-LD, OpenGraph and other marks of the page say, in that order.

    `address` is where the page came from; the page's own address counts only where it names the same host.
    """
    from htmldate import find_date
    from trafilatura.metadata import extract_metadata

    linked = list(_linked_data(tree))
    article = next((item for item in linked if _is_article(item)), {})
    found = extract_metadata(tree, default_url=address, date_config={"original_date": True, "extensive_search": False, "max_date": _LATEST})
    stated = _text(article.get("datePublished"))
    day = find_date(page, original_date=True, extensive_search=False, url=address, min_date=_EARLIEST, max_date=_LATEST)
    return PageFacts(
        title=_text(article.get("headline")) or _meta(tree, "og:title") or _text(found.title),
        date=stated if stated and re.match(r"\d{4}-\d\d-\d\d", stated) else day,
        author=_names(article.get("author")) or _text(found.author),
        outlet=_meta(tree, "og:site_name") or _names(article.get("publisher")) or _text(found.sitename),
        url=_own_address(tree, address),
        locked=any(_not_free(item) for item in linked) or (_meta(tree, "article:content_tier") or "").lower() in _LOCKED_TIERS,
    )


def _linked_data(tree: lxml.html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Every object in the page's JSON-LD, outer ones first; what is no JSON is passed over."""
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            waiting: list[Any] = [msgspec.json.decode((script.text or "").strip().removesuffix(";").encode("utf-8", "replace"))]
        except (msgspec.MsgspecError, RecursionError):
            continue
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                yield item
                waiting += [value for value in item.values() if isinstance(value, dict | list)]


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in named) and ("datePublished" in item or "headline" in item)


def _not_free(item: dict[str, Any]) -> bool:
    return str(item.get("isAccessibleForFree", "")).strip().lower() == "false"


def _names(value: Any) -> str | None:
    """The names of persons or organisations, as JSON-LD writes them: a name, an object with one, or a list of these."""
    listed = value if isinstance(value, list) else [value]
    names = [_text(one.get("name") if isinstance(one, dict) else one) for one in listed]
    return ", ".join(name for name in names if name and not name.startswith("http")) or None


def _meta(tree: lxml.html.HtmlElement, name: str) -> str | None:
    for element in tree.iter("meta"):
        if name in (element.get("property"), element.get("name")):
            return _text(element.get("content"))
    return None


def _own_address(tree: lxml.html.HtmlElement, address: str | None) -> str | None:
    stated = next((link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None) or _meta(tree, "og:url")
    try:
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(address or "", (stated or "").strip()))
        same = address is None or parts.hostname == urllib.parse.urlsplit(address).hostname
    except ValueError:
        return address
    return parts._replace(fragment="").geturl() if same and parts.scheme in ("http", "https") and parts.hostname else address


def _text(value: Any) -> str | None:
    """On one line, entities read; None for what is no text or blank."""
    if not isinstance(value, str):
        return None
    return " ".join("".join(letter if letter.isprintable() else " " for letter in html.unescape(value)).split()) or None
