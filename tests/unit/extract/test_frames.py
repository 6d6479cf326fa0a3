"""Goods and money are grouped under the act that is done with them. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.frames import Frame, find_frames
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import Realis, Stage
from pledgebook.pipeline import annotate


def frames(text: str) -> list[Frame]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    return find_frames(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))


def goods(text: str) -> list[set[str]]:
    return [{item.name for item in frame.items} for frame in frames(text)]


def test_goods_of_one_verb_are_one_frame() -> None:
    assert goods("Norway sent 12 howitzers, 300 rifles and generators to Ukraine.") == [{"howitzers", "rifles", "generators"}]


def test_goods_of_two_verbs_are_two_frames() -> None:
    assert goods("Norway sent howitzers to Ukraine and Denmark bought rifles for Ukraine.") == [{"howitzers"}, {"rifles"}]


def test_money_and_the_goods_it_is_for_share_a_frame() -> None:
    (frame,) = frames("Norway will give Ukraine 12 howitzers worth $20 million.")
    assert [money.minimum for money in frame.money] == [2e7]
    assert [item.quantity for item in frame.items] == [12]


def test_what_money_is_to_buy_belongs_to_the_giving_of_it() -> None:
    (frame,) = frames("Norway will give Ukraine $20 million to buy howitzers.")
    assert frame.verdict.stage is Stage.PLEDGED
    assert (len(frame.money), [item.name for item in frame.items]) == (1, ["howitzers"])


@pytest.mark.parametrize("text", ["Ukraine destroyed 12 tanks.", "The crews fired 300 rockets.", "Ukraine lost tanks near the river."])
def test_goods_under_no_act_of_giving_are_in_no_frame(text: str) -> None:
    assert frames(text) == []


def test_a_participle_under_the_goods_is_their_act() -> None:
    (frame,) = frames("The crews fired rockets supplied by Norway.")
    assert frame.below
    assert frame.verdict.stage is Stage.DELIVERED


@pytest.mark.parametrize("trainees", ["Ukrainian crews", "soldiers", "300 pilots"])
def test_to_train_soldiers_is_to_give_training(trainees: str) -> None:
    assert goods(f"Norway trained {trainees}.") == [{"training"}]


def test_to_train_others_gives_nothing() -> None:
    assert frames("Norway trained teachers.") == []


@pytest.mark.parametrize(
    ("asker", "stage", "realis"),
    [("The Norwegian government", Stage.PROPOSED, Realis.PLANNED), ("Ukraine", Stage.REQUESTED, Realis.ACTUAL)],
)
def test_who_asks_tells_a_proposal_from_a_request(asker: str, stage: Stage, realis: Realis) -> None:
    (frame,) = frames(f"{asker} asked parliament for $20 million.")
    assert (frame.verdict.stage, frame.verdict.realis) == (stage, realis)


def test_acts_stand_innermost_first() -> None:
    (frame,) = frames("Norway announced plans to send howitzers to Ukraine.")
    assert frame.inner.token.lemma_ == "send"
    assert [step.token.lemma_ for step in frame.acts] == ["send", "plan", "announce"]
