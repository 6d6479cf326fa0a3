"""Totals add what counts, once, per currency, and never split a joint amount."""

from __future__ import annotations

from pledgebook.analyse.totals import Sum, grand_totals, totals, umbrellas
from pledgebook.model.claim import CountsAs, Realis, Stage
from pledgebook.resolve.fold import fold


def cells(entries):
    return {(total.currency, str(total.stage), total.donor): (total.sum.low, total.sum.high) for total in totals(entries)}


def test_only_totals_are_added_and_currencies_stay_apart(facts):
    documents = [
        facts.document(facts.aid(5e8, "NLD", on="2025-08-04"), source="a.example"),
        facts.document(facts.aid(facts.money(2e8, "EUR"), "NLD", on="2025-09-04"), source="b.example"),
        facts.document(facts.aid(3e8, "NLD", on="2025-10-04"), source="c.example"),
        *(
            facts.document(facts.aid(7e9, "NLD", on=f"2025-{month}-01", counts_as=kind), source=f"{kind}.example")
            for month, kind in zip(("01", "02", "03", "04", "05"), (k for k in CountsAs if k is not CountsAs.TOTAL), strict=True)
        ),
    ]
    assert cells(fold(documents, facts.dossier).aid) == {("USD", "pledged", "NLD"): (8e8, 8e8), ("EUR", "pledged", "NLD"): (2e8, 2e8)}


def test_a_joint_amount_stands_in_its_own_row_and_is_not_repeated_for_its_donors(facts):
    document = facts.document(facts.aid(1e9, "DEU", "NLD", on="2025-12-03", joint=True))
    assert cells(fold([document], facts.dossier).aid) == {("USD", "pledged", "joint"): (1e9, 1e9)}


def test_stated_shares_leave_the_joint_row_and_the_grand_total_counts_the_parent_once(facts):
    whole = facts.aid(5e8, "DEU", "NLD", "NOR", id="whole", joint=True)
    share = facts.aid(1.5e8, "DEU", id="share", at=20, counts_as=CountsAs.COMPONENT, part_of="whole")
    entries = fold([facts.document(whole, share)], facts.dossier).aid
    assert cells(entries) == {("USD", "pledged", "DEU"): (1.5e8, 1.5e8), ("USD", "pledged", "joint"): (3.5e8, 3.5e8)}
    assert [total.sum for total in grand_totals(entries)] == [Sum(5e8, 5e8)]


def test_denied_and_supposed_amounts_are_not_added(facts):
    documents = [
        facts.document(facts.aid(5e8, "NLD", realis=Realis.NEGATED), source="a.example"),
        facts.document(facts.aid(6e8, "DEU", realis=Realis.HYPOTHETICAL), source="b.example"),
        facts.document(facts.aid(7e8, "NOR", realis=Realis.HYPOTHETICAL, stage=Stage.PROPOSED), source="c.example"),
    ]
    assert cells(fold(documents, facts.dossier).aid) == {("USD", "proposed", "NOR"): (7e8, 7e8)}


def test_bounds_add_up_to_bounds(facts):
    more, up_to = facts.money(5e8), facts.money(3e8)
    documents = [
        facts.document(facts.aid(type(more)(5e8, None, "USD"), "NLD", on="2025-08-04"), source="a.example"),
        facts.document(facts.aid(type(up_to)(None, 3e8, "EUR"), "NLD", on="2025-09-04"), source="b.example"),
    ]
    assert cells(fold(documents, facts.dossier).aid) == {("USD", "pledged", "NLD"): (5e8, None), ("EUR", "pledged", "NLD"): (0.0, 3e8)}


def test_a_running_total_is_compared_with_what_was_booked_until_then(facts):
    documents = [
        facts.document(facts.aid(5e8, "NLD", on="2025-03-04"), source="a.example"),
        facts.document(facts.aid(9e8, "NLD", on="2025-11-04"), source="b.example"),
        facts.document(facts.aid(3.2e9, "NLD", date=facts.days("2022-02-24", "2025-08-04"), counts_as=CountsAs.UMBRELLA), source="c.example"),
    ]
    (umbrella,) = umbrellas(fold(documents, facts.dossier).aid)
    assert (umbrella.booked, umbrella.missing) == (Sum(5e8, 5e8), 2.7e9)


def test_a_running_total_with_nothing_booked_is_compared_with_nothing(facts):
    (umbrella,) = umbrellas(fold([facts.document(facts.aid(3.2e9, "NLD", counts_as=CountsAs.UMBRELLA))], facts.dossier).aid)
    assert (umbrella.booked, umbrella.missing) == (None, None)
