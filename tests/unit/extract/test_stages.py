"""The stage that verb, tense, modality, denial and reported speech put aid at. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.frames import find_frames
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.extract.stages import Verdict, stage_of
from pledgebook.model.claim import Realis, Stage
from pledgebook.pipeline import annotate


def verdicts(text: str) -> list[Verdict]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    return [frame.verdict for frame in find_frames(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))]


def stage(text: str) -> tuple[Stage | None, Realis] | None:
    """The stage and realis of the only act of a text; None where it has none or one without a stage."""
    found = {(verdict.stage, verdict.realis) for verdict in verdicts(text)} - {(None, Realis.ACTUAL)}
    assert len(found) < 2, found
    return found.pop() if found else None


DELIVERED, PLEDGED, COMMITTED, CONTRACTED = Stage.DELIVERED, Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED
REQUESTED, PROPOSED, SUSPENDED, REFUSED = Stage.REQUESTED, Stage.PROPOSED, Stage.SUSPENDED, Stage.REFUSED


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("sent", (DELIVERED, Realis.ACTUAL)),
        ("has sent", (DELIVERED, Realis.ACTUAL)),
        ("is sending", (PLEDGED, Realis.ACTUAL)),
        ("will send", (PLEDGED, Realis.ACTUAL)),
        ("would send", (PROPOSED, Realis.PLANNED)),
        ("may send", (PROPOSED, Realis.HYPOTHETICAL)),
        ("could send", (PROPOSED, Realis.HYPOTHETICAL)),
        ("should send", (PROPOSED, Realis.HYPOTHETICAL)),
        ("will not send", (REFUSED, Realis.ACTUAL)),
        ("did not send", None),
        ("has never sent", None),
    ],
)
def test_the_tense_of_giving_says_how_far_it_has_come(verb: str, expected: tuple[Stage, Realis] | None) -> None:
    assert stage(f"Norway {verb} 12 howitzers to Ukraine.") == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("said it would send", (PLEDGED, Realis.ACTUAL)),
        ("said it will send", (PLEDGED, Realis.ACTUAL)),
        ("said it had sent", (DELIVERED, Realis.ACTUAL)),
        ("said it might send", (PROPOSED, Realis.HYPOTHETICAL)),
        ("announced it has sent", (DELIVERED, Realis.ACTUAL)),
        ("announced that it would send", (PLEDGED, Realis.ACTUAL)),
    ],
)
def test_reported_speech_keeps_the_stage_of_what_is_told(told: str, expected: tuple[Stage, Realis]) -> None:
    assert stage(f"Norway {told} 12 howitzers to Ukraine.") == expected


@pytest.mark.parametrize(
    ("governed", "expected"),
    [
        ("promised to send", (PLEDGED, Realis.ACTUAL)),
        ("agreed to send", (PLEDGED, Realis.ACTUAL)),
        ("has agreed in principle to send", (PLEDGED, Realis.ACTUAL)),
        ("is ready to send", (PLEDGED, Realis.PLANNED)),
        ("decided to send", (COMMITTED, Realis.ACTUAL)),
        ("plans to send", (PROPOSED, Realis.PLANNED)),
        ("is considering sending", (PROPOSED, Realis.PLANNED)),
        ("is in talks to send", (PROPOSED, Realis.PLANNED)),
        ("is preparing to send", (PROPOSED, Realis.PLANNED)),
        ("refused to send", (REFUSED, Realis.ACTUAL)),
        ("is reluctant to send", (REFUSED, Realis.ACTUAL)),
        ("decided not to send", (REFUSED, Realis.ACTUAL)),
        ("denied that it would send", (REFUSED, Realis.ACTUAL)),
        ("has not refused to send", None),
        ("has no plans to send", None),
        ("began sending", (DELIVERED, Realis.ACTUAL)),
        ("will continue to send", (PLEDGED, Realis.ACTUAL)),
        ("stopped sending", (SUSPENDED, Realis.ACTUAL)),
    ],
)
def test_the_word_above_decides_what_becomes_of_giving(governed: str, expected: tuple[Stage, Realis] | None) -> None:
    assert stage(f"Norway {governed} 12 howitzers to Ukraine.") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway pledged 12 howitzers to Ukraine.", PLEDGED),
        ("Norway offered Ukraine 12 howitzers.", PLEDGED),
        ("Norway announced a $20 million package for Ukraine.", PLEDGED),
        ("Norway to send 12 howitzers to Ukraine.", PLEDGED),
        ("Ukraine will receive 12 howitzers from Norway.", PLEDGED),
        ("Norway approved $20 million for Ukraine.", COMMITTED),
        ("Norway allocated $20 million to Ukraine.", COMMITTED),
        ("Norway earmarked $20 million for Ukraine.", COMMITTED),
        ("The United States authorized a drawdown of $275 million for Ukraine.", COMMITTED),
        ("Norway ordered 12 howitzers for Ukraine.", CONTRACTED),
        ("Norway has bought 12 howitzers for Ukraine.", CONTRACTED),
        ("Norway handed over 12 howitzers to Ukraine.", DELIVERED),
        ("Norway disbursed $20 million to Ukraine.", DELIVERED),
        ("Twelve howitzers were delivered to Ukraine.", DELIVERED),
        ("Twelve howitzers from Norway have arrived in Ukraine.", DELIVERED),
        ("The first howitzers have started to arrive in Ukraine.", DELIVERED),
        ("The delivery of 12 howitzers to Ukraine has begun.", DELIVERED),
        ("Norway completed the delivery of 12 howitzers to Ukraine.", DELIVERED),
        ("Ukraine received 12 howitzers from Norway.", DELIVERED),
        ("Norway trained 300 Ukrainian soldiers.", DELIVERED),
        ("Norway will train 300 Ukrainian soldiers.", PLEDGED),
        ("Norway paused deliveries of howitzers to Ukraine.", SUSPENDED),
        ("Norway froze $20 million of aid to Ukraine.", SUSPENDED),
        ("Norway is holding back 12 howitzers for Ukraine.", SUSPENDED),
        ("Norway delayed the delivery of 12 howitzers to Ukraine.", SUSPENDED),
        ("The shipment of 12 howitzers to Ukraine was postponed.", SUSPENDED),
        ("Norway cancelled the delivery of 12 howitzers to Ukraine.", REFUSED),
        ("Norway vetoed $20 million of aid to Ukraine.", REFUSED),
        ("Norway turned down Ukraine's request for 12 howitzers.", REFUSED),
        ("Ukraine asked Germany to send 12 howitzers.", REQUESTED),
        ("Ukraine asked Germany for 12 howitzers.", REQUESTED),
        ("Ukraine needs 300 howitzers.", REQUESTED),
        ("Ukraine called on its allies to supply howitzers.", REQUESTED),
    ],
)
def test_each_stage_has_its_verbs(text: str, expected: Stage) -> None:
    assert stage(text) == (expected, Realis.ACTUAL)


@pytest.mark.parametrize(
    "text",
    [
        "Norway has not paused deliveries of howitzers to Ukraine.",
        "Norway has not cancelled 12 howitzers for Ukraine.",
        "Ukraine did not ask Germany for 12 howitzers.",
        "Norway has not approved $20 million for Ukraine.",
        "Norway did not order 12 howitzers for Ukraine.",
        "Norway never promised 12 howitzers to Ukraine.",
    ],
)
def test_what_is_denied_has_no_stage(text: str) -> None:
    assert stage(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "The German government asked its parliament for $20 million for Ukraine.",
        "The German government has asked parliament to approve $20 million in aid to Ukraine.",
        "The German parliament is debating $20 million in aid for Ukraine.",
        "Poland urged Germany to send 30 tanks to Ukraine.",
        "Germany is expected to announce a $20 million package for Ukraine.",
        "Germany proposed giving Ukraine $20 million.",
    ],
)
def test_what_nobody_has_promised_yet_is_proposed(text: str) -> None:
    assert stage(text) == (PROPOSED, Realis.PLANNED)


def test_a_lifted_pause_holds_nothing_back() -> None:
    assert stage("Norway lifted the suspension of $20 million in aid to Ukraine.") is None


def test_goods_lent_by_a_participle_share_the_promise_they_stand_in() -> None:
    assert {verdict.stage for verdict in verdicts("Norway will send howitzers donated by Denmark to Ukraine.")} == {PLEDGED}


def test_words_that_say_nothing_of_giving_give_no_stage() -> None:
    assert stage_of(()).stage is None
