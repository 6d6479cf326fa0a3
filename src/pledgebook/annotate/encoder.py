"""The layers that look at a word's neighbours, as few operations on whole matrices: the pipeline's numbers but for the last bits, in half the time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy
import numpy.typing
import threadpoolctl  # type: ignore[import-untyped]

_REACH = 1
"""neighbours on either side that a layer looks at"""
_LEAST = 1e-8
"""what is added to a variance, as thinc does"""

_Array = numpy.typing.NDArray[Any]


class _Layer(NamedTuple):
    """One layer: from a word and its neighbours to the greatest of `pieces` sums for each number, scaled, added to what was there."""

    weights: _Array
    """a row for each number that goes in; a column for each sum, the first of every number before the second of any"""
    bias: _Array
    pieces: int
    scale: _Array
    shift: _Array


class Encoder:
    """The encoder of a pipeline's vectors; its matrices are multiplied by one thread, as others have their own documents to read."""

    def __init__(self, model: Any) -> None:
        parts = list(model.walk(order="dfs_pre"))
        named = {name: [part for part in parts if part.name == name] for name in ("expand_window", "maxout", "layernorm")}
        pairs = list(zip(named["maxout"], named["layernorm"], strict=True))
        assert all(part.attrs["window_size"] == _REACH for part in named["expand_window"])
        assert model.attrs["pad"] == len(pairs) == len(named["expand_window"]), "each layer looks one word further"
        self._layers = [_layer(*pair) for pair in pairs]
        self._threads = threadpoolctl.ThreadpoolController().select(user_api="blas")

    def __call__(self, words: _Array) -> _Array:
        """A row for each row of `words`, which are the vectors of a document's words in their order."""
        beyond = len(self._layers)
        found = numpy.pad(words, ((beyond, beyond), (0, 0)))
        with self._threads.limit(limits=1):
            for layer in self._layers:
                found = found + _applied(layer, found)
        return numpy.ascontiguousarray(found[beyond:-beyond])


def _layer(maxout: Any, norm: Any) -> _Layer:
    weights: _Array = maxout.get_param("W")
    width, pieces, inputs = weights.shape
    by_piece = weights.transpose(1, 0, 2).reshape(pieces * width, inputs)
    return _Layer(numpy.ascontiguousarray(by_piece.T), maxout.get_param("b").T.ravel(), pieces, norm.get_param("G"), norm.get_param("b"))


def _applied(layer: _Layer, words: _Array) -> _Array:
    count, width = words.shape
    beside: _Array = numpy.zeros((count, 3 * width), dtype=words.dtype)
    beside[1:, :width], beside[:, width : 2 * width], beside[:-1, 2 * width :] = words[:-1], words, words[1:]
    sums = beside @ layer.weights
    sums += layer.bias
    best = sums[:, :width].copy()
    for piece in range(1, layer.pieces):
        numpy.maximum(best, sums[:, piece * width : (piece + 1) * width], out=best)
    best -= best.mean(axis=1, keepdims=True)
    best *= (numpy.einsum("ij,ij->i", best, best)[:, None] / best.dtype.type(width) + best.dtype.type(_LEAST)) ** best.dtype.type(-0.5)
    best *= layer.scale
    best += layer.shift
    return best
