"""What a document says about itself: outlet, author, publication."""

from __future__ import annotations

import re
import urllib.parse

import msgspec

from pledgebook.clean.inferred import infer_published
from pledgebook.clean.masthead import HOST
from pledgebook.clean.published import stated_date
from pledgebook.dossier.schema import Dossier
from pledgebook.model.text import Cut, Published, RawDocument

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_OUTLET = r"((?:The )?[A-Z][\w.&’'-]*(?: [A-Z][\w.&’'-]*){0,3})"
_SELF = re.compile(
    rf"\b(?:[Ee]arlier(?: today)?, {_OUTLET} (?:reported|wrote|informed)\b|[Aa]s {_OUTLET} (?:reported|wrote) earlier\b|[Aa]s {_OUTLET} previously reported\b)"
)
# What a long text says further down is rarely about its own day.
_DATING_REACH = 20_000
_READABLE = frozenset(("en", "und"))
_AUTHOR_END = re.compile(r"[;|(•·]|, (?=[A-Z][\w.]*\Z)| for (?=[A-Z])")


class Metadata(msgspec.Struct, frozen=True):
    """Facts about a document, each None where neither the text nor its surroundings tell."""

    outlet: str | None
    outlet_method: str | None
    author: str | None
    published: Published | None
    flags: tuple[str, ...] = ()


def find_metadata(raw: RawDocument, text: str, cuts: tuple[Cut, ...], language: str, dossier: Dossier) -> Metadata:
    """Outlet, author and publication of a document, from what was given, what cleaning cut, and its cleaned text.

    The publication date is inferred from the text only where nothing states it; it is never today's.
    """
    address = raw.given.url or _header_address(raw.text, cuts)
    published, flags = stated_date(raw, cuts, address, dossier.terms("layout", "date_line", "updated"))
    if published is None and language in _READABLE:
        datelines = tuple(cut.span.of(raw.text) for cut in cuts if cut.kind == "dateline")
        published = infer_published(text[:_DATING_REACH], datelines, dossier)
    outlet, method = _outlet(raw, text, cuts, address, dossier)
    author = _author(raw.text, cuts, dossier) or (raw.origin.author if raw.origin else None)
    return Metadata(outlet, method, author, published, flags)


def _header_address(raw: str, cuts: tuple[Cut, ...]) -> str | None:
    for kind, pattern in (("crawl_header", _ADDRESS), ("crawl_header", HOST), ("masthead", HOST), ("date_line", HOST)):
        for cut in cuts:
            if cut.kind == kind and (found := pattern.search(cut.span.of(raw))):
                return found.group()
    return None


def _outlet(raw: RawDocument, text: str, cuts: tuple[Cut, ...], address: str | None, dossier: Dossier) -> tuple[str | None, str | None]:
    if raw.given.source:
        return raw.given.source.strip(), "given with the document"
    host = _host(address, dossier.terms("layout", "outlet", "hosts_dropped")) if address else None
    if host:
        return host, "host of the address given with the document" if raw.given.url else "host of the address above the text"
    found = _SELF.search(text)
    name = next((group for group in found.groups() if group), None) if found else None
    if found and name and name not in dossier.terms("layout", "outlet", "cited"):
        bar = any(cut.kind == "language_bar" for cut in cuts)
        return name, f"refers to itself: '{found.group()}'" + (", under a bar of its languages" if bar else "")
    signatures = dossier.terms("layout", "dateline", "signatures")
    for cut in cuts:
        line = cut.span.of(raw.text).rstrip(" -–—―\t\n")
        signature = max((name for name in signatures if line == name or line.endswith(f" {name}")), key=len, default=None)
        if cut.kind == "dateline" and signature:
            return signature, f"signs the dateline '{line}'"
    return None, None


def _host(address: str, dropped: tuple[str, ...]) -> str | None:
    """The host of an address without "www."; None where it is no address."""
    try:
        host = urllib.parse.urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return None
    parts = host.split(".")
    while len(parts) > 2 and parts[0] in dropped:
        parts = parts[1:]
    return ".".join(parts) if len(parts) > 1 else None


def _author(raw: str, cuts: tuple[Cut, ...], dossier: Dossier) -> str | None:
    labels = sorted((*dossier.terms("layout", "byline", "labels"), *dossier.terms("layout", "byline", "alone")), key=len, reverse=True)
    for cut in cuts:
        if cut.kind != "byline":
            continue
        line = cut.span.of(raw)
        label = next((label for label in labels if line.lower().startswith(label)), "")
        rest = line[len(label) :].strip(" :\t")
        name = _AUTHOR_END.split(rest, maxsplit=1)[0].strip()
        if name and name[0].isupper():
            return name
    return None
