"""Goods are counted by donor and stage, each act once; what nobody counted is not none."""

from __future__ import annotations

import pytest

from pledgebook.analyse.counts import counts
from pledgebook.dossier.load import load_dossier
from pledgebook.model.claim import CountsAs, Realis, Stage
from pledgebook.resolve.fold import fold

UKRAINE = load_dossier("ukraine")
PATRIOT = "Patriot air defence system"


def counted(facts, *claims):
    entries = fold([facts.document(claim, source=f"{k}.example") for k, claim in enumerate(claims)], UKRAINE).aid
    return {(count.donor, count.good, str(count.stage)): (count.number, count.uncounted) for count in counts(entries, UKRAINE)}


def goods(facts, name, number, *donors, on="2025-08-04", stage=Stage.PLEDGED, amount=None, **other):
    return facts.aid(amount, *donors, on=on, stage=stage, items=((name, number),), **other)


def test_numbers_add_up_by_donor_and_stage_and_a_delivery_stands_beside_its_promise(facts):
    found = counted(
        facts,
        goods(facts, "Patriot systems", 3.0, "DEU", on="2025-03-04"),
        goods(facts, "Patriots", 2.0, "DEU", on="2025-08-04"),
        goods(facts, "Patriot system", 1.0, "DEU", on="2025-09-04", stage=Stage.DELIVERED),
        goods(facts, "tanks", 14.0, "NLD"),
    )
    assert found == {("DEU", PATRIOT, "pledged"): (5.0, 0), ("DEU", PATRIOT, "delivered"): (1.0, 0), ("NLD", "tank", "pledged"): (14.0, 0)}


def test_what_no_report_counts_is_unknown_and_leaves_a_sum_open(facts):
    found = counted(
        facts,
        goods(facts, "Patriots", None, "DEU", on="2025-03-04"),
        goods(facts, "Patriots", None, "NOR", on="2025-03-04"),
        goods(facts, "Patriots", 2.0, "DEU", on="2025-08-04"),
    )
    assert found == {("DEU", PATRIOT, "pledged"): (2.0, 1), ("NOR", PATRIOT, "pledged"): (None, 1)}


def test_one_event_in_two_reports_counts_once_and_goods_given_together_are_not_split(facts):
    found = counted(facts, goods(facts, "Patriots", 2.0, "DEU", "NLD", joint=True), goods(facts, "Patriot systems", 2.0, "DEU", "NLD", joint=True))
    assert found == {("joint", PATRIOT, "pledged"): (2.0, 0)}


NO_GIFT = ({"realis": Realis.NEGATED}, {"realis": Realis.HYPOTHETICAL}, {"stage": Stage.REQUESTED}, {"stage": Stage.REFUSED})


@pytest.mark.parametrize("other", [*NO_GIFT, {"amount": 1e9, "counts_as": CountsAs.UNIT_PRICE}])
def test_what_nobody_gives_is_in_no_count(facts, other):
    assert counted(facts, goods(facts, "Patriots", 2.0, "DEU", **other)) == {}


def test_words_that_name_no_goods_are_not_counted_and_units_stay_apart(facts):
    shells, tonnes = ("shells", 50.0), ("shells", 3.0, "tonnes")
    entries = fold([facts.document(facts.aid(None, "DEU", on="2025-08-04", items=(shells, tonnes, ("weapons", 9.0))))], UKRAINE).aid
    found = [(count.good, count.unit, count.number) for count in counts(entries, UKRAINE)]
    assert found == [("artillery round", None, 50.0), ("artillery round", "tonnes", 3.0)]


def test_goods_of_a_part_are_those_of_its_whole(facts):
    whole = facts.aid(5e8, "DEU", on="2025-08-04", items=(("Patriots", 2.0), ("tanks", 4.0)))
    part = facts.aid(1e8, "DEU", on="2025-08-04", counts_as=CountsAs.COMPONENT, part_of=whole.id, items=(("Patriots", 2.0), ("radars", 1.0)))
    entries = fold([facts.document(whole, part)], UKRAINE).aid
    found = {count.good: count.number for count in counts(entries, UKRAINE)}
    assert found[PATRIOT] == 2.0
    assert len(found) == 3


@pytest.mark.parametrize(("name", "same"), [("missiles for Patriot systems", "missile"), ("HIMARS systems", "M142 HIMARS"), ("Patriot batteries", PATRIOT)])
def test_goods_are_known_by_what_they_are_and_not_by_what_they_are_for(facts, name, same):
    assert list(counted(facts, goods(facts, name, 2.0, "DEU"))) == [("DEU", same, "pledged")]
