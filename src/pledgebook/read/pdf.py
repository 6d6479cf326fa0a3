"""PDFs with text in them: press releases, parliamentary papers; where each page begins is kept."""

from __future__ import annotations

import collections
import ctypes
import hashlib
import re
import threading
from collections.abc import Iterator

import msgspec

from pledgebook.clean.decode import row_document, too_large
from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, Origin, RawDocument
from pledgebook.read.reader import Intake, Source

MEDIA_TYPE = "application/pdf"
MOST_PAGES = 2000
_SCANNED_LETTERS = 25
"""a page with fewer characters, on average, is a picture of a page"""
_HEAD_REACH = 1024
_PAGE_NUMBER = re.compile(r"(?:page|p\.|seite|стор(?:інка|\.)?)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?\s*(?:(?:of|/|von|з)\s*\d{1,4})?\Z", re.IGNORECASE)
_NO_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
# PDFium gives a hyphen at a line's end that only breaks a word as one of these.
_BROKEN_WORD = re.compile(r"[\ufffe\u00ad\x02]\n?")
_RUNNING_LINES = 2
_LONGEST_RUNNING = 90
_REPEATED_SHARE = 0.5
_FEWEST_REPEATS = 3
_LOCK = threading.Lock()
"""PDFium does one thing at a time"""


class PdfReader:
    name = "pdf"
    reads = "PDFs with text in them, with page numbers"
    suffixes = (".pdf",)
    media_types = (MEDIA_TYPE, "application/x-pdf")

    def recognises(self, source: Source) -> bool:
        return b"%PDF-" in source.head[:_HEAD_REACH]

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        data = source.whole(intake.limits.file_bytes)
        if not data.strip():
            raise DocumentError("empty_document", f"{source.place}: the file is empty", "leave it out or fetch it again")
        with _LOCK:
            pages, title = _pages(data, source.place, intake.limits.document_bytes)
        letters = sum(len("".join(page.split())) for page in pages)
        if letters < _SCANNED_LETTERS * len(pages):
            message = f"{source.place}: {len(pages)} pages hold {letters} characters of text, so they are pictures of pages"
            raise DocumentError("scanned_pdf", message, "put text into it first (ocrmypdf IN.pdf OUT.pdf) and read that")
        text, starts = _joined(_without_running_lines(pages))
        given = source.given
        stated = given.title or (title if title and _letters(title) in _letters(pages[0]) else None)
        document = row_document(text, source.place, Given(given.id, given.date, given.source, given.url, stated))
        origin = Origin(MEDIA_TYPE, data, starts)
        yield msgspec.structs.replace(document, name=source.name, sha256=hashlib.sha256(data).hexdigest(), origin=origin)


def _pages(data: bytes, place: str, limit: int) -> tuple[list[str], str | None]:
    """The text of each page, and the title the file states."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == 4 or "password" in str(error).lower():
            raise DocumentError("encrypted_pdf", f"{place}: it is locked with a password", "save a copy without the password and read that") from None
        raise DocumentError("broken_pdf", f"{place}: it cannot be opened ({error})", "fetch it again, or open it in a viewer and save it anew") from None
    try:
        if not 0 < len(pdf) <= MOST_PAGES:
            raise DocumentError("broken_pdf", f"{place}: it has {len(pdf)} pages, and 1 to {MOST_PAGES} are read", "split it, or fetch it again")
        pages: list[str] = []
        size = 0
        for number in range(len(pdf)):
            pages.append(_page_text(pdf, number, place))
            size += len(pages[-1])
            if size > limit:
                raise too_large(place, None, limit)
        return pages, (pdf.get_metadata_value("Title") or "").strip() or None
    finally:
        pdf.close()


def _page_text(pdf: object, number: int, place: str) -> str:
    import pypdfium2

    try:
        page = pdf[number]  # type: ignore[index]
        text = page.get_textpage().get_text_range()
    except (pypdfium2.PdfiumError, ctypes.ArgumentError, UnicodeDecodeError) as error:
        raise DocumentError("broken_pdf", f"{place}: page {number + 1} cannot be read ({error})", "open it in a viewer and save it anew") from None
    text = _BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _NO_CHARACTERS.sub(" ", text)


def _without_running_lines(pages: list[str]) -> list[str]:
    """Pages without their numbers and without the lines that stand at the head or foot of most of them."""
    split = [[line for line in page.split("\n") if line.strip()] for page in pages]
    for end in (0, -1):
        for _ in range(_RUNNING_LINES):
            seen = collections.Counter(_running(lines[end]) for lines in split if lines)
            often = {key for key, count in seen.items() if key and count >= max(_FEWEST_REPEATS, _REPEATED_SHARE * len(pages))}
            for lines in split:
                if lines and (_PAGE_NUMBER.match(lines[end].strip()) or _running(lines[end]) in often):
                    del lines[end]
    return ["\n".join(line.strip() for line in lines) for lines in split]


def _running(line: str) -> str:
    """What a head or foot has in common on all pages: its words without the page's number; "" for a line of prose."""
    words = " ".join(line.split())
    prose = len(words) > _LONGEST_RUNNING or words.endswith((".", ",", ";")) or words[:1].islower()
    return "" if prose else re.sub(r"^\d{1,4}\b|\b\d{1,4}$", "", words).strip().casefold()


def _joined(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """The pages as one text, and where each begins; a sentence may go on over the border of two."""
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 1
    return "\n".join(pages), tuple(starts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
