"""What is inside compressed files and web archives is read as if it were not."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import time
import tracemalloc
import zlib

import pyarrow as pa
import pytest

from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.files import read_paths
from pledgebook.read.reader import Intake, Limits

PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": lambda data: pa.compress(data, codec="zstd", asbytes=True)}
PAGE = b"<html><body><article><h1>Norland pays</h1><p>Norland pays ten million crowns for generators, its ministry said.</p></article></body></html>"


def split(found):
    found = list(found)
    return [item for item in found if isinstance(item, RawDocument)], [item for item in found if isinstance(item, Rejection)]


def read(path, data, **how):
    path.write_bytes(data)
    return split(read_paths([path], intake=Intake(**how)))


@pytest.fixture(params=PACKERS)
def packed(request, tmp_path):
    """Reads data packed in each way in turn, under a name with the fitting ending."""
    return lambda name, data, **how: read(tmp_path / f"{name}.{request.param}", PACKERS[request.param](data), **how)


def test_what_is_inside_is_read_by_the_reader_that_knows_it(packed):
    documents, _ = packed("rows.jsonl", b'{"text": "A."}\n{"text": "B."}\n')
    assert [(document.name, document.text) for document in documents] == [("rows.jsonl:1", "A."), ("rows.jsonl:2", "B.")]
    assert [document.name for document in packed("news.csv", b"text\nNorland pays.\n")[0]] == ["news.csv:2"]
    assert [document.name for document in packed("page.html", PAGE)[0]] == ["page.html"]


def test_a_named_format_is_that_of_what_is_inside(packed):
    assert len(packed("rows.txt", b'{"text": "A."}\n{"text": "B."}\n', format="jsonl")[0]) == 2


def test_a_parquet_table_inside_is_read(packed):
    table = io.BytesIO()
    pa.parquet.write_table(pa.table({"text": ["Norland pays."]}), table)
    assert [document.text for document in packed("news.parquet", table.getvalue())[0]] == ["Norland pays."]


def test_several_parts_packed_one_after_another_are_one(tmp_path):
    for ending, pack in PACKERS.items():
        documents, _ = read(tmp_path / f"rows.jsonl.{ending}", pack(b'{"text": "A."}\n') + pack(b'{"text": "B."}\n'))
        assert len(documents) == 2


def test_a_file_that_breaks_off_is_read_up_to_there_and_told(tmp_path):
    rows = b"".join(b'{"text": "Norland pays %d crowns."}\n' % number for number in range(20_000))
    for ending, pack in PACKERS.items():
        whole = pack(rows)
        documents, rejections = read(tmp_path / f"rows.jsonl.{ending}", whole[: len(whole) * 3 // 4])
        assert 0 < len(documents) < 20_000 or ending == "bz2"
        assert rejections[-1].code in ("broken_archive", "unreadable_file")


def test_a_bomb_is_unpacked_no_further_than_a_document_may_be_long(tmp_path):
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(b"\n" * 1_000_000) for _ in range(100)) + packer.flush()
    (tmp_path / "a.txt.gz").write_bytes(bomb)
    tracemalloc.start()
    started = time.monotonic()
    (refusal,) = read_paths([tmp_path / "a.txt.gz"])
    assert time.monotonic() - started < 2
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.code == "document_too_large"
    assert peak < 20_000_000


def test_a_file_packed_many_times_over_is_refused(tmp_path):
    data = b"Norland pays."
    for _ in range(5):
        data = gzip.compress(data)
    _, rejections = read(tmp_path / "a.gz", data)
    assert [rejection.code for rejection in rejections] == ["nested_archive"]


def record(url, body, kind="text/html; charset=utf-8", status="200 OK", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    block = ("\r\n".join(lines) + "\r\n\r\n").encode() + body
    head = ("WARC/1.1", "WARC-Type: response", f"WARC-Target-URI: {url}", "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>")
    typed = ("Content-Type: application/http; msgtype=response", f"Content-Length: {len(block)}")
    return ("\r\n".join((*head, *typed)) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def test_every_page_of_a_web_archive_is_read_and_what_is_none_is_counted(tmp_path):
    archive = b"".join(
        (
            record("https://wire.example/2025/12/03/norland", PAGE),
            record("https://wire.example/logo.png", b"\x89PNG", "image/png"),
            record("https://wire.example/gone", PAGE, status="404 Not Found"),
            record("https://wire.example/robots.txt", b"User-agent: *", "text/plain"),
            record("https://wire.example/empty", b"<html><body></body></html>"),
            record("https://wire.example/note", "Norland’s café pays.".encode("windows-1252"), "text/plain; charset=windows-1252"),
            record("https://wire.example/packed", gzip.compress(PAGE), Content_Encoding="gzip"),
        )
    )
    documents, rejections = read(tmp_path / "crawl.warc", archive)
    assert [document.given.url for document in documents] == [f"https://wire.example/{path}" for path in ("2025/12/03/norland", "note", "packed")]
    assert documents[0].given.date == "2025-12-03"
    assert documents[1].text == "Norland’s café pays."
    assert [rejection.code for rejection in rejections] == ["no_article", "no_pages"]
    assert "3 of 7 records are no pages" in rejections[1].message
    assert "1 image/png" in rejections[1].message


def test_a_packed_web_archive_is_read(tmp_path):
    parts = [gzip.compress(record(f"https://wire.example/{number}", PAGE.replace(b"ten", b"%d" % number))) for number in range(3)]
    assert len(read(tmp_path / "crawl.warc.gz", b"".join(parts))[0]) == 3


def test_a_web_archive_that_breaks_off_is_read_up_to_there(tmp_path):
    parts = [record(f"https://wire.example/{number}", PAGE.replace(b"ten", b"%d" % number)) for number in range(3)]
    documents, rejections = read(tmp_path / "crawl.warc.gz", gzip.compress(b"".join(parts))[:-100])
    assert len(documents) < 3
    assert [rejection.code for rejection in rejections][-1] == "broken_archive"
    _, rejections = read(tmp_path / "noise.warc", b"WARC/1.1\r\nnothing at all")
    assert rejections


def test_a_huge_record_is_refused_and_the_next_is_read(tmp_path):
    archive = record("https://wire.example/huge", PAGE + b" " * 2_000_000) + record("https://wire.example/a", PAGE)
    documents, rejections = read(tmp_path / "crawl.warc", archive, limits=Limits(page_bytes=100_000))
    assert ([document.given.url for document in documents], [rejection.code for rejection in rejections]) == (["https://wire.example/a"], ["file_too_large"])
