from __future__ import annotations

import pytest

from pledgebook.annotate.quotes import find_quotes
from pledgebook.dossier.load import load_dossier
from pledgebook.model.annotation import Quote
from pledgebook.model.text import Block, Document, OffsetMap, RawDocument, Span


def document(*paragraphs: str) -> Document:
    text = "\n".join(paragraphs)
    starts = [sum(len(p) + 1 for p in paragraphs[:k]) for k in range(len(paragraphs))]
    blocks = tuple(Block(Span(start, start + len(p)), "paragraph") for start, p in zip(starts, paragraphs, strict=True))
    raw = RawDocument("a", "0" * 64, text, "utf-8")
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), blocks, (), (), None, None, None, None, None, "en")


def quotes(*paragraphs: str) -> tuple[Document, tuple[Quote, ...]]:
    read = document(*paragraphs)
    return read, find_quotes(read, load_dossier())


def contents(*paragraphs: str) -> list[str]:
    read, found = quotes(*paragraphs)
    return [quote.content.of(read.text) for quote in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The envoy said: "We pay."', ["We pay."]),
        ("The envoy said: “We pay.”", ["We pay."]),
        ("«Nous payons», he said, and: „Wir zahlen“.", ["Nous payons", "Wir zahlen"]),
        ("``We pay,'' he said.", ["We pay,"]),
        ('""We pay,"" he said.', ["We pay,"]),
        ("”We pay,” he said.", ["We pay,"]),
        ('"We pay" he said,"and we like it".', ["We pay", "and we like it"]),
        ('The so-called "special operation" was "ready".', ["special operation", "ready"]),
    ],
)
def test_every_kind_of_double_mark_makes_a_quotation(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He hailed a ‘new dawn’ for the allies’ cause.", ["new dawn"]),
        ("He hailed a 'new dawn' for the allies' cause.", ["new dawn"]),
        ("'The allies' guns are here,' he said, 'and we don't need more.'", ["The allies' guns are here,", "and we don't need more."]),
        ("The ministers' plan isn't Norland's idea.", []),
        ("Rock 'n' roll from the '90s, 'til dawn.", []),
    ],
)
def test_single_marks_are_told_from_apostrophes(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    "text",
    ["“He told me “no” and left,” she said.", "“He told me ‘no’ and left,” she said.", "‘He told me “no” and left,’ she said."],
)
def test_only_the_outermost_quotation_counts(text: str) -> None:
    assert len(contents(text)) == 1


def test_the_span_holds_the_marks_and_the_content_does_not() -> None:
    read, (quote,) = quotes("He said “we pay” twice.")
    assert quote.span.of(read.text) == "“we pay”"
    assert quote.content.of(read.text) == "we pay"
    assert quote.balanced


def test_a_quotation_reopened_in_each_paragraph_is_one_quote_a_paragraph_and_misses_no_mark() -> None:
    read, found = quotes("“We pay today.", "“We pay tomorrow.", "“We pay for ever,” he said.")
    assert [quote.content.of(read.text) for quote in found] == ["We pay today.", "We pay tomorrow.", "We pay for ever,"]
    assert all(quote.balanced for quote in found)


def test_a_quotation_reopened_within_a_block_ends_before_its_next_paragraph() -> None:
    assert contents("He said: “We pay today. “We pay tomorrow.”") == ["We pay today.", "We pay tomorrow."]


def test_a_quotation_that_never_closes_ends_with_its_block() -> None:
    read, (quote,) = quotes("She noted: “It is the talk of fear. We are strong.", "The delegation left.")
    assert quote.content.of(read.text) == "It is the talk of fear. We are strong."
    assert not quote.balanced


def test_a_quotation_that_never_opens_starts_after_its_cue() -> None:
    read, (quote,) = quotes("Holt stated, The talks go on, that’s good, but Norland must be strong” As part of this, it paid.")
    assert quote.content.of(read.text) == "The talks go on, that’s good, but Norland must be strong"
    assert not quote.balanced


def test_of_two_cues_the_last_begins_a_quotation_that_never_opens() -> None:
    assert contents("Holt said, We wait. Orr added, Norland must be strong” and left.") == ["Norland must be strong"]


def test_a_quotation_that_never_opens_and_has_no_cue_starts_with_its_sentence() -> None:
    assert contents("It rained. We shall pay,” he said.") == ["We shall pay,"]


def test_a_mark_in_the_next_block_does_not_close() -> None:
    _, found = quotes("He said: “We pay.", "They left” at noon.")
    assert [quote.span.end <= 17 for quote in found] == [True, False]


def test_inches_and_html_attributes_are_no_quotations() -> None:
    assert contents('A 12" gun and a <img alt="gun" src="x"> tag.') == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"We asked for the boats, and we shall sail them, a spokesperson for the harbour said.', "We asked for the boats, and we shall sail them,"),
        ('The yard is full. "We asked for boats, said the envoy on Monday. The rest is paid.', "We asked for boats,"),
        ('The envoy said: "We pay, the yard said. The rest comes.', "We pay, the yard said. The rest comes."),
        ('"We pay, as we said.', "We pay, as we said."),
    ],
)
def test_a_quotation_that_never_closes_ends_where_its_speaker_is_named(text: str, said: str) -> None:
    assert contents(text) == [said]
