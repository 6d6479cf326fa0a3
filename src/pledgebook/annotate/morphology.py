"""Parts of speech and lemmas of tagged, parsed tokens, each kind of token worked out once.

The pipeline's attribute ruler and lemmatizer look at one token, or at two neighbours, at a time. What they say of a
word with a tag and a dependency is remembered: the same marks as theirs in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

REMEMBERED = 200_000
"""kinds of tokens after which the memory is emptied"""

_KIND = ("ORTH", "TAG", "DEP")
_MARKS = ("TAG", "POS", "MORPH", "LEMMA", "DEP")
_REACH = 2
"""the most tokens one rule looks at"""


class _Kind(NamedTuple):
    """All that decides a token's marks, unless a rule for two tokens applies: its form, tag and dependency."""

    orth: int
    tag: int
    dep: int


_Marks = list[int]


class Morphology:
    """The attribute ruler and the lemmatizer of a pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        ruler: Any = nlp.get_pipe("attribute_ruler")
        self._parts = [ruler, nlp.get_pipe("lemmatizer")]
        self._known: dict[_Kind, _Marks] = {}
        patterns = [pattern for rule in ruler.patterns for pattern in rule["patterns"]]
        assert max(map(len, patterns)) <= _REACH, "a rule reaches further than a neighbour"
        self._pairs = Matcher(nlp.vocab)
        self._pairs.add("pair", [pattern for pattern in patterns if len(pattern) == _REACH])

    def __call__(self, doc: Doc) -> Doc:
        """Sets tag, part of speech, morphology and lemma of every token of a tagged and parsed Doc, as the pipeline would."""
        if len(doc) == 0:
            return doc
        kinds = [_Kind(*row) for row in doc.to_array(_KIND).tolist()]  # type: ignore[arg-type]
        self._learn(kinds)
        marks = [self._known[kind] for kind in kinds]
        for i in self._joined(doc):
            marks[i] = self._marks(self._made(kinds[max(i - 1, 0) : i + 2]))[min(i, 1)]
        for i, (kind, mark) in enumerate(zip(kinds, marks, strict=True)):
            if kind.dep != mark[-1]:
                doc[i].dep = mark[-1]
        # the heads stay: writing all dependencies anew would recount the sentences
        doc.from_array(_MARKS[:-1], numpy.array([mark[:-1] for mark in marks], dtype="uint64"))  # type: ignore[arg-type]
        return doc

    def _learn(self, kinds: Sequence[_Kind]) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        new = list(dict.fromkeys(kind for kind in kinds if kind not in self._known))
        if not new:
            return
        beside = self._made(new)
        joined = self._joined(beside)
        self._known.update(zip(new, self._marks(beside), strict=True))
        for i in joined:
            self._known[new[i]] = self._marks(self._made([new[i]]))[0]

    def _joined(self, doc: Doc) -> set[int]:
        """The tokens that stand in a place where a rule for two tokens applies."""
        return {i for _, start, end in self._pairs(doc, allow_missing=True) for i in range(start, end)}

    def _made(self, kinds: Sequence[_Kind]) -> Doc:
        """A Doc of tokens of these kinds, not yet marked."""
        strings = self._nlp.vocab.strings
        words, tags, deps = ([strings[row[k]] for row in kinds] for k in range(len(_KIND)))
        return Doc(self._nlp.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(kinds))))

    def _marks(self, doc: Doc) -> list[_Marks]:
        """What the pipeline sets on the tokens of a Doc."""
        for part in self._parts:
            doc = part(doc)
        marks: list[_Marks] = doc.to_array(_MARKS).tolist()  # type: ignore[arg-type]
        return marks
