"""Addresses in object stores, read from a real server on this machine that speaks S3."""

from __future__ import annotations

import gzip
import io
import json
import socket

import pytest

from pledgebook.model.run import Rejection
from pledgebook.read.files import read_paths

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def bucket(object_store):
    rows = "".join(json.dumps({"id": f"r{k}", "text": f"Row {k} tells of aid."}) + "\n" for k in range(3))
    object_store.pipe("papers/2025/a.txt", b"Norway pledged $1 million to Ukraine.")
    object_store.pipe("papers/2025/rows.jsonl.gz", gzip.compress(rows.encode()))
    object_store.pipe("papers/2025/.hidden.txt", b"x")
    object_store.pipe("papers/2024/b.txt", b"Older.")
    return object_store


def read(*places):
    found = list(read_paths(places))
    return [(item.place, item.code) if isinstance(item, Rejection) else (item.name, item.text) for item in found]


def test_everything_below_a_prefix_is_read_in_order_unpacked_and_named_from_there(bucket):
    assert read("s3://papers/2025") == [
        ("s3://papers/2025/.hidden.txt", "hidden"),
        ("a.txt", "Norway pledged $1 million to Ukraine."),
        *((f"r{k}", f"Row {k} tells of aid.") for k in range(3)),
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_rows_of_an_object_are_read_a_line_at_a_time(bucket, packed):
    rows = b"".join(b'{"id": "r%d", "text": "Row %d tells of aid."}\n' % (k, k) for k in range(3)) + b'{"text": "'
    bucket.pipe("papers/2023/rows.jsonl", gzip.compress(rows) if packed else rows)
    assert read("s3://papers/2023/rows.jsonl") == [*((f"r{k}", f"Row {k} tells of aid.") for k in range(3)), ("s3://papers/2023/rows.jsonl:4", "bad_json")]


def test_one_object_and_a_pattern_stand_for_what_they_name(bucket):
    assert read("s3://papers/2024/b.txt") == [("b.txt", "Older.")]
    assert read("s3://papers/*/*.txt")[:1] == [("2024/b.txt", "Older.")]
    assert ("2025/a.txt", "Norway pledged $1 million to Ukraine.") in read("s3://papers/*/*.txt")


def test_a_table_of_parquet_is_read_from_a_store(bucket):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = io.BytesIO()
    pq.write_table(pa.table({"text": ["One.", "Two."], "id": ["1", "2"]}), table)
    bucket.pipe("papers/table.parquet", table.getvalue())
    assert [text for _, text in read("s3://papers/table.parquet")] == ["One.", "Two."]


@pytest.mark.parametrize("place", ["s3://no-such-bucket/a.txt", "s3://papers/none.txt", "s3://papers/none/*.txt"])
def test_a_bucket_or_object_that_is_not_there_is_told_with_its_address(bucket, place):
    (refused,) = read_paths([place])
    assert (refused.place, refused.code) == (place, "missing_path")
    assert place in refused.message


def test_without_credentials_the_remedy_is_told(bucket, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bucket.clear_instance_cache()
    (refused,) = read_paths(["s3://papers/2024/b.txt"])
    assert refused.code == "store_forbidden"
    assert "AWS_ACCESS_KEY_ID" in refused.hint


def test_a_store_out_of_reach_is_told_with_its_address(bucket, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        bucket.clear_instance_cache()
        (refused,) = read_paths(["s3://papers/2024/b.txt"])
    assert (refused.place, refused.code) == ("s3://papers/2024/b.txt", "unreachable_store")
    assert "127.0.0.1" in refused.message
