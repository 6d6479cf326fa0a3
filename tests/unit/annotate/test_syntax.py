import pathlib
from typing import Any

import pytest
import spacy

from pledgebook.annotate.syntax import HASHES, check_files, pipeline
from pledgebook.errors import PledgebookError


def test_a_changed_pipeline_file_is_refused_by_name(tmp_path: pathlib.Path) -> None:
    (tmp_path / "tokenizer").write_bytes(b"other")
    with pytest.raises(PledgebookError, match="tokenizer"):
        check_files(tmp_path, "0" * 64 + "  tokenizer\n")


def test_a_missing_pipeline_file_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(PledgebookError, match="missing"):
        check_files(tmp_path, HASHES.read_text(encoding="utf-8"))


def test_the_pipeline_loads_without_the_parts_nothing_reads() -> None:
    assert {"tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"} == set(pipeline().pipe_names)


def test_lemmas_are_looked_up_without_going_through_lists_and_are_those_of_the_package() -> None:
    lemmatizer: Any = pipeline().get_pipe("lemmatizer")
    index = lemmatizer.lookups.get_table("lemma_index")
    assert {type(words) for words in index.values()} == {frozenset}
    assert max(map(len, index.values())) > 50_000
    text = "Norland's ministers were sending better lorries, and had lent the oldest tents; nobody feels worse."
    theirs = spacy.load(pipeline().path)
    assert [token.lemma_ for token in pipeline()(text)] == [token.lemma_ for token in theirs(text)]
