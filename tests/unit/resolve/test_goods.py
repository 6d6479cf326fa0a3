"""Names of goods are brought to the dossier's kinds, makes before what they are of."""

from __future__ import annotations

import msgspec
import pytest

from pledgebook.dossier.schema import ItemKind
from pledgebook.model.claim import ItemCount
from pledgebook.resolve.goods import Goods, Overlap, overlap

KINDS = (
    ItemKind("SYSTEM", "air defence system", "air_defence", "military", ("air defence",)),
    ItemKind("MISSILE", "missile", "ammunition", "military", ("missile battery",)),
    ItemKind("SHELL", "tank round", "ammunition", "military", ()),
    ItemKind("TANK", "tank", "armour", "military", ()),
    ItemKind("HEAVY_TANK", "Heron tank", "armour", "military", ("Heron",)),
    ItemKind("LONG_BOW", "Longbow air defence system", "air_defence", "military", ("Longbow", "Longbow missile battery")),
)


@pytest.fixture(scope="module")
def goods(facts):
    return Goods(msgspec.structs.replace(facts.dossier, items=KINDS))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Longbow air defence systems", "LONG_BOW"),
        # a name the dossier lacks, between a make and the kind it is of
        ("Longbow SLM air defence system", "LONG_BOW"),
        ("modern Heron battle tanks", "HEAVY_TANK"),
        ("modern air defence systems", "SYSTEM"),
        # what is for a make, or is fired by it, is of another class
        ("Longbow missiles", "MISSILE"),
        ("Heron tank rounds", "SHELL"),
        ("missiles for Longbow air defence systems", "MISSILE"),
    ],
)
def test_a_make_tells_the_kind_where_it_stands_before_what_it_is_of(goods, name, kind):
    assert [good.key for good in goods.of((ItemCount(name),))] == [kind]


def test_two_names_of_one_make_are_the_same_goods(goods):
    assert overlap(goods.of((ItemCount("Longbow SLM air defence system"),)), goods.of((ItemCount("Longbows"),))) is Overlap.SPECIFIC
    assert overlap(goods.of((ItemCount("Longbow SLM air defence system"),)), goods.of((ItemCount("air defence systems"),))) is Overlap.DISJOINT
