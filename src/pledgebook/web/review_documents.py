"""Review of one document: a sentence marked as a claim that reading missed; and new documents for the book."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from pledgebook.clean.decode import MAX_DOCUMENT_BYTES
from pledgebook.errors import PledgebookError
from pledgebook.model.text import Given, Span
from pledgebook.read.fetch import Web, fetch
from pledgebook.read.reader import Intake, Limits, Source, source_of_bytes
from pledgebook.read.registry import read_source
from pledgebook.review.desk import KINDS
from pledgebook.review.stated import stated_span, stated_value
from pledgebook.web.characters import BIDI, CONTROLS
from pledgebook.web.library import Library
from pledgebook.web.passages import Mark, pieces
from pledgebook.web.rendering import page
from pledgebook.web.review_entries import CORRECTABLE, Field, choices
from pledgebook.web.writing import Asked, field, onward, written

UPLOAD_BYTES = MAX_DOCUMENT_BYTES + 100_000
"""of an upload: one document, and the rest of its form"""
SHOWN = 200_000
"""code points of a text that can be marked on a page; further places are named by a quote"""
ADDABLE = ("aid", "talks", "statement")
_SUSPECT = re.compile(f"[{re.escape(BIDI + ''.join(CONTROLS))}\r]")
LONGEST_NAME = 200
WEB = Web()
"""how pages are fetched for reviewers: from public addresses only"""
INTAKE = Intake(limits=Limits(page_bytes=MAX_DOCUMENT_BYTES, file_bytes=10 * MAX_DOCUMENT_BYTES), web=None)
"""how an upload is read: nothing is fetched for it, and what it unpacks to is bounded"""


class Run(msgspec.Struct, frozen=True):
    """A stretch of text on the marking page; `code` stands for one character that a page must not obey."""

    text: str
    marked: bool
    code: str = ""


@get("/documents/{id_:str}", sync_to_thread=True)
def show(request: Asked, library: NamedDependency[Library], id_: FromPath[str], kind: FromQuery[str] = "aid") -> Response[str]:
    """A document's text to mark a missed claim in, with a form of its fields."""
    if kind not in ADDABLE:
        raise PledgebookError("unknown_kind", f"there is no kind of claim '{kind[:40]}'", f"use one of {', '.join(ADDABLE)}")
    held = library.book.document(id_)
    grave = library.book.tombstones().get(id_)
    marks = [Mark(span, "claim") for report in library.book.reports_of([id_]) for span in report.testimony.claim.evidence]
    blank = [Field(name, "", choices(KINDS[kind], name)) for name in CORRECTABLE[kind]]
    runs = _runs(held.raw.text, marks)
    return page(
        request, "review/document.html", held=held, grave=grave, runs=runs, kind=kind, kinds=ADDABLE, form_fields=blank, longer=len(held.raw.text) > SHOWN
    )


@post("/documents/{id_:str}", sync_to_thread=True)
def add(request: Asked, form: NamedDependency[FormMultiDict], id_: FromPath[str]) -> Response[Any]:
    """Adds the claim, if what was marked carries it."""
    kind = field(form, "kind", "aid")
    given = {name: stated_value(name, value) for name in CORRECTABLE.get(kind, ()) if (value := field(form, name))}
    marked: list[str | Span] = [stated_span(span)] if (span := field(form, "span")) else [quote] if (quote := field(form, "quote")) else []
    if not marked:
        raise PledgebookError("nothing_marked", "no words are marked", "mark the words that carry the claim, or write them in the form")
    with written(request, "add", f"{id_} {kind}") as desk:
        done = desk.took(desk.book.add_claim(id_, given, marked=marked, kind=kind, reason=field(form, "reason"), by=desk.name))
    return onward(f"/review/history?done={done}")


@get("/upload", sync_to_thread=False)
def upload_form(request: Asked) -> Response[str]:
    """A form to add a document with."""
    return page(request, "review/upload.html", report=None, most=MAX_DOCUMENT_BYTES)


@post("/upload", status_code=200, sync_to_thread=True, request_max_body_size=UPLOAD_BYTES)
def upload(request: Asked, form: NamedDependency[FormMultiDict]) -> Response[str]:
    """Reads a file, a pasted text, or what is at an address into the book."""
    source = _source(form)
    name = source.place
    with written(request, "upload", name) as desk:
        report = desk.book.add(read_source(source, INTAKE))
        desk.log.outcome = f"{report.read} read, {report.known} known, {len(report.refused)} refused, {report.claims} claims"
    return page(request, "review/upload.html", report=report, name=name, most=MAX_DOCUMENT_BYTES)


def _source(form: FormMultiDict) -> Source:
    """What is to be read, fetched where an address is given; a feed's own links are not followed."""
    given = Given(**{part: value for part in ("source", "url", "date", "title") if (value := field(form, part))})
    if address := field(form, "fetch"):
        got = fetch(address, WEB)
        source = source_of_bytes(got.data, address, address, msgspec.structs.replace(given, url=got.url))
        return msgspec.structs.replace(source, media_type=got.media_type or source.media_type, charset=got.charset)
    name, data = _uploaded(form)
    return source_of_bytes(data, name, name, given)


def _uploaded(form: FormMultiDict) -> tuple[str, bytes]:
    """The name and bytes of the file, or of the text that was pasted; the name is a label and never a path."""
    file, pasted = form.get("file"), form.get("text")
    if isinstance(file, UploadFile) and file.filename:
        name = re.split(r"[/\\]", file.filename)[-1]
        return (name if name.isprintable() and len(name) <= LONGEST_NAME else "upload"), file.file.read()
    if isinstance(pasted, str) and pasted.strip():
        return field(form, "name", "pasted text")[:LONGEST_NAME], pasted.encode("utf-8", "surrogatepass")
    raise PledgebookError("nothing_uploaded", "there is no file, text or address", "choose a file, paste the text of a report, or give its address")


def _runs(text: str, marks: list[Mark]) -> list[Run]:
    """The text cut at marks and at characters that a page must not obey; carriage returns are told by number, for a page has none."""
    found: list[Run] = []
    for piece in pieces(text, marks, Span(0, min(len(text), SHOWN))):
        start = 0
        for match in _SUSPECT.finditer(piece.text):
            found += [Run(piece.text[start : match.start()], bool(piece.marks)), Run("", bool(piece.marks), f"U+{ord(match.group()):04X}")]
            start = match.end()
        found.append(Run(piece.text[start:], bool(piece.marks)))
    return [run for run in found if run.text or run.code]


ROUTES = (show, add, upload_form, upload)
