"""What takes time and what prices make of sums, on pages."""

from __future__ import annotations

import re
from typing import Any

from litestar.testing import TestClient

from pledgebook.ledgerview import LedgerView
from pledgebook.model.claim import Stage
from pledgebook.web.words import added, rounded


def test_waits_are_those_of_the_command_line_and_lead_to_their_entries(site: TestClient[Any], view: LedgerView) -> None:
    waits = view.waiting("pledged", "delivered")
    page = site.get("/waits").text
    assert f"{len(waits.waits)} promises, {waits.ended} delivered, {waits.open} not" in page
    assert re.findall(r'<th scope="row"><a href="/entries/([0-9a-f]+)"', page) == [wait.start for wait in waits.waits]
    figures = site.get("/charts/waits.csv").text.splitlines()
    # the beginning, a line for each day on which a wait ended, and the last day anybody was looked at
    assert figures[1].startswith("0,100,")
    assert [line.split(",")[0] for line in figures[2 : 2 + len(waits.curve)]] == [str(step.days) for step in waits.curve]
    assert figures[-1].split(",")[0] == str(waits.waits[-1].days)


def test_waits_are_narrowed_as_the_ledger_is(site: TestClient[Any], view: LedgerView) -> None:
    mine = [wait for wait in view.waiting("pledged", "delivered").waits if next(entry for entry in view.entries if entry.id == wait.start).scheme == "PURL"]
    page = site.get("/waits?scheme=PURL").text
    assert f"{len(mine)} promises" in page


def test_a_way_back_in_time_is_refused_with_a_remedy(site: TestClient[Any]) -> None:
    answer = site.get("/waits?start=contracted&end=committed")
    assert answer.status_code == 400
    assert "the earlier first" in answer.text


def test_totals_at_the_prices_of_a_year_stand_under_the_others_and_lead_to_the_same_entries(site: TestClient[Any], view: LedgerView) -> None:
    priced = view.at_prices("USD", 2022)
    pledged = next(total.sum for total in priced.grand_totals if total.stage is Stage.PLEDGED)
    page = site.get("/ledger?into=USD&prices=2022").text
    assert "USD at prices of 2022" in page
    below = page.partition("<caption>USD at prices of 2022</caption>")[2]
    assert f'total=USD:pledged:all">{added(rounded(pledged))}</a>' in below
    assert "Deflator: " in below


def test_a_year_without_known_prices_is_refused_with_those_there_are(site: TestClient[Any]) -> None:
    answer = site.get("/ledger?prices=1950")
    assert answer.status_code == 404
    assert "use a year from" in answer.text
