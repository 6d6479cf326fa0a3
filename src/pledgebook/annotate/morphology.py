"""Parts of speech and lemmas of tagged, parsed tokens, each kind of token worked out once.

The pipeline's attribute ruler and lemmatizer look at one token, or at two neighbours, at a time. What they say of a
word with a tag and a dependency is remembered, and what the ruler says of all words that no rule names: the same marks
as theirs in a fraction of the time.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy
import numpy.typing
from spacy.language import Language
from spacy.lexeme import Lexeme
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pledgebook.dossier.alternatives import NOTHING

REMEMBERED = 200_000
"""kinds of tokens after which the memory is emptied"""

OTHER = "other"
"""stands for every word that no rule names"""
_KIND = ("ORTH", "TAG", "DEP")
_MARKS = ("TAG", "POS", "MORPH", "LEMMA", "DEP")
_REACH = 2
"""the most tokens one rule looks at"""

_Kind = tuple[int, int, int]
"""all that decides a token's marks, unless a rule for two tokens applies: its form, tag and dependency"""
_Array = numpy.typing.NDArray[Any]


class _Told:
    """Whether a word is named by a rule, so that what is ruled of it hangs on more than its tag and dependency."""

    def __init__(self, parts: Iterable[Mapping[str, Any]]) -> None:
        self._words: set[str] = set()
        patterns = []
        for part in parts:
            assert part.keys() <= {"TAG", "DEP", "LOWER", "IS_SPACE"}, "a rule looks at something else of a token"
            named = part.get("LOWER", ())
            if isinstance(named, str):
                self._words.add(named)
            elif named:
                assert named.keys() <= {"IN", "REGEX"}, "a rule names words in another way"
                self._words |= set(named.get("IN", ()))
                patterns += [named["REGEX"]] if "REGEX" in named else []
        self._pattern = re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or NOTHING)

    def __call__(self, word: Lexeme) -> bool:
        return word.is_space or word.lower_ in self._words or bool(self._pattern.search(word.lower_))


class Morphology:
    """The attribute ruler and the lemmatizer of a pipeline."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        ruler: Any = nlp.get_pipe("attribute_ruler")
        lemmatizer: Any = nlp.get_pipe("lemmatizer")
        self._ruler, self._lemmatizer = ruler, lemmatizer
        self._ruled: dict[_Kind, _Array] = {}
        self._known: dict[_Kind, int] = {}
        self._table: _Array = numpy.empty((REMEMBERED, len(_MARKS)), dtype="uint64")
        self._openers: set[_Kind] = set()
        patterns = [pattern for rule in ruler.patterns for pattern in rule["patterns"]]
        assert max(map(len, patterns)) <= _REACH, "a rule reaches further than a neighbour"
        self._other = nlp.vocab.strings.add(OTHER)
        self._told = _Told(part for pattern in patterns for part in pattern)
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
            self._ruled.clear()
            new = list(dict.fromkeys(kinds))
        if not new:
            return
        self._table[len(known) : len(known) + len(new)] = self._alone(new)
        known.update(zip(new, itertools.count(len(known))))

    def _joined(self, doc: Doc, kinds: Sequence[_Kind]) -> set[int]:
        """The tokens that stand in a place where a rule for two tokens applies."""
        openers = self._openers
        first = [i for i, kind in enumerate(kinds) if kind in openers]
        return {i + k for i in first for _, start, end in self._pairs(doc[i : i + _REACH], allow_missing=True) for k in range(start, end)}

    def _alone(self, kinds: Sequence[_Kind]) -> _Array:
        """What the pipeline sets on tokens of these kinds that stand alone; a rule is asked once of all words none names that have a tag and dependency."""
        shapes = [kind if self._told(self._nlp.vocab[kind[0]]) else (self._other, *kind[1:]) for kind in kinds]
        new = list(dict.fromkeys(shape for shape in shapes if shape not in self._ruled))
        if new:
            self._rule(new)
        self._openers |= {kind for kind, shape in zip(kinds, shapes, strict=True) if shape in self._openers}
        doc = self._made(kinds)
        doc.from_array(_MARKS, numpy.array([self._ruled[shape] for shape in shapes]))  # type: ignore[arg-type]
        found: _Array = self._lemmatizer(doc).to_array(_MARKS)
        return found

    def _rule(self, shapes: Sequence[_Kind]) -> None:
        """Asks the attribute ruler of tokens that stand alone, and finds those that may open a rule for two."""
        beside = self._made(shapes)
        self._openers |= {shapes[start] for _, start, _ in self._firsts(beside, allow_missing=True)}
        joined = self._joined(beside, shapes)
        rows: _Array = self._ruler(beside).to_array(_MARKS)
        for i in joined:
            rows[i] = self._ruler(self._made([shapes[i]])).to_array(_MARKS)[0]
        self._ruled.update(zip(shapes, rows, strict=True))

    def _made(self, kinds: Sequence[_Kind]) -> Doc:
        """A Doc of tokens of these kinds, not yet marked."""
        strings = self._nlp.vocab.strings
        words, tags, deps = ([strings[row[k]] for row in kinds] for k in range(len(_KIND)))
        return Doc(self._nlp.vocab, words=words, tags=tags, deps=deps, heads=list(range(len(kinds))))

    def _marks(self, doc: Doc) -> _Array:
        """What the pipeline sets on the tokens of a Doc."""
        found: _Array = self._lemmatizer(self._ruler(doc)).to_array(_MARKS)
        return found
