"""What the repository's texts must not hold: paths of a machine, hosts of a registry, sentences of the evaluation texts."""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import zlib
from collections.abc import Iterator

import pytest

ROOT = pathlib.Path(__file__).parents[2]
EVALUATION = pathlib.Path(os.environ.get("PLEDGEBOOK_EVAL") or ROOT.parent / "shared")
WORDS_IN_A_ROW = 8
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# written in pieces, so that this file does not hold what it looks for
PIECES = (("/wor", r"k\b"), ("/tm", "p/"), ("/hom", r"e/\w"), ("/roo", r"t\b"), (r"pypi\.", "org"), (r"pythonhosted\.", "org"))
FORBIDDEN = [re.compile(first + second) for first, second in PIECES]
NAMES = ("the head of the Office of the President of Ukraine",)
"""names so long that they fill a run of words; the dossier's tables hold nothing but names"""
GENERATED = ("requirements.lock", "requirements-dev.lock", "requirements-schemas.lock", "requirements-uv.lock")


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every text file git keeps, with those not yet added."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in sorted(filter(None, listed.stdout.decode().split("\0"))):
        path = ROOT / name
        if path.is_file() and name not in GENERATED:
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def shingles(text: str) -> Iterator[int]:
    """A number for each run of eight words; equal runs have equal numbers."""
    words = [word.group().casefold() for word in WORD.finditer(text)]
    for start in range(len(words) - WORDS_IN_A_ROW + 1):
        run = " ".join(words[start : start + WORDS_IN_A_ROW]).encode()
        yield zlib.crc32(run) << 32 | zlib.adler32(run)


def evaluation_texts() -> Iterator[str]:
    for path in sorted((EVALUATION / "seeds").glob("*.txt")):
        yield path.read_text(encoding="utf-8", errors="replace")
    for path in sorted((EVALUATION / "data").glob("*_dev.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line).get("text") or "")


def test_no_text_names_a_machine_or_a_registry() -> None:
    found = [f"{name}: {match.group()}" for name, text in texts() for pattern in FORBIDDEN for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.skipif(not (EVALUATION / "seeds").is_dir(), reason="the evaluation texts are not here")
def test_no_sentence_of_the_evaluation_texts_stands_in_the_repository() -> None:
    held = {shingle for text in evaluation_texts() for shingle in shingles(text)} - {shingle for name in NAMES for shingle in shingles(name)}
    found = {}
    for name, text in texts():
        if name.endswith(".csv"):
            continue
        words = [word.group() for word in WORD.finditer(text)]
        copied = [" ".join(words[start : start + WORDS_IN_A_ROW]) for start, shingle in enumerate(shingles(text)) if shingle in held]
        if copied:
            found[name] = copied[:3]
    assert found == {}
