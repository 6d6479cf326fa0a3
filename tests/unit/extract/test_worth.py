"""What the model that judges drafts sees of them, and what it must not see. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import THRESHOLD, find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.extract.worth import features, worth
from pledgebook.pipeline import annotate


def judged(text: str) -> tuple[list[str], float]:
    """Features and worth of the only draft of a text."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    context = Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier))
    (draft,) = find_drafts(context)
    return features(draft, context), worth(draft, context)


@pytest.mark.parametrize(
    "other",
    [
        "Sweden will give Ukraine $20 million.",
        "Norway will give Ukraine $80 million.",
        "Norway will give Ukraine €20 million.",
    ],
)
def test_neither_names_nor_figures_weigh(other: str) -> None:
    assert judged("Norway will give Ukraine $20 million.") == judged(other)


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Norway will send 12 howitzers to Ukraine.", "stage=pledged"),
        ("Norway will send 12 howitzers to Ukraine.", "tense=future"),
        ("Norway will send 12 howitzers to Ukraine.", "lemma=send"),
        ("Norway will send 12 howitzers to Ukraine.", "counted=True"),
        ("Norway will send 12 howitzers to Ukraine.", "receiver=clause"),
        ("Norway will send howitzers to Ukraine.", "counted=False"),
        ("Norway will send 12 howitzers.", "receiver=none"),
        ("Norway refused to send 12 howitzers to Ukraine.", "outer=refuse"),
        ("Norway and Denmark will send 12 howitzers to Ukraine.", "givers=2"),
        ("Norway will give Ukraine $20 million.", "money=total"),
    ],
)
def test_grammar_weighs(text: str, feature: str) -> None:
    assert feature in judged(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced a $20 million package of military aid for Ukraine.",
        "Norway will send 12 howitzers to Ukraine.",
        "Norway has delivered 12 howitzers to Ukraine.",
    ],
)
def test_a_plain_report_of_aid_is_worth_writing_down(text: str) -> None:
    assert judged(text)[1] > THRESHOLD


def test_a_plain_report_is_worth_more_than_a_vague_one() -> None:
    assert judged("Norway will send 12 howitzers to Ukraine.")[1] > judged("Norway sent weapons to Ukraine.")[1]


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("Norway will send Ukraine 12 howitzers. Later this year Norway gave Ukraine 3 tents.", "none"),
        ("Norway will send Ukraine 12 howitzers. Norway has delivered more weapons to Ukraine.", "general-before"),
        ("Norway will send Ukraine 12 howitzers. Norway has delivered the howitzers to Ukraine.", "goods-before"),
    ],
)
def test_a_draft_that_may_only_tell_an_earlier_one_again_is_marked(text: str, echo: str) -> None:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    drafts = find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))
    assert [draft.echo for draft in drafts][-1] == echo
