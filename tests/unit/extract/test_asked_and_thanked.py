"""Who is asked, blamed or thanked for goods, and who only has them. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.aid import find_drafts
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.model.claim import Stage
from pledgebook.pipeline import annotate, clean_document

LEAD = "The war in Ukraine went on through the night.\n\n"


def drafted(text: str) -> list[Draft]:
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(LEAD + text, "a"), dossier), dossier)
    return find_drafts(Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier)))


@pytest.mark.parametrize(
    ("text", "stage", "donors"),
    [
        ("Kyiv repeated its request to Italy for howitzers.", Stage.REQUESTED, ["ITA"]),
        ("President Zelensky made an appeal for fighter jets.", Stage.REQUESTED, []),
        ("President Zelensky renewed his call on Germany to send tanks.", Stage.REQUESTED, ["DEU"]),
        ("Kuleba reiterated his appeal to Spain to deliver 20 boats.", Stage.REQUESTED, ["ESP"]),
        ('"Send us tanks," Zelensky told Germany.', Stage.REQUESTED, ["DEU"]),
        ('"Give us howitzers and missiles," said the Ukrainian minister.', Stage.REQUESTED, []),
        ("Zelensky clamoured for helicopters.", Stage.REQUESTED, []),
        ("Kyiv thanked Norway for supplying Ukraine with missiles.", Stage.DELIVERED, ["NOR"]),
        ("He praised Lithuania for delivering 20 armoured vehicles to Kyiv.", Stage.DELIVERED, ["LTU"]),
        ("Kuleba criticised Germany for not supplying tanks to Ukraine.", Stage.REFUSED, ["DEU"]),
        ("Estonia wants to hand over all of its 155mm howitzers to Ukraine.", Stage.PROPOSED, ["EST"]),
        ("The Czech government gave the go-ahead for the delivery of 20 helicopters to Ukraine.", Stage.COMMITTED, ["CZE"]),
        ("Germany equipped Ukraine with air defence systems.", Stage.DELIVERED, ["DEU"]),
        ("Denmark has pledged to equip two Ukrainian brigades with howitzers.", Stage.PLEDGED, ["DNK"]),
        ("The United States is arming Ukraine with missiles.", Stage.PLEDGED, ["USA"]),
    ],
)
def test_asking_thanking_and_equipping_tell_of_aid(text: str, stage: Stage, donors: list[str]) -> None:
    (draft,) = drafted(text)
    assert (draft.stage, draft.donors) == (stage, donors)
    assert draft.core.of(LEAD + text).startswith(text.removesuffix(".")[:12])


def test_who_says_that_it_needs_goods_asks_for_them() -> None:
    (draft,) = drafted("Ukraine says it needs 40 more helicopters.")
    assert draft.stage is Stage.REQUESTED


@pytest.mark.parametrize(
    "text",
    [
        "Ukrainian crews armed with Javelins stopped the column.",
        "The brigade is equipped with Leopard tanks.",
        "Soldiers equipped with radios from Poland hold the town.",
        "Ukraine armed its crews with missiles.",
        "Kyiv dropped its plea for tanks.",
        "Poland did not renew its call for tanks.",
        '"They sent us home," the Polish officer said of the tanks.',
        "Poland praised its crews for hiding tanks.",
        "NATO countries are also sending additional ships and fighter jets to Eastern Europe.",
        "The frost provides a stable area for heavy vehicles, and Poland knows it.",
        "Poland is awaiting 40 tanks.",
        "The drone needs missiles, and Kyiv says it needs time.",
    ],
)
def test_who_has_goods_or_no_longer_asks_for_them_is_given_none(text: str) -> None:
    assert drafted(text) == []
