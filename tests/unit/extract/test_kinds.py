"""The type of aid of a clause where goods and words of several types stand in it. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import AidType
from pledgebook.pipeline import annotate


def kinds(text: str) -> list[AidType | None]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    return [draft.aid_type for draft in find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Norway sent Ukraine 10 howitzers, 20 mortars, 30 rifles and 40 blankets.", AidType.MILITARY),
        ("Norway sent Ukraine 10 howitzers and 40 blankets.", AidType.MIXED),
        ("Norway gave Ukraine $20 million in financial support for the Ukrainian military.", AidType.MILITARY),
        ("Norway gave Ukraine $20 million in military and financial aid.", AidType.MIXED),
        ("Norway will give Ukraine $20 million in military aid in the next fiscal year.", AidType.MILITARY),
        ("Norway gave Ukraine $20 million in military aid while hitting Russia with economic sanctions.", AidType.MILITARY),
    ],
)
def test_most_goods_and_the_purpose_decide_and_a_named_pair_is_mixed(text: str, kind: AidType) -> None:
    assert kinds(text) == [kind]


def test_each_of_several_amounts_has_the_type_of_its_own_words() -> None:
    text = "Norway gave Ukraine $8 million in economic assistance and $3 million in humanitarian assistance."
    assert kinds(text) == [AidType.FINANCIAL, AidType.HUMANITARIAN]
