"""Lists of givers that have no verb. All reports are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.claim import Stage

Read = Callable[[str], Any]
ENTRIES = "Poland: 14 Leopard 2 tanks\n\nNorway: eight howitzers and spare parts\n\nDenmark – 5 million euros for shells"


@pytest.mark.parametrize(
    ("lead", "stage"),
    [
        ("Here is what allies have promised Ukraine:", Stage.PLEDGED),
        ("So far these states have sent Ukraine:", Stage.DELIVERED),
        ("Ukraine thanked its allies.", Stage.PLEDGED),
    ],
)
def test_each_entry_is_a_gift_at_the_stage_the_list_is_of(drafted: Read, lead: str, stage: Stage) -> None:
    found = drafted(f"{lead}\n\n{ENTRIES}\n")
    told = [(draft.donors, [(item.name, item.quantity) for item in draft.items], draft.money and draft.money.minimum, draft.stage) for draft in found]
    assert told == [
        (["POL"], [("Leopard 2 tanks", 14.0)], None, stage),
        (["NOR"], [("howitzers", 8.0), ("spare parts", None)], None, stage),
        (["DNK"], [("shells", None)], 5e6, stage),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine: 14 Leopard 2 tanks",
        "Russia: 14 tanks lost near Kyiv in Ukraine",
        "Norwegian: eight howitzers for Ukraine",
        "In the north of Norway: eight howitzers that Ukraine had seen",
    ],
)
def test_what_stands_behind_another_word_is_no_gift(drafted: Read, text: str) -> None:
    assert drafted(f"The war in Ukraine went on.\n\n{text}\n") == []
