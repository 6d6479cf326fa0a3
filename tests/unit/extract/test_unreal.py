"""What is told and did not happen is no gift. All sentences are invented."""

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
