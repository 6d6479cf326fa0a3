"""READ FIRST: the pure part of pledgebook, from a raw document to its claims."""

from __future__ import annotations

import msgspec

from pledgebook.annotate.alike import parsed_as
from pledgebook.annotate.dates import find_dates
from pledgebook.annotate.gate import passes_gate
from pledgebook.annotate.items import find_items
from pledgebook.annotate.money import find_money
from pledgebook.annotate.names import find_names
from pledgebook.annotate.quotes import find_quotes
from pledgebook.annotate.restated import restated_in_brackets
from pledgebook.annotate.sentences import find_sentences
from pledgebook.annotate.syntax import parse
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.schema import Dossier
from pledgebook.extract.aid import extract_aid
from pledgebook.extract.speech import find_speech
from pledgebook.extract.statements import extract_statements
from pledgebook.extract.talks import extract_talks
from pledgebook.model.annotation import AnnotatedDocument
from pledgebook.model.claim import Claim
from pledgebook.model.text import Document, RawDocument


class Reading(msgspec.Struct, frozen=True):
    """What was read in one document; `relevant` is False where the gate kept it from the parser."""

    document: Document
    claims: tuple[Claim, ...]
    relevant: bool


def read_document(raw: RawDocument, dossier: Dossier, *, every_document: bool = False) -> Reading:
    """All claims of one document."""
    document = clean_document(raw, dossier)
    if document.language not in ("en", "und") or not (every_document or passes_gate(document, dossier)):
        return Reading(document, (), relevant=False)
    annotated = annotate(document, dossier)
    speeches = find_speech(annotated, dossier)
    claims: list[Claim] = []
    claims += extract_aid(annotated, dossier, speeches)
    claims += extract_talks(annotated, dossier, speeches)
    claims += extract_statements(annotated, dossier, speeches, tuple(claims))
    return Reading(document, tuple(claims), relevant=True)


def annotate(document: Document, dossier: Dossier) -> AnnotatedDocument:
    """The document with everything extractors read."""
    quotes = find_quotes(document, dossier)
    sentences = find_sentences(document, dossier, quotes)
    money = find_money(document, dossier)
    return AnnotatedDocument(
        document=document,
        sentences=sentences,
        money=money,
        items=find_items(document, dossier, money),
        dates=find_dates(document, dossier),
        mentions=find_names(document, dossier),
        quotes=quotes,
        syntax=parse(document, sentences, parsed_as(dossier), restated_in_brackets(document.text, money)),
    )
