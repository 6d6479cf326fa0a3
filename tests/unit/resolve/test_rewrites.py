"""Reports that carry over what an unnamed source told one outlet owe it to that outlet; public words belong to everybody."""

from __future__ import annotations

import pytest

from pledgebook.model.claim import Mode
from pledgebook.resolve.fold import fold
from pledgebook.resolve.rewrites import rewrites

SAID = "The air raids do not wait for us"


def report(facts, lead, speaker, said=SAID, amount=5.78e8, published="2025-08-05"):
    text = f'{lead} "{said}" it was said.'
    at = text.index(said)
    quote = facts.statement(speaker, at=at, length=len(said), mode=Mode.DIRECT)
    return facts.document(facts.aid(amount, "NLD", on="2025-08-04"), quote, text=text, source=f"{len(lead)}.example", published=published)


def pairs(*held):
    return list(rewrites({document.id: document for document in held}))


def test_a_quotation_of_somebody_unnamed_carried_over_makes_one_source(facts):
    one, two = report(facts, "Dutch money for arms.", "a ministry spokesperson"), report(facts, "The Hague will spend, we learn.", "spokesperson")
    assert len(pairs(one, two)) == 1
    entry = next(entry for entry in fold([one, two], facts.dossier).aid)
    assert (entry.documents, entry.independent) == (2, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"speaker": "Ilse Brandt"},
        {"said": "We will see about that tomorrow"},
        {"published": "2025-08-25"},
    ],
    ids=["said in public by somebody named", "another quotation", "weeks later"],
)
def test_what_is_not_carried_over_leaves_two_sources(facts, other):
    speaker = other.get("speaker", "an official")
    assert pairs(report(facts, "Dutch money for arms.", speaker), report(facts, "The Hague will spend, we learn.", **{"speaker": speaker, **other})) == []
