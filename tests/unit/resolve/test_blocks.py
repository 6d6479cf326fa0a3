"""However many claims fall into one block, each is compared with a bounded number of others."""

from __future__ import annotations

from pledgebook.resolve.blocks import CROWD, candidates
from pledgebook.resolve.match import matcher


def views(facts, count):
    held = [facts.document(facts.aid(1e6 * (1 + k % 97), "USA", on="2025-08-04"), source=f"{k}.example", text=f"text number {k}") for k in range(count)]
    by_id = {document.id: document for document in held}
    return matcher(by_id, {id_: document.reported for id_, document in by_id.items()}, facts.dossier)


def test_all_pairs_of_a_small_block_are_compared(facts):
    found = views(facts, 20)
    assert len(list(candidates(found.views, found.context.parties))) == 190


def test_a_crowded_block_is_never_compared_pair_by_pair(facts):
    found = views(facts, 1500)
    pairs = list(candidates(found.views, found.context.parties))
    assert len(pairs) == len(set(pairs))
    # each size of amount and each class of size beside it is a block of its own
    assert len(pairs) <= 1500 * 2 * CROWD * 4 < 1500 * 1499 // 2
    assert all(left < right for left, right in pairs)
