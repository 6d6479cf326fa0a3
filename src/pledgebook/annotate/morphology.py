"""Parts of speech and lemmas of tagged, parsed tokens, each kind of token worked out once.

The pipeline's attribute ruler and lemmatizer look at one token, or at two neighbours, at a time. What they say of a
word with a tag and a dependency is remembered: the same marks as theirs in a fraction of the time.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy
import numpy.typing
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

REMEMBERED = 200_000
"""kinds of tokens after which the memory is emptied"""

_KIND = ("ORTH", "TAG", "DEP")
_MARKS = ("TAG", "POS", "MORPH", "LEMMA", "DEP")
_REACH = 2
"""the most tokens one rule looks at"""

_Kind = tuple[int, int, int]
"""all that decides a token's marks, unless a rule for two tokens applies: its form, tag and dependency"""
_Array = numpy.typing.NDArray[Any]


class Morphology:
    """The attribute ruler and the lemmatizer of a pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        ruler: Any = nlp.get_pipe("attribute_ruler")
        self._parts = [ruler, nlp.get_pipe("lemmatizer")]
        self._known: dict[_Kind, int] = {}
        self._table: _Array = numpy.empty((REMEMBERED, len(_MARKS)), dtype="uint64")
        self._openers: set[_Kind] = set()
        patterns = [pattern for rule in ruler.patterns for pattern in rule["patterns"]]
        assert max(map(len, patterns)) <= _REACH, "a rule reaches further than a neighbour"
        pairs = [pattern for pattern in patterns if len(pattern) == _REACH]
        self._pairs, self._firsts = Matcher(nlp.vocab), Matcher(nlp.vocab)
        self._pairs.add("pair", pairs)
        self._firsts.add("first", [pattern[:1] for pattern in pairs])

    def __call__(self, doc: Doc) -> Doc:
        """Sets tag, part of speech, morphology and lemma of every token of a tagged and parsed Doc, as the pipeline would."""
        if len(doc) == 0:
            return doc
        rows: _Array = doc.to_array(_KIND)  # type: ignore[arg-type]
        kinds: list[_Kind] = list(zip(*rows.T.tolist(), strict=True))
        self._learn(kinds)
        marks = self._table[[self._known[kind] for kind in kinds]]
        for i in self._joined(doc, kinds):
            marks[i] = self._marks(self._made(kinds[max(i - 1, 0) : i + 2]))[min(i, 1)]
        for i in numpy.flatnonzero(marks[:, -1] != rows[:, -1]).tolist():
            doc[i].dep = int(marks[i, -1])
        # the heads stay: writing all dependencies anew would recount the sentences
        doc.from_array(_MARKS[:-1], marks[:, :-1])  # type: ignore[arg-type]
        return doc

    def _learn(self, kinds: Sequence[_Kind]) -> None:
        known = self._known
        new = list(dict.fromkeys(kind for kind in kinds if kind not in known))
        if len(known) + len(new) > REMEMBERED:
            known.clear()
            self._openers.clear()
            new = list(dict.fromkeys(kinds))
        if not new:
            return
        beside = self._made(new)
        self._openers |= {new[start] for _, start, _ in self._firsts(beside, allow_missing=True)}
        joined = self._joined(beside, new)
        marks = self._marks(beside)
        for i in joined:
            marks[i] = self._marks(self._made([new[i]]))[0]
        self._table[len(known) : len(known) + len(new)] = marks
        known.update(zip(new, itertools.count(len(known))))

    def _joined(self, doc: Doc, kinds: Sequence[_Kind]) -> set[int]:
        """The tokens that stand in a place where a rule for two tokens applies."""
        openers = self._openers
        first = [i for i, kind in enumerate(kinds) if kind in openers]
        return {i + k for i in first for _, start, end in self._pairs(doc[i : i + _REACH], allow_missing=True) for k in range(start, end)}

    def _made(self, kinds: Sequence[_Kind]) -> Doc:
        """A Doc of tokens of these kinds, not yet marked."""
        strings = self._nlp.vocab.strings
        words, tags, deps = ([strings[row[k]] for row in kinds] for k in range(len(_KIND)))
        return Doc(self._nlp.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(kinds))))

    def _marks(self, doc: Doc) -> _Array:
        """What the pipeline sets on the tokens of a Doc."""
        for part in self._parts:
            doc = part(doc)
        return doc.to_array(_MARKS)  # type: ignore[arg-type]
