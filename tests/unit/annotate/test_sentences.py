from __future__ import annotations

import pytest

from pledgebook.annotate.quotes import find_quotes
from pledgebook.annotate.sentences import find_sentences
from pledgebook.dossier.load import load_dossier
from pledgebook.model.text import Block, Document, OffsetMap, RawDocument, Span

# "|" stands where a sentence ends and the next begins, "~" around what belongs to none
CASES = [
    "The U.S. Army paid. |It left.",
    "Officials met in the U.S. |The talks failed.",
    "Gen. Ada Holt and Lt. Col. B. Reyes spoke. |Mr. Orr left.",
    "It came on Jan. 6 and again on Feb. 24. |In Mar. |The deal fell.",
    "They paid $1.5 bn. for it. |Nobody asked.",
    "They paid $1.5bn. |Nobody asked.",
    "At 9 a.m. Monday they met. |At 5 p.m. |They left.",
    "Resolution No. 12 was passed. |He said no. |They left.",
    '"Really?" she asked. |He nodded.',
    '"Really?" Holt asked. |He nodded.',
    '"We pay. |We always pay," he said. |"Good."',
    'He said: "We pay." |The hall was silent.',
    "“We have to keep the boats coming” |As part of this commitment, Norland paid.",
    "“We have to keep the boats coming” Orr said on Monday.",
    '"We have to keep the boats coming" and he left.',
    "The war ended.|The next day came.",
    "The war ended in 2022.|The next day came.",
    "They said the plan... was dead. |Well... |It was not.",
    "… and so it went. |Fine.",
    "~CNN — ~The council met. |It ended.",
    "~NORTHTOWN (Outlet) - ~The council met.",
    "~KYIV, Ukraine (AP) — ~The council met.",
    "~BRUSSELS, Dec 3 (Reuters) - ~The council met.",
    "~Northtown (CNN)~The council met.",
    "NATO - the alliance - met.",
    "~Wednesday, December 3, 2025 - ~NATO countries pledged.",
    "~WASHINGTON — ~The council met.",
    "Norland will send: 12 tanks; 4 guns; and shells. |It may send more.",
    "The U.S. Under Secretary spoke. |He left.",
    "St. Petersburg, vs. Moscow, e.g. in war. |Ok.",
    "J. K. Orr met A. Holt. |B. Reyes did not.",
    "Norland Inc. and Orr Corp. paid. |They left.",
    "The paper “Norland Today” In Focus said so.",
    "“Too little?” |He laughed and left.",
    "“Too little?” |He said so twice.",
    "(The talks failed.) |He left.",
    "He left (the talks failed). |She stayed.",
    '"Stop!" |The crowd fell silent.',
    "Why? |Because.",
    "The shells cost 3.5 million. |2,000 came.",
    "He went to Washington, D.C. |She stayed.",
    "The gun (155 mm.) works. |Good.",
    "‘We pay.’ |The minister left.",
    "He told “Good Morning Norland” host Orr that aid came.",
    "He said he would “do whatever it takes to win this war” Monday.",
    "The treaty, signed by Gov. Orr Jr. of Norland, held.",
    "He wrote: “Pay.”|“Now,” she said.",
    "The aid came!|The crowd cheered.",
    "Sen. Holt, D-Va., said so. |Rep. Orr agreed.",
    '"We want peace," he said. |"But not at any price. |Never!" she added.',
    "It is worth 5 million. |Its price rose.",
]


def document(*paragraphs: str) -> Document:
    text = "\n".join(paragraphs)
    starts = [sum(len(p) + 1 for p in paragraphs[:k]) for k in range(len(paragraphs))]
    blocks = tuple(Block(Span(start, start + len(p)), "paragraph") for start, p in zip(starts, paragraphs, strict=True))
    raw = RawDocument("a", "0" * 64, text, "utf-8")
    return Document(raw, text, OffsetMap((0,), (0,), (len(text),)), blocks, (), (), None, None, None, None, None, "en")


def sentences(*paragraphs: str) -> list[str]:
    read = document(*paragraphs)
    return [s.span.of(read.text) for s in find_sentences(read, load_dossier(), find_quotes(read, load_dossier()))]


def expected(case: str) -> list[str]:
    prose = "".join(case.split("~")[0::2])
    return [piece.strip() for piece in prose.split("|") if piece.strip()]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_the_thought_ends(case: str) -> None:
    assert sentences(case.replace("|", "").replace("~", "")) == expected(case)


def test_list_items_are_sentences_without_their_bullets() -> None:
    assert sentences("They brought:\n- 12 tanks\n- 4 guns") == ["They brought:", "12 tanks", "4 guns"]
    assert sentences("Norland gave: • 12 tanks • 4 guns") == ["Norland gave:", "12 tanks", "4 guns"]
    assert sentences("1. Norland pays.", "2. Southmark ships.") == ["Norland pays.", "Southmark ships."]


def test_a_wrapped_line_ends_no_sentence() -> None:
    assert sentences("Norland paid\none billion.") == ["Norland paid\none billion."]


def test_no_sentence_crosses_a_block() -> None:
    assert sentences("Norland pays", "Southmark ships.") == ["Norland pays", "Southmark ships."]


def test_a_sentence_names_its_block() -> None:
    read = document("Norland pays. It ships.", "It waits.")
    assert [s.block for s in find_sentences(read, load_dossier(), ())] == [0, 0, 1]


def test_marks_without_words_are_no_sentence() -> None:
    assert sentences("...", "— * —", "Norland pays.") == ["Norland pays."]
