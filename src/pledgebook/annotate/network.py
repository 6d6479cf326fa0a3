"""The pipeline's network over one Doc: the numbers it computes itself, in a third of the time.

A word's vector depends on the word alone, so that it is computed once and remembered. A sentence's arcs depend on its
own words and the first that follows it, in whose view the parser ends the sentence; so all sentences take their steps
together, where the pipeline takes one step of one text at a time.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy
import numpy.typing
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pledgebook.annotate.encoder import Encoder

REMEMBERED = 30_000
"""words after which the memory is emptied; more than are ever parsed at once"""
AHEAD = 1
"""words behind a sentence that the parser looks at: with the first in view, all it can do is end the sentence"""
_START = 1
_AS_WRITTEN: Mapping[str, str] = {}
_BESIDE = frozenset({"SPACY", "IS_SPACE"})
"""what the network sees of a token that is no matter of its form: whether a blank follows, whether it is one"""

_Array = numpy.typing.NDArray[Any]


class Network:
    """The vectors, the tagger and the parser of a pipeline."""

    def __init__(self, nlp: Language) -> None:
        parts: list[Any] = [nlp.get_pipe(name) for name in ("tok2vec", "tagger", "parser")]
        tok2vec, self._tagger, self._parser = parts
        self._words = _Words(tok2vec.model, nlp.vocab)
        assert not self._parser.model.attrs["unseen_classes"], "scores of unseen classes would have to be masked"

    def __call__(self, doc: Doc, taken_for: Mapping[str, str] = _AS_WRITTEN) -> Doc:
        """Sets tag, head and dependency of every token of a Doc with its sentences marked, as the pipeline would.

        A word in `taken_for` gets the vector of the other one.
        """
        if len(doc) == 0:
            return doc
        doc.tensor = self._words.vectors(doc, taken_for)
        return self._parsed(self._tagger(doc))

    def _parsed(self, doc: Doc) -> Doc:
        moves = self._parser.moves
        tokens: _Array = doc.to_array(["ORTH", "SENT_START"])
        borders = [0, *(numpy.flatnonzero(tokens[1:, 1] == _START) + 1).tolist(), len(doc)]
        sentences = [_part(doc, tokens, start, min(end + AHEAD, len(doc))) for start, end in itertools.pairwise(borders)]
        (whole,) = moves.init_batch([doc])
        for state, (start, end) in zip(self._states(sentences), itertools.pairwise(borders), strict=True):
            for arc in state.arcs:
                if start + arc["child"] < end:
                    whole.add_arc(start + arc["head"], start + arc["child"], arc["label"])
        self._parser.set_annotations([doc], [whole])
        return doc

    def _states(self, docs: Sequence[Doc]) -> list[Any]:
        """The parser's last state of each Doc."""
        states: list[Any] = self._parser.moves.init_batch(docs)
        model = self._parser.model.predict(docs)
        state_of, tokens_of, step = model.state2vec.predict, model.get_token_ids, self._parser.transition_states
        # through the layer itself a step's scores take five times as long
        weights, bias = model.vec2scores.get_param("W").T, model.vec2scores.get_param("b")
        left = states
        while left:
            left = step(left, state_of(tokens_of(left)) @ weights + bias)
        return states


def _part(doc: Doc, tokens: _Array, start: int, end: int) -> Doc:
    """What the parser reads of some tokens of a Doc."""
    part = Doc(doc.vocab, words=tokens[start:end, 0].tolist())
    part.from_array(["SENT_START"], tokens[start:end, 1:])  # type: ignore[arg-type]
    part.tensor = doc.tensor[start:end]
    return part


class _Words:
    """The vectors of words, remembered, and of words where they stand."""

    def __init__(self, model: Any, vocab: Vocab) -> None:
        self._vocab = vocab
        embed, encode = model.layers
        self._encode = Encoder(encode)
        features, *self._layers = embed.layers
        self._columns = features.attrs["columns"]
        self._known: dict[bytes, int] = {}
        self._table: _Array = numpy.empty((REMEMBERED, model.get_dim("nO")), dtype="float32")

    def vectors(self, doc: Doc, taken_for: Mapping[str, str] = _AS_WRITTEN) -> _Array:
        """Of every token its vector among its neighbours."""
        features: _Array = numpy.ascontiguousarray(doc.to_array(self._columns))
        words = [(i, taken_for[token.text]) for i, token in enumerate(doc) if token.text in taken_for] if taken_for else []
        if words:
            form = [k for k, column in enumerate(self._columns) if column not in _BESIDE]
            others = Doc(self._vocab, words=[word for _, word in words]).to_array(self._columns)
            features[numpy.ix_([i for i, _ in words], form)] = others[:, form]
        keys: list[bytes] = features.view(f"V{features.itemsize * features.shape[1]}").ravel().tolist()
        known = self._known
        new = {key: i for i, key in enumerate(keys) if key not in known}
        if len(known) + len(new) > REMEMBERED:
            known.clear()
            new = {key: i for i, key in enumerate(keys)}
        if new:
            rows = [features[list(new.values())]]
            for layer in self._layers:
                rows = layer.predict(rows)
            self._table[len(known) : len(known) + len(new)] = rows[0]
            known.update(zip(new, itertools.count(len(known))))
        return self._encode(self._table[[known[key] for key in keys]])
