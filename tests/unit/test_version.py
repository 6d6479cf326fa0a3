"""What changes the version of a reading."""

from __future__ import annotations

import pathlib

import pytest

import pledgebook.version
from pledgebook.version import reading_version


@pytest.mark.parametrize("changed", ["clean/layout.py", "annotate/pipeline.sha256", "extract/models/worth.npy", "pipeline.py"])
def test_code_weights_and_the_parsers_digest_are_part_of_the_version(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    for name in ("clean/layout.py", "annotate/pipeline.sha256", "extract/models/worth.npy", "extract/notes.txt", "pipeline.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"one")
    monkeypatch.setattr(pledgebook.version, "_HERE", tmp_path)
    monkeypatch.setattr(pledgebook.version, "_READING", ("clean", "annotate", "extract", "pipeline.py"))

    def version() -> str:
        reading_version.cache_clear()
        return reading_version()

    before = version()
    (tmp_path / "extract/notes.txt").write_bytes(b"two")
    assert version() == before
    (tmp_path / changed).write_bytes(b"two")
    assert version() != before
    monkeypatch.undo()
    reading_version.cache_clear()
