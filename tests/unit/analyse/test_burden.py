"""What donors give beside their economies: each promise once, joint amounts apart, nothing without a rate counted as nothing."""

from __future__ import annotations

import pytest

from pledgebook.analyse.burden import burdens
from pledgebook.analyse.economies import Economy, economy, load_economies
from pledgebook.analyse.totals import Sum
from pledgebook.dossier.load import load_dossier
from pledgebook.errors import DossierError
from pledgebook.model.claim import Stage
from pledgebook.resolve.fold import fold

TABLE = (Economy("NLD", 2023, 1e12, 18_000_000, "test", "test"), Economy("NLD", 2021, 9e11, 17_000_000, "test", "test"))


def rows(facts, *documents, currency="USD"):
    return {row.donor: row for row in burdens(fold(documents, facts.dossier).aid, TABLE, currency)}


def test_a_promise_and_its_delivery_count_once_and_stand_in_both_stages(facts):
    pledge = facts.aid(5e8, "NLD", on="2025-08-04", items=("Patriot missiles",))
    delivery = facts.aid(5e8, "NLD", on="2025-09-20", items=("Patriot missiles",), stage=Stage.DELIVERED)
    found = rows(facts, facts.document(pledge, source="a.example"), facts.document(delivery, published="2025-09-21", source="b.example"))
    nld = found["NLD"]
    assert nld.given == Sum(5e8, 5e8)
    assert [(cell.stage, cell.sum.low) for cell in nld.stages] == [(Stage.PLEDGED, 5e8), (Stage.DELIVERED, 5e8)]
    assert (nld.share_of_gdp.low, nld.per_head.low) == (5e8 / 1e12, 5e8 / 18e6)


def test_a_joint_amount_stands_in_a_row_without_an_economy(facts):
    found = rows(facts, facts.document(facts.aid(1e9, "NLD", "NOR", on="2025-08-04", joint=True)))
    assert {donor: (row.given.low, row.economy) for donor, row in found.items()} == {"joint": (1e9, None)}


def test_asked_for_and_proposed_aid_is_not_given(facts):
    documents = [
        facts.document(facts.aid(5e8, "NLD", on="2025-08-04", stage=stage), source=f"{stage}.example")
        for stage in (Stage.REQUESTED, Stage.PROPOSED, Stage.REFUSED, Stage.SUSPENDED)
    ]
    assert rows(facts, *documents) == {}


def test_an_amount_without_a_rate_is_named_and_in_no_sum(facts):
    documents = [
        facts.document(facts.aid(facts.money(4e7, "UAH"), "NLD", on="2025-08-04"), source="a.example"),
        facts.document(facts.aid(facts.money(5e8, "EUR"), "NLD", on="2025-09-04"), published="2025-09-04", source="b.example"),
        facts.document(facts.aid(facts.money(7e7, "TWD"), "NOR", on="2025-08-04"), source="c.example"),
    ]
    found = rows(facts, *documents, currency="EUR")
    assert (found["NLD"].given, len(found["NLD"].no_rate)) == (Sum(5e8, 5e8), 1)
    assert (found["NOR"].given, found["NOR"].share_of_gdp, len(found["NOR"].no_rate)) == (None, None, 1)
    # the share is of a GDP in dollars, whatever the sums are shown in
    assert found["NLD"].share_of_gdp.low == pytest.approx(5e8 * 1.1654 / 1e12, rel=0.01)


def test_the_economy_is_that_of_the_last_year_up_to_the_aid():
    assert (economy(TABLE, "NLD", 2025).year, economy(TABLE, "NLD", 2022).year, economy(TABLE, "NLD", 2019).year) == (2023, 2021, 2021)
    assert economy(TABLE, "XXX", 2025) is None


def test_the_shipped_table_names_source_and_basis_of_every_row_and_only_known_parties():
    table = load_economies("ukraine")
    codes = {party.code for party in load_dossier("ukraine").parties}
    assert len(table) > 60
    for row in table:
        assert row.party in codes
        assert row.source.startswith("World Bank")
        assert row.basis
        assert 1e9 < row.gdp_usd < 4e13
        assert 1e5 < row.population < 4e8
        assert 2_000 < row.gdp_usd / row.population < 150_000
    assert len({(row.party, row.year) for row in table}) == len(table)


def test_a_dossier_without_the_table_has_no_economies(tmp_path):
    assert load_economies(str(tmp_path)) == ()


@pytest.mark.parametrize(
    ("text", "place"), [("party,gdp\n", "economies.csv:1"), ("party,year,gdp_usd,population,source,basis\nNLD,2023,much,1,s,b\n", "economies.csv:2")]
)
def test_a_table_that_cannot_be_read_is_told_by_line(tmp_path, text, place):
    (tmp_path / "economies.csv").write_text(text)
    with pytest.raises(DossierError, match=place):
        load_economies(str(tmp_path))
