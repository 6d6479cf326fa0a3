"""Reprints and rewrites are one source; reports of one event in other words are not."""

from __future__ import annotations

from pledgebook.resolve.copies import copies, families, independent, likeness, sketch

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
