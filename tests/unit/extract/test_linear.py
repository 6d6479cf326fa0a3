"""Small linear models over hashed features."""

from __future__ import annotations

import numpy as np
import pytest

from pledgebook.extract.linear import MODELS, SIZE, buckets, scores, weights

SHIPPED = sorted(path.stem for path in MODELS.glob("*.npy"))


def test_features_are_counted_once_and_in_no_order() -> None:
    assert buckets(["b", "a", "b"]) == buckets(["a", "b"])


def test_a_feature_hashes_to_the_same_bucket_everywhere() -> None:
    # CRC-32 of "123456789" is 0xCBF43926, the check value of the algorithm
    assert buckets(["123456789"]) == [0xCBF43926 % SIZE]


def test_buckets_lie_in_the_table() -> None:
    assert all(0 <= bucket < SIZE for bucket in buckets(f"feature={k}" for k in range(1000)))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_has_a_finite_weight_for_each_bucket_and_a_bias(name: str) -> None:
    table = weights(name)
    assert table.ndim == 2
    assert table.shape[1] == SIZE + 1
    assert np.isfinite(table).all()


@pytest.mark.parametrize("name", SHIPPED)
def test_without_features_the_bias_speaks_alone(name: str) -> None:
    assert scores(name, []) == [pytest.approx(float(row[-1])) for row in weights(name)]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_feature_adds_its_weight_once(name: str) -> None:
    (bucket,) = buckets(["stage=pledged"])
    assert scores(name, ["stage=pledged", "stage=pledged"]) == [pytest.approx(float(row[-1] + row[bucket]), rel=1e-5) for row in weights(name)]


def test_a_model_nobody_shipped_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        weights("no_such_model")
