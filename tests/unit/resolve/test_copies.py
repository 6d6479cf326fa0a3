"""Reprints and rewrites are one source; reports of one event in other words are not."""

from __future__ import annotations

import random

import pytest

from pledgebook.resolve import bands
from pledgebook.resolve.copies import Copies, copies, families, independent
from pledgebook.resolve.sketches import likeness, sketch

TEXT = " ".join(f"sentence {k} tells something of its own about matter {k * 7 % 101}" for k in range(60))


def test_a_text_cut_by_a_third_is_a_copy():
    cut = TEXT[: len(TEXT) * 7 // 10]
    assert 0.6 < likeness(sketch(TEXT), sketch(cut)) < 0.8
    assert families("ab", copies({"b": sketch(TEXT), "a": sketch(cut)})) == {"a": "a", "b": "a"}


def test_another_text_is_none():
    other = TEXT.replace("something", "nothing").replace("matter", "thing")
    assert families("ab", copies({"a": sketch(TEXT), "b": sketch(other)})) == {"a": "a", "b": "b"}


def test_short_and_empty_texts_are_compared_exactly():
    assert likeness(sketch("one two"), sketch("one two")) == 1.0
    assert likeness(sketch(""), sketch("")) == 0.0


def test_one_outlet_is_one_source_and_copies_of_it_too():
    family = {"a": "a", "b": "b", "c": "b", "d": "d"}
    outlets = {"a": ("x.example",), "b": ("x.example",), "d": ("y.example",)}
    assert independent("abcd", family, outlets) == 2


def reprint(chance):
    """One of six texts, with words left out: some alike enough to be copies, some not."""
    own = [f"{word} of text {chance.randrange(6)}" for word in ("first", "second", "third")]
    words = " ".join(f"{own[0]} {k} tells of matter {k * 7 % 101}" for k in range(25)).split()
    return sketch(" ".join(word for word in words if chance.random() > 0.02))


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_copies_among_documents_that_come_and_go_are_those_of_the_documents_there(monkeypatch, chunk):
    monkeypatch.setattr(bands, "CHUNK", chunk)
    chance = random.Random(3)
    kept, there, seen = Copies(), {}, set()
    for _ in range(40):
        change = {f"d{chance.randrange(30):02}": reprint(chance) if chance.random() < 0.7 else b"" for _ in range(chance.randint(1, 6))}
        kept.update(change)
        there = {document: made for document, made in {**there, **change}.items() if made}
        found = [(a, b) for a in sorted(there) for b in sorted(there) if a < b and likeness(there[a], there[b]) >= 0.55]
        assert kept.alike() == found
        seen.add(len(found))
    assert len(seen) > 5


def test_a_band_of_a_crowd_is_compared_with_its_first_alone():
    boilerplate = sketch(TEXT)
    assert copies({f"d{k:03}": boilerplate for k in range(60)}) == [("d000", f"d{k:03}") for k in range(1, 60)]
