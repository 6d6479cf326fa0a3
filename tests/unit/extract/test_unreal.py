"""What is told and did not happen, and what is bought or held for oneself, is no gift. All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.claim import Stage

Read = Callable[[str], Any]


@pytest.mark.parametrize(
    "text",
    [
        "Norway gave Ukraine money instead of sending tanks.",
        "Had Norway sent tanks to Ukraine in May, the town would have held.",
        "Reports that Norway had sent tanks to Ukraine are false, the ministry said.",
        "Norway has ruled nothing out, including sending tanks to Ukraine.",
        "Nobody in Oslo has sent tanks to Ukraine.",
        "No Nordic country has sent tanks to Ukraine.",
    ],
)
def test_what_did_not_happen_is_no_gift(drafted: Read, text: str) -> None:
    assert [draft for draft in drafted(text) if any(not item.general for item in draft.items)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Neither Norway nor Denmark will send tanks to Ukraine.",
        "None of the tanks will be sent to Ukraine by Norway and Denmark.",
        "Not one tank will be sent to Ukraine by Norway and Denmark.",
    ],
)
def test_none_is_a_refusal(drafted: Read, text: str) -> None:
    assert [(draft.stage, draft.donors) for draft in drafted(text)] == [(Stage.REFUSED, ["NOR", "DNK"])]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Norway had sent tanks to Ukraine.", Stage.DELIVERED),
        ("Reports that Norway had sent tanks to Ukraine are true.", Stage.DELIVERED),
        ("Norway has ruled out sending tanks to Ukraine.", Stage.REFUSED),
    ],
)
def test_what_did_happen_is_told_as_before(drafted: Read, text: str, stage: Stage) -> None:
    assert [draft.stage for draft in drafted(text)] == [stage]


@pytest.mark.parametrize(
    "text",
    [
        "Norway ordered 100 tanks from South Korea after the attack on Ukraine.",
        "Norway is buying eight launchers to strengthen its defences because of the war in Ukraine.",
        "Norway spent 5 billion kroner on its own forces after the invasion of Ukraine.",
        "The EU froze 300 million dollars of Russian assets after the invasion of Ukraine.",
    ],
)
def test_what_a_state_buys_or_holds_for_itself_is_no_gift(drafted: Read, text: str) -> None:
    assert drafted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Norway ordered 100 tanks from South Korea for Ukraine.",
        "Norway bought 100 tanks from South Korea for the Ukrainian army.",
        "Norway ordered 100 tanks from a Danish maker. They will go to Ukraine.",
    ],
)
def test_what_a_state_buys_for_the_beneficiary_is_one(drafted: Read, text: str) -> None:
    assert (Stage.CONTRACTED, ["NOR"]) in [(draft.stage, draft.donors) for draft in drafted(text)]


def test_a_company_of_a_country_is_not_that_country(drafted: Read) -> None:
    assert [draft.donors for draft in drafted("A company in Norway donated 20 trucks to Ukraine.")] == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers sat on captured tanks in Ukraine as Norway watched.",
        "The troops laid down their rifles and howitzers in Ukraine, Poland said.",
        "The warship was sunk with Neptune missiles off Ukraine, the US said.",
        "Poland said tanks were tied up near Ukraine's border.",
        "Twenty Russian tanks are already in Kyiv, the US said.",
    ],
)
def test_what_is_done_with_arms_in_battle_is_no_gift(drafted: Read, text: str) -> None:
    assert drafted(text) == []
