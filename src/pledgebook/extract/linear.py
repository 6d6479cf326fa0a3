"""Small linear models over hashed features: they hold numbers, no text, and give the same answer everywhere."""

from __future__ import annotations

import functools
import pathlib
import zlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

MODELS = pathlib.Path(__file__).parent / "models"
SIZE = 1 << 13
"""buckets that features are hashed into; two features that share one share its weight"""


def buckets(features: Iterable[str]) -> list[int]:
    """The buckets of features, each once, in order.

    >>> buckets(["verb=send", "verb=send"]) == buckets(["verb=send"])
    True
    """
    return sorted({zlib.crc32(feature.encode()) % SIZE for feature in features})


@functools.cache
def weights(name: str) -> npt.NDArray[np.float32]:
    """The weights of a shipped model: a row a class, SIZE columns and the bias last."""
    loaded: npt.NDArray[np.float32] = np.load(MODELS / f"{name}.npy", allow_pickle=False).astype(np.float32)
    return loaded


def scores(name: str, features: Iterable[str]) -> list[float]:
    """The score of each class of a model, higher for likelier; one class gives its log odds."""
    found = buckets(features)
    return [float(row[-1] + row[found].sum()) for row in weights(name)]
