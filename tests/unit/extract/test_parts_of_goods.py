"""Goods of which only some are meant, goods on their way, and orders. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import AidClaim, Stage
from pledgebook.run.local import extract_document

Read = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Norway has so far delivered seven of the 30 promised boats to Ukraine.", [("delivered", 7)]),
        ("Norway has handed over four of its 20 promised howitzers to Ukraine.", [("delivered", 4)]),
        ("Ukraine has so far taken delivery of 18 of the 31 tanks promised by Norway.", [("delivered", 18), ("pledged", 31)]),
        ("Of the 90 howitzers Norway promised, 89 have been handed over to the Ukrainians.", [("pledged", 90), ("delivered", 89)]),
    ],
)
def test_of_goods_promised_as_many_are_delivered_as_are_said_to_be(text: str, told: list[tuple[str, float]]) -> None:
    claims = extract_document(row_document("The war in Ukraine went on.\n\n" + text, "a"), load_dossier()).claims
    found = [(str(claim.stage), item.quantity) for claim in claims if isinstance(claim, AidClaim) for item in claim.items]
    assert sorted(found) == sorted(told)


@pytest.mark.parametrize(
    ("text", "donors", "stage"),
    [
        ("Another 12 howitzers are on their way to Ukraine from France.", ["FRA"], Stage.DELIVERED),
        ("Ten more tanks from Norway are en route to Ukraine.", ["NOR"], Stage.DELIVERED),
        ("Another 30 tanks from Poland will go to Ukraine next month.", ["POL"], Stage.PLEDGED),
        ("Ukraine took possession of two howitzers from Norway.", ["NOR"], Stage.DELIVERED),
    ],
)
def test_goods_that_go_to_the_beneficiary_are_given(drafted: Read, text: str, donors: list[str], stage: Stage) -> None:
    (draft,) = drafted(text)
    assert (draft.donors, draft.stage) == (donors, stage)


@pytest.mark.parametrize("text", ["Another 30 tanks from Poland will go to Slovakia next month.", "The tanks from Poland go at 50 km an hour."])
def test_goods_that_go_elsewhere_or_only_go_are_not_given(drafted: Read, text: str) -> None:
    assert drafted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The maker was contracted by Norway to supply 200 boats to Ukraine.",
        "Norway awarded a $522 million contract to two companies to make shells for Ukraine.",
    ],
)
def test_who_is_contracted_to_give_has_not_given(drafted: Read, text: str) -> None:
    (draft,) = drafted(text)
    assert (draft.donors, draft.stage) == (["NOR"], Stage.CONTRACTED)


def test_a_bill_that_is_unveiled_is_proposed(drafted: Read) -> None:
    assert [draft.stage for draft in drafted("US senators unveiled a bill that includes $45 million in assistance to Ukraine.")] == [Stage.PROPOSED]


def test_money_put_towards_something_is_given(drafted: Read) -> None:
    (draft,) = drafted("Norway is to put a further 3 billion kroner towards air defense for Ukraine, the prime minister said.")
    assert draft.money is not None
    assert (draft.money.minimum, draft.money.currency, draft.stage) == (3e9, "NOK", Stage.PLEDGED)
