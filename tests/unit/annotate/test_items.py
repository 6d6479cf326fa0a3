"""Goods and services in running text, by the words of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.annotate.item_lists import distinct, listed, without_umbrellas
from pledgebook.annotate.items import items_in
from pledgebook.annotate.money import money_in
from pledgebook.dossier.load import load_dossier
from pledgebook.model.annotation import Item

DOSSIER = load_dossier("ukraine")
WORDS = (
    "20",
    "the",
    "of",
    "HIMARS",
    "anti-tank",
    "and",
    "missiles",
    ",",
    "(",
    ")",
    "tons",
    "food",
    "two",
    "Patriot",
    "$5m",
    "aid",
    "for",
    "ammunition",
    "M777",
    "155mm",
    "dozen",
)


def read(text: str) -> tuple[Item, ...]:
    return items_in(text, DOSSIER, money_in(text, DOSSIER))


def counted(text: str) -> list[tuple[str, float | None]]:
    return [(item.name, item.quantity) for item in read(text)]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("They sent HIMARS launchers.", "HIMARS launchers", "HIMARS"),
        ("They sent M777 towed howitzers.", "M777 towed howitzers", "M777"),
        ("They sent Javelin anti-tank missiles.", "Javelin anti-tank missiles", "JAVELIN"),
        ("They sent shoulder-launched surface-to-air missiles.", "shoulder-launched surface-to-air missiles", "MANPADS"),
        ("They sent medium-range air defence systems.", "medium-range air defence systems", "AIR_DEFENCE"),
        ("They sent Leopard 2A6 tanks.", "Leopard 2A6 tanks", "LEOPARD2"),
        ("They sent F-16s.", "F-16s", "F16"),
        ("They sent MiG 29 jets.", "MiG 29 jets", "MIG29"),
        ("They sent PzH 2000 howitzers.", "PzH 2000 howitzers", "PZH2000"),
        ("They sent Bayraktar TB2 drones.", "Bayraktar TB2 drones", "BAYRAKTAR"),
        ("They sent a Patriot missile battery.", "Patriot missile battery", "PATRIOT"),
        ("They sent 155 mm howitzer shells.", "155 mm howitzer shells", "ARTILLERY_ROUND"),
        ("They sent light anti-armor weapons.", "light anti-armor weapons", "ANTI_TANK"),
        ("They sent night-vision goggles.", "night-vision goggles", "NIGHT_VISION"),
        ("They sent RG-31 vehicles.", "RG-31 vehicles", "RG31"),
        ("They sent diesel generators.", "diesel generators", "GENERATOR"),
        ("They sent medical supplies.", "medical supplies", "MEDICAL"),
        ("They sent armoured ambulances.", "armoured ambulances", "AMBULANCE"),
        ("They offered training on HIMARS.", "training on HIMARS", "TRAINING"),
        ("They sent batteries of NASAMS.", "batteries of NASAMS", "NASAMS"),
        ("They sent sets of body armour.", "sets of body armour", "BODY_ARMOUR"),
        ("They sent switchblade drones.", "switchblade drones", "SWITCHBLADE"),
        ("They sent US-made Abrams tanks.", "Abrams tanks", "ABRAMS"),
        ("They sent much-needed new tents and more blankets.", "tents", "SHELTER"),
        ("They sent High Mobility Artillery Rocket Systems (HIMARS).", "High Mobility Artillery Rocket Systems (HIMARS)", "HIMARS"),
        ("They sent High Mobility Artillery Rocket Systems, or HIMARS, at once.", "High Mobility Artillery Rocket Systems", "HIMARS"),
    ],
)
def test_a_name_is_the_noun_with_its_modifiers(text: str, name: str, code: str) -> None:
    item = read(text)[0]
    assert (item.name, item.code, item.general) == (name, code, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18 155mm Howitzers", [("155mm Howitzers", 18)]),
        ("four M142 HIMARS", [("M142 HIMARS", 4)]),
        ("2 Leopard 2 tanks and 31 M1 Abrams", [("Leopard 2 tanks", 2), ("M1 Abrams", 31)]),
        ("some 30 million rounds of small arms ammunition", [("rounds of small arms ammunition", 30e6)]),
        ("40,000 artillery rounds", [("artillery rounds", 40000)]),
        ("1.500 blankets", [("blankets", 1500)]),
        ("90 of the howitzers", [("howitzers", 90)]),
        ("another 10 Leopard tanks", [("Leopard tanks", 10)]),
        ("a further 100 vehicles, including 30 Bradley fighting vehicles", [("vehicles", 100), ("Bradley fighting vehicles", 30)]),
        ("three more Patriot batteries", [("Patriot batteries", 3)]),
        ("a dozen helicopters", [("helicopters", 12)]),
        ("two dozen drones", [("drones", 24)]),
        ("one howitzer", [("howitzer", 1)]),
        ("a howitzer", [("howitzer", None)]),
        ("up to 18 howitzers", [("howitzers", 18)]),
        ("18 general purpose tents", [("general purpose tents", 18)]),
        ("the first two aid packages", [("aid packages", 2)]),
        ("a quarter of a million rounds", [("rounds", 250000)]),
        ("9 (nine) howitzers", [("howitzers", 9)]),
        ("500+ rifles", [("rifles", 500)]),
        ("helmets (500), vests (1.2 million) and tents (20 pcs.)", [("helmets", 500), ("vests", 1.2e6), ("tents", 20)]),
        ("Sent were tents: 20; vests: 1,500 pieces, rifles - 40.", [("tents", 20), ("vests", 1500), ("rifles", 40)]),
        ("4 Mi-17 and 2 Mi-24 helicopters", [("Mi-17", 4), ("Mi-24 helicopters", 2)]),
        ("3 Bergepanzer 2 and 40 Marder vehicles", [("Bergepanzer 2", 3), ("Marder vehicles", 40)]),
    ],
)
def test_a_stated_number_is_the_quantity(text: str, expected: list[tuple[str, float | None]]) -> None:
    assert counted(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "dozens of howitzers",
        "hundreds of howitzers",
        "10 to 20 howitzers",
        "10-20 howitzers",
        "20% more howitzers",
        "20 percent of howitzers",
        "in 2022 howitzers came",
        "since May 2023 howitzers came",
        "$20 million howitzers",
        "on March 8 howitzers came",
        "M109 howitzers",
        "the 32-nation howitzers",
        "one of the howitzers",
        "howitzers (2022)",
        "howitzers (155mm)",
        "howitzers: 5 days later",
        "8 and 9 howitzers",
        "a 30 ton howitzer",
    ],
)
def test_what_counts_no_goods_is_no_quantity(text: str) -> None:
    assert [item.quantity for item in read(text)] == [None]


@pytest.mark.parametrize(
    ("text", "name", "quantity", "unit"),
    [
        ("20 tons of medical equipment", "medical equipment", 20, "tonnes"),
        ("1000 kg flour", "flour", 1000, "kilograms"),
        ("200,000 litres of diesel", "diesel", 200000, "litres"),
        ("five pallets of helmets", "helmets", 5, "pallets"),
        ("10,000 pairs of boots", "boots", 10000, "pairs"),
        ("pallets of helmets", "helmets", None, "pallets"),
    ],
)
def test_a_measure_is_the_unit_and_not_the_name(text: str, name: str, quantity: float | None, unit: str) -> None:
    (item,) = read(text)
    assert (item.name, item.quantity, item.unit) == (name, quantity, unit)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hundreds of anti-tank and anti-aircraft missiles", ["anti-tank missiles", "anti-aircraft missiles"]),
        ("secure communication and anti-drone systems", ["secure communication systems", "anti-drone systems"]),
        ("M777 and M109 howitzers", ["M777 howitzers", "M109 howitzers"]),
        ("Patriot and NASAMS air defence missiles", ["Patriot air defence missiles", "NASAMS air defence missiles"]),
        ("Javelins and NLAW launchers", ["Javelins", "NLAW launchers"]),
    ],
)
def test_coordinated_names_share_their_noun(text: str, names: list[str]) -> None:
    assert [item.name for item in read(text)] == names


@pytest.mark.parametrize(
    "word", ["weapons", "arms", "military equipment", "ammunition", "hardware", "military aid", "assistance", "humanitarian aid", "aid package", "loans"]
)
def test_general_words_are_marked_and_have_no_code(word: str) -> None:
    (item,) = read(f"They promised {word}.")
    assert (item.name, item.general, item.code) == (word, True, None)


@pytest.mark.parametrize(
    "text",
    [
        "Drone strikes went on.",
        "Missile attacks went on.",
        "The arms makers met.",
        "Russian missiles fell.",
        "Enemy tanks came.",
        "Anna Bradley said so.",
        "Abrams told reporters so.",
        "The country needs to arm itself.",
        "They will help him.",
        "The last round was a draw.",
        "The Air Defence Initiative met.",
        "Military units moved on.",
        "It is meant for training and equipping them.",
        "The bridge's roadway fell.",
        "Foreign fighters left.",
        "A true patriot met a grad student.",
    ],
)
def test_words_of_goods_that_are_none_here_are_left(text: str) -> None:
    assert read(text) == ()


def test_a_verb_before_goods_is_no_goods() -> None:
    assert [item.name for item in read("Norway supplies weapons.")] == ["weapons"]
    assert [item.name for item in read("It agreed to fund training.")] == ["training"]


def test_an_everyday_word_counts_in_a_list_of_goods() -> None:
    assert [item.name for item in read("They sent blankets, water and tents.")] == ["blankets", "water", "tents"]
    assert read("They met near the water.") == ()


def test_spans_hold_number_and_name() -> None:
    text = "They sent 20 new howitzers at once."
    (item,) = read(text)
    assert item.span.of(text) == "20 new howitzers"
    assert item.name_span.of(text) == "howitzers"


def test_ammunition_for_a_weapon_is_ammunition() -> None:
    (item,) = read("They sent ammunition for HIMARS.")
    assert (item.name, item.item_class, item.general) == ("ammunition for HIMARS", "Ammunition", False)


def test_a_package_of_weapons_names_the_weapons_and_counts_none() -> None:
    (item,) = read("They announced two weapons packages.")
    assert (item.name, item.quantity, item.item_class, item.general) == ("weapons", None, "Weapon (unspecified)", True)


def test_other_goods_before_aid_make_it_aid_as_a_whole() -> None:
    (item,) = read("They announced food security funding.")
    assert (item.item_class, item.general) == ("Aid (unspecified)", True)


def test_a_long_form_in_brackets_is_the_same_thing() -> None:
    assert [item.name for item in read("HIMARS rocket launchers (High Mobility Artillery Rocket Systems) came.")] == ["HIMARS rocket launchers"]


def test_a_general_word_that_introduces_a_list_can_be_left_out() -> None:
    text = "military equipment, including howitzers and helmets, and other weapons"
    assert [item.name for item in without_umbrellas(read(text), text, DOSSIER)] == ["howitzers", "helmets", "weapons"]


def test_a_clause_may_stand_between_a_general_word_and_its_list() -> None:
    text = "weapons that reach further, such as HIMARS"
    assert [item.name for item in without_umbrellas(read(text), text, DOSSIER)] == ["HIMARS"]
    text = "weapons. Later came more, such as HIMARS"
    assert [item.name for item in without_umbrellas(read(text), text, DOSSIER)] == ["weapons", "HIMARS"]


def test_repeated_mentions_fold_and_keep_a_number() -> None:
    text = "They promised HIMARS. All 16 HIMARS launchers have come."
    assert [(item.name, item.quantity) for item in distinct(read(text))] == [("HIMARS", 16)]
    text = "They sent 4 howitzers and later 6 howitzers."
    assert [item.quantity for item in listed(read(text), text, DOSSIER)] == [4, 6]


def test_every_code_of_the_dossier_is_found_by_each_of_its_names() -> None:
    lost = []
    for kind in DOSSIER.items:
        for alias in (kind.name, *kind.aliases):
            found = read(f"Among the goods were 7 {alias}, 7 {alias} and 7 {alias}.")
            if not any(item.quantity == 7 for item in found):
                lost.append(f"{kind.code}: {alias}")
    assert not lost


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_order_of_words_gives_items_in_order_inside_the_text(words: list[str]) -> None:
    text = " ".join(words)
    found = read(text)
    assert [item.span for item in found] == sorted(item.span for item in found)
    for item in found:
        assert item.span.contains(item.name_span)
        assert 0 <= item.span.start < item.span.end <= len(text)
        assert item.quantity is None or item.quantity >= 1
