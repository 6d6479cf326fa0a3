"""What contradicts what is told in the terminal with the sentences of both sides."""

from __future__ import annotations

import json

from pledgebook.book import open_book


def test_each_side_of_a_conflict_stands_with_its_sentence_shares_of_other_entries_too(shell, story_book):
    # the Scandinavian package: about 500 million against 585, a wrong donor, and shares that come to 511
    with open_book(story_book, create=False) as book:
        entry = next(held for held in book.ledger().entries if {"amount", "donors", "shares"} <= {conflict.field for conflict in held.conflicts})
    out = " ".join(shell("show", entry.id, "--book", story_book).out.split())
    told = out[: out.index("claims in")]
    for words in (
        "together provide about $500 million for American weapons",
        "Norway, Sweden and Denmark will give $585 million",
        "Denmark, Finland and Sweden have pledged $495 million",
        "Denmark will contribute $90 million",
        "Sweden will contribute $275 million",
        "Norway will contribute $146 million",
    ):
        assert words in told, words


def test_the_ledger_shows_on_request_only_what_is_contradicted(shell, story_book):
    all_of_it, contested = (json.loads(shell("ledger", *words, "--format", "json", "--book", story_book).out)["entries"] for words in ((), ("--conflicts",)))
    assert [entry["id"] for entry in contested] == [entry["id"] for entry in all_of_it if entry["conflicts"]]
    assert 0 < len(contested) < len(all_of_it)
