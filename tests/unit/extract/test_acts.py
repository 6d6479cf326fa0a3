"""From goods and money up to the words that say what is done with them. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.acts import Act, act, acts_over, governors
from pledgebook.extract.grammar import Tense
from pledgebook.extract.lexicon import lexicon
from pledgebook.pipeline import annotate


def over(text: str, noun: str = "howitzer") -> tuple[Act, ...]:
    """The acts above the first noun with a lemma."""
    dossier = load_dossier()
    doc = annotate(clean_document(row_document(text, "a"), dossier), dossier).syntax
    assert doc is not None
    return acts_over(next(token for token in doc if token.lemma_.lower() == noun), lexicon(dossier))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Norway sent howitzers to Ukraine.", ["give"]),
        ("Norway refused to send howitzers to Ukraine.", ["give", "refuse"]),
        ("Norway announced plans to send howitzers to Ukraine.", ["give", "propose", "pledge"]),
        ("Norway paused the delivery of howitzers to Ukraine.", ["deliver", "suspend"]),
        ("Ukraine asked Norway to send howitzers.", ["give", "request"]),
        ("Ukraine received howitzers.", ["receive"]),
        ("Norway ordered howitzers for Ukraine.", ["contract"]),
        ("Norway approved howitzers for Ukraine.", ["commit"]),
    ],
)
def test_acts_are_listed_from_the_goods_outward(text: str, kinds: list[str]) -> None:
    assert [step.kind for step in over(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "The crews fired howitzers.",
        "Howitzers destroyed a bridge.",
        "Ukraine lost howitzers near the river.",
        "Norway spoke against howitzers.",
        "Howitzers sent a signal.",
    ],
)
def test_goods_that_are_used_lost_or_act_themselves_stand_under_no_act(text: str) -> None:
    assert over(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Howitzers have started to arrive in Ukraine.",
        "Howitzers began arriving in Ukraine.",
    ],
)
def test_goods_are_raised_through_a_verb_of_beginning(text: str) -> None:
    assert over(text)[0].kind == "arrive"


def test_an_act_keeps_its_own_tense_and_denial() -> None:
    send, refuse = over("Norway has not refused to send howitzers to Ukraine.")
    assert (send.tense, send.negated) == (Tense.INFINITIVE, False)
    assert (refuse.tense, refuse.negated) == (Tense.PERFECT, True)


def test_an_act_may_be_a_noun() -> None:
    (delivery, *_) = over("The delivery of howitzers to Ukraine was announced.")
    assert delivery.noun
    assert not over("Norway sent howitzers to Ukraine.")[0].noun


def test_a_verb_that_is_no_act_is_none() -> None:
    dossier = load_dossier()
    doc = annotate(clean_document(row_document("Norway painted howitzers.", "a"), dossier), dossier).syntax
    assert doc is not None
    assert act(doc[1], lexicon(dossier)) is None


def test_what_happens_after_is_no_governor_of_an_act() -> None:
    (send,) = over("The mayor smiled because Norway sent howitzers to Ukraine.")
    assert governors(send.token, lexicon(load_dossier())) == ()
