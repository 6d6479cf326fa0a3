"""Claims in the making: which acts are aid to the beneficiary, with which givers, goods and clause. All sentences are invented."""

from __future__ import annotations

import pytest

from pledgebook.clean.decode import row_document
from pledgebook.clean.layout import clean_document
from pledgebook.dossier.load import load_dossier
from pledgebook.extract.context import Context
from pledgebook.extract.drafts import Draft, drafts_of
from pledgebook.extract.frames import find_frames
from pledgebook.extract.lexicon import lexicon
from pledgebook.extract.speech import find_speech
from pledgebook.extract.wholes import contents_of, is_holding
from pledgebook.model.claim import AidType, Stage
from pledgebook.pipeline import annotate


def drafted(text: str) -> list[Draft]:
    """The drafts of a text before any is merged or judged."""
    dossier = load_dossier()
    annotated = annotate(clean_document(row_document(text, "a"), dossier), dossier)
    context = Context(annotated, dossier, lexicon(dossier), find_speech(annotated, dossier))
    drafts: list[Draft] = []
    for frame in find_frames(context):
        drafts += contents_of(frame, drafts, context) if is_holding(frame) else drafts_of(frame, drafts, context)
    return drafts


def values(drafts: list[Draft]) -> list[float | None]:
    return [draft.money.minimum if draft.money else None for draft in drafts]


def names(draft: Draft) -> list[tuple[str, float | None]]:
    return [(item.name, item.quantity) for item in draft.items]


@pytest.mark.parametrize(
    "text",
    [
        "Norway continues to support Ukraine.",
        "If Norway sends 12 howitzers to Ukraine, others will follow.",
        "Unless Norway sends 12 howitzers, Ukraine will lose the town.",
        "It is not clear whether Norway will send 12 howitzers to Ukraine.",
        "Norway sent 12 howitzers to Poland.",
        "Norway announced $20 million for Moldova.",
        "The howitzers need shells, and Ukraine knows it.",
        "Russia has received drones from Iran to use against Ukraine.",
        "Russia supplied its troops with 300 tanks.",
        "North Korea sent Russia 3 million shells for the war in Ukraine.",
        "Norway took in 300 refugees from Ukraine.",
    ],
)
def test_support_in_general_conditions_and_aid_to_others_make_no_draft(text: str) -> None:
    assert drafted(text) == []


def test_a_concrete_act_without_a_number_is_a_draft() -> None:
    (draft,) = drafted("Norway will send air defence systems to Ukraine.")
    assert names(draft) == [("air defence systems", None)]


def test_givers_the_words_beside_the_act_do_not_name_are_looked_for_in_the_sentence() -> None:
    (draft,) = drafted("In a statement on Monday, Germany, Poland, Norway and Denmark announced 12 howitzers for Ukraine.")
    assert draft.donors == ["DEU", "POL", "NOR", "DNK"]
    assert not draft.named


@pytest.mark.parametrize(
    "text",
    [
        "Norway will give Ukraine $20 million and Denmark will give $30 million.",
        "Norway will give Ukraine $20 million, while Denmark will give $30 million.",
    ],
)
def test_amounts_of_two_givers_are_two_drafts(text: str) -> None:
    drafts = drafted(text)
    assert [(draft.donors, *values([draft])) for draft in drafts] == [(["NOR"], 2e7), (["DNK"], 3e7)]


def test_each_sentence_of_a_row_of_pledges_has_its_giver() -> None:
    drafts = drafted("Norway pledged $20 million for Ukraine. Denmark pledged $30 million. Sweden pledged $40 million.")
    assert [draft.donors for draft in drafts] == [["NOR"], ["DNK"], ["SWE"]]
    assert values(drafts) == [2e7, 3e7, 4e7]


def test_givers_whose_verb_is_left_out_keep_their_own_amounts() -> None:
    drafts = drafted("Norway pledged $20 million, Denmark $30 million and Sweden $40 million for Ukraine.")
    assert [(draft.donors, draft.stage) for draft in drafts] == [(["NOR"], Stage.PLEDGED), (["DNK"], Stage.PLEDGED), (["SWE"], Stage.PLEDGED)]
    assert values(drafts) == [2e7, 3e7, 4e7]


def test_a_joint_amount_is_neither_split_nor_repeated() -> None:
    (draft,) = drafted("Norway and Denmark will give Ukraine $20 million.")
    assert (draft.donors, values([draft])) == (["NOR", "DNK"], [2e7])


def test_amounts_for_two_things_are_two_drafts() -> None:
    assert values(drafted("Norway pledged $20 million for ammunition and $30 million for generators for Ukraine.")) == [2e7, 3e7]


@pytest.mark.parametrize(
    "text",
    [
        "Norway pledged $700 million (£556 million) for Ukraine.",
        "Norway pledged $700 million [£556 million] for Ukraine.",
    ],
)
def test_an_amount_restated_in_another_currency_is_no_second_draft(text: str) -> None:
    (draft,) = drafted(text)
    assert draft.money is not None
    assert draft.money.currency == "USD"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Norway pledged $500 million for Ukraine. Of this amount, $90 million will go toward training.", "training"),
        ("Norway pledged $500 million for Ukraine, of which $90 million is for ammunition.", "ammunition"),
        ("Norway pledged $500 million for Ukraine, including $90 million for ammunition.", "ammunition"),
    ],
)
def test_a_part_of_an_amount_hangs_on_the_whole(text: str, part: str) -> None:
    whole, share = drafted(text)
    assert values([whole, share]) == [5e8, 9e7]
    assert share.parent is whole
    assert share.donors == ["NOR"]
    assert part in share.core.of(text)


def test_a_part_that_names_its_giver_is_that_givers() -> None:
    whole, share = drafted("Allies pledged $5 billion for Ukraine, including $2 billion from France.")
    assert (share.donors, share.parent) == (["FRA"], whole)


@pytest.mark.parametrize(
    "text",
    [
        "Norway announced a $20 million package for Ukraine. The package includes 12 howitzers and 300 rifles.",
        "Norway announced a $20 million package for Ukraine. It includes 12 howitzers and 300 rifles.",
        "Norway announced a $20 million package for Ukraine that includes 12 howitzers and 300 rifles.",
        "A new Norwegian aid package for Ukraine worth $20 million includes 12 howitzers and 300 rifles.",
        "Norway will give Ukraine $20 million in military aid, including 12 howitzers and 300 rifles.",
    ],
)
def test_a_package_and_its_contents_are_one_draft(text: str) -> None:
    (draft,) = drafted(text)
    assert values([draft]) == [2e7]
    assert names(draft) == [("howitzers", 12), ("rifles", 300)]


def test_a_package_without_amount_waits_for_its_contents() -> None:
    (bare,) = drafted("Norway announced a new package for Ukraine.")
    (filled,) = drafted("Norway announced a new package for Ukraine. It includes 12 howitzers.")
    assert bare.shell
    assert (bare.items, names(filled)) == ([], [("howitzers", 12)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway will send 12 howitzers, 300 rifles and generators to Ukraine.", [("howitzers", 12), ("rifles", 300), ("generators", None)]),
        ("Norway will send a Patriot battery to Ukraine.", [("Patriot battery", None)]),
        ("Norway will send two Patriot batteries to Ukraine.", [("Patriot batteries", 2)]),
        ("Norway sent 2,000 Javelin anti-tank missiles to Ukraine.", [("Javelin anti-tank missiles", 2000)]),
        ("Norway will send M142 HIMARS launchers to Ukraine.", [("M142 HIMARS launchers", None)]),
    ],
)
def test_goods_keep_the_words_and_numbers_of_the_text(text: str, expected: list[tuple[str, float | None]]) -> None:
    (draft,) = drafted(text)
    assert names(draft) == expected


def test_goods_measured_by_weight_have_a_unit() -> None:
    (draft,) = drafted("Norway will send 20 tonnes of medical supplies to Ukraine.")
    assert [(item.name, item.quantity, item.unit) for item in draft.items] == [("medical supplies", 20, "tonnes")]


@pytest.mark.parametrize(
    ("text", "fresh"),
    [
        ("Norway announced additional $20 million for Ukraine.", True),
        ("Norway will send 12 more howitzers to Ukraine.", True),
        ("Norway announced a new $20 million package for Ukraine.", True),
        ("Norway announced $20 million for Ukraine.", False),
        ("Norway reiterated its pledge of $20 million for Ukraine.", False),
    ],
)
def test_only_words_for_more_say_fresh_money(text: str, fresh: bool) -> None:
    (draft,) = drafted(text)
    assert draft.incremental is fresh


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("The United States authorized a presidential drawdown of $275 million for Ukraine.", "PDA"),
        ("Norway will pay $500 million for a PURL package for Ukraine.", "PURL"),
        ("Norway will pay $500 million for a package for Ukraine.", None),
    ],
)
def test_a_scheme_is_the_one_the_clause_names(text: str, scheme: str | None) -> None:
    assert drafted(text)[0].scheme == scheme


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Norway will give Ukraine $20 million in military aid.", AidType.MILITARY),
        ("Norway will give Ukraine $20 million in humanitarian aid.", AidType.HUMANITARIAN),
        ("Norway will lend Ukraine $20 million for its budget.", AidType.FINANCIAL),
        ("Norway will give Ukraine $20 million to buy weapons.", AidType.MILITARY),
    ],
)
def test_the_words_of_a_clause_tell_the_type_of_aid(text: str, kind: AidType) -> None:
    assert drafted(text)[0].aid_type is kind


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Norway sent 12 howitzers to Ukraine after the bridge had been repaired.", "Norway sent 12 howitzers to Ukraine"),
        ("Norway will give Ukraine $20 million, while Denmark gave nothing.", "Norway will give Ukraine $20 million"),
        ("The mayor slept. Norway sent 12 howitzers to Ukraine. The mayor woke.", "Norway sent 12 howitzers to Ukraine"),
    ],
)
def test_the_clause_of_a_draft_holds_no_side_clause_and_no_neighbour(text: str, core: str) -> None:
    assert drafted(text)[0].core.of(text).startswith(core)
    assert not any(word in drafted(text)[0].core.of(text) for word in ("bridge", "Denmark", "mayor"))


def test_a_bill_and_what_it_earmarks_are_two_drafts() -> None:
    bill, share = drafted("The Norwegian parliament passed a $900 million spending bill that earmarks $45 million for Ukraine.")
    assert (values([bill, share]), share.stage, share.recipient) == ([9e8, 4.5e7], Stage.COMMITTED, "UKR")
