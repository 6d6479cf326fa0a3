"""What every reader promises, ours and others': documents and refusals one at a time, whatever the bytes."""

from __future__ import annotations

import importlib.metadata
import io
import types

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.errors import PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read import registry
from pledgebook.read.files import read_paths
from pledgebook.read.reader import Intake, Limits, Reader, source_of, source_of_bytes

NOISE = (
    b"",
    b"\0" * 5000,
    b"\xff" * 5000,
    bytes(range(256)) * 20,
    b"<" * 5000,
    b"%PDF-1.7\n" + b"\0" * 100,
    b"PK\x03\x04" + b"x" * 100,
    b"\x1f\x8b\x08" + b"x" * 100,
    b"\x28\xb5\x2f\xfd" + b"x" * 100,
    b"PAR1" + b"x" * 100 + b"PAR1",
    b"WARC/1.1\r\nnonsense\r\n\r\n",
    b"<rss><channel><item>",
    b'a,b\n"unclosed',
    b"{" * 5000,
)


@pytest.fixture(autouse=True)
def fresh():
    registry.readers.cache_clear()
    yield
    registry.readers.cache_clear()


@pytest.fixture(params=[reader.name for reader in registry.BUILT_IN])
def reader(request):
    return registry.reader_named(request.param)


def test_a_reader_says_what_it_reads(reader):
    assert isinstance(reader, Reader)
    assert reader.name.isidentifier()
    assert reader.reads
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in reader.suffixes)


@pytest.mark.parametrize("data", NOISE, ids=lambda data: repr(data[:9]))
def test_noise_is_refused_with_a_reason_and_nothing_is_raised(reader, data):
    found = list(registry.read_source(source_of_bytes(data, "noise", "noise"), Intake(format=reader.name, limits=Limits(10_000, 10_000, 10_000))))
    assert found
    for item in found:
        assert isinstance(item, RawDocument | Rejection)
        if isinstance(item, Rejection):
            assert item.code
            assert item.message.startswith("noise")
            assert item.hint


def test_no_two_readers_claim_the_same_name_or_ending():
    names = [reader.name for reader in registry.BUILT_IN]
    endings = [suffix for reader in registry.BUILT_IN for suffix in reader.suffixes]
    assert len(set(names)) == len(names)
    assert len(set(endings)) == len(endings)


class Telegrams:
    """Another package's reader: a telegram ends with STOP."""

    name = "telegram"
    reads = "telegrams"
    suffixes = (".tgm",)
    media_types = ()

    def recognises(self, source):
        return source.head.startswith(b"TELEGRAM")

    def read(self, source, intake):
        for number, telegram in enumerate(source.stream.read().decode().removeprefix("TELEGRAM ").split(" STOP"), 1):
            if telegram.strip():
                yield row_document(telegram.strip(), f"{source.name}:{number}")


def installed(monkeypatch, loaded):
    entry = types.SimpleNamespace(name="telegram", value="telegrams:Telegrams", load=lambda: loaded)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: [entry] if group == "pledgebook.readers" else [])


def test_another_packages_reader_reads_what_it_recognises_or_what_bears_its_ending(monkeypatch, tmp_path):
    installed(monkeypatch, Telegrams)
    (tmp_path / "a.tgm").write_text("Norland pays STOP")
    (tmp_path / "b.txt").write_text("TELEGRAM Norland ships STOP Norland pays STOP")
    assert [document.text for document in read_paths([tmp_path])] == ["Norland pays", "Norland ships", "Norland pays"]


def test_a_reader_that_is_none_or_cannot_be_loaded_is_named(monkeypatch):
    installed(monkeypatch, object())
    with pytest.raises(PledgebookError, match=r"'telegram' \(telegrams:Telegrams\) is no reader"):
        registry.readers()


def test_a_named_format_reads_whatever_the_ending_says(tmp_path):
    (tmp_path / "rows.txt").write_text('{"text": "Norland pays."}\n{"text": "Norland ships."}\n')
    assert len(list(read_paths([tmp_path / "rows.txt"], intake=Intake(format="jsonl")))) == 2


def test_a_format_nobody_reads_is_an_error_that_lists_those_there_are():
    with pytest.raises(PledgebookError) as caught:
        read_paths(["a.txt"], intake=Intake(format="papyrus"))
    assert caught.value.code == "unknown_format"
    assert "jsonl" in (caught.value.hint or "")


def test_a_pattern_stands_for_the_files_it_matches_sorted(tmp_path):
    for name in ("b.txt", "a.txt", "c.log", "deep/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"Text {name}.")
    assert [document.name for document in read_paths([tmp_path / "*.txt"])] == ["a.txt", "b.txt"]
    assert [document.name for document in read_paths([f"{tmp_path}/**/*.txt"])] == ["a.txt", "b.txt", "d.txt"]


def test_a_pattern_that_matches_nothing_is_said_and_a_file_with_brackets_in_its_name_is_a_file(tmp_path):
    (tmp_path / "report[1].txt").write_text("Norland pays.")
    assert [document.text for document in read_paths([tmp_path / "report[1].txt"])] == ["Norland pays."]
    (refusal,) = read_paths([tmp_path / "*.nothing"])
    assert refusal.code == "missing_path"


class Pipe(io.RawIOBase):
    """Bytes that come a few at a time and cannot be gone back in."""

    def __init__(self, data, step=7):
        self.data, self.step = data, step

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = self.data[: min(self.step, len(buffer))]
        self.data = self.data[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)


def test_what_comes_through_a_pipe_in_small_pieces_is_read_whole():
    data = b"\n" + b'{"text": "Norland pays."}\n' * 3
    source = source_of(io.BufferedReader(Pipe(data)), "-", "-", whole_line=1000)
    assert len(list(Intake().read(source))) == 3
    source = source_of(io.BufferedReader(Pipe(data)), "-", "-", whole_line=1000)
    assert source.file(10_000).read() == data
