"""Trains linear models by full-batch gradient descent: no chance in it, so that the same data give the same weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pledgebook.extract.linear import SIZE, buckets

Matrix = npt.NDArray[np.float64]


def design(rows: list[list[str]]) -> Matrix:
    """One row an example, SIZE columns of 0 and 1, and the bias."""
    table = np.zeros((len(rows), SIZE + 1))
    for k, features in enumerate(rows):
        table[k, buckets(features)] = 1
    table[:, -1] = 1
    return table


def train(table: Matrix, labels: list[int], classes: int, share: list[float], strength: float = 1.0, steps: int = 400) -> Matrix:
    """Softmax regression (one row: logistic) with L2 strength over the columns in use; `share` weighs the examples."""
    used = np.flatnonzero(table.any(axis=0))
    small = table[:, used]
    weight = np.asarray(share)[:, None]
    rows = max(classes - 1, 1) if classes == 2 else classes
    target = np.eye(classes)[labels][:, 1:] if classes == 2 else np.eye(classes)[labels]
    curve = _steepest(small * np.sqrt(weight)) * (0.25 if classes == 2 else 0.5) + strength
    found = ahead = np.zeros((rows, len(used)))
    for step in range(steps):
        z = small @ ahead.T
        chance = 1 / (1 + np.exp(-z)) if classes == 2 else np.exp(z - z.max(axis=1, keepdims=True))
        chance = chance if classes == 2 else chance / chance.sum(axis=1, keepdims=True)
        slope = ((chance - target) * weight).T @ small + strength * ahead * (used != SIZE)
        before, found = found, ahead - slope / curve
        ahead = found + step / (step + 3) * (found - before)  # Nesterov's accelerated step
    full = np.zeros((rows, SIZE + 1))
    full[:, used] = found
    return full


def _steepest(table: Matrix) -> float:
    """The largest eigenvalue of table' table, by power iteration: a step of its inverse never overshoots."""
    vector = np.ones(table.shape[1])
    for _ in range(50):
        vector = table.T @ (table @ vector)
        vector /= np.linalg.norm(vector)
    return float(np.linalg.norm(table @ vector) ** 2)
