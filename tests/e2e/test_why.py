"""`pledgebook why` tells a person and a program the same, and says what to do where it cannot."""

from __future__ import annotations

import json

from pledgebook.book import open_book


def two_of_one_event(place):
    with open_book(place) as book:
        entry = max(book.folded().aid, key=lambda entry: len(entry.claims))
    return entry.claims[0], entry.claims[-1]


def test_two_claims_of_an_entry_are_shown_with_points_sum_and_blocks(shell, story_book):
    left, right = two_of_one_event(story_book)
    done = shell("why", left[:8], right[:8], "--book", story_book)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{left} and {right} are one event: ")
    for told in ("donors", "sum", "the same from 0.60", "blocks that hold both: aid promised UKR NLD"):
        assert told in done.out
    told = json.loads(shell("why", left, right, "--book", story_book, "--format", "json").out)
    assert (told["left"], told["right"], told["one"]) == (left, right, True)
    assert round(sum(line["points"] for line in told["weighed"]["lines"]), 3) == told["weighed"]["score"]


def test_one_claim_twice_and_an_unknown_one_are_told(shell, story_book):
    left, _ = two_of_one_event(story_book)
    assert "name one claim" in shell("why", left, left, "--book", story_book).err
    done = shell("why", left, "nothing", "--book", story_book)
    assert (done.code, "no entry or claim begins with 'nothing'" in done.err) == (2, True)
