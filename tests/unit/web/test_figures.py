"""A figure on a page leads to the entries it adds, and the ledger tells the same figure again."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.analyse.burden import given_once
from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import umbrellas
from pledgebook.ledgerview import LedgerView
from pledgebook.web.words import added

FIGURE = re.compile(r'<a href="(/ledger\?[^"]*total=[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def bare(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def table(page: str, name: str) -> list[list[str]]:
    """The cells of the rows of a table of a class."""
    body = page.partition(f'<table class="{name}">')[2].partition("</table>")[0].partition("<tbody>")[2]
    return [[bare(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)]


@pytest.mark.parametrize("page", ["/", "/donors", "/donors/NLD", "/donors/SWE", "/schemes/PURL", "/compare?donor=NLD&donor=CAN", "/?into=EUR"])
def test_every_figure_leads_to_its_entries_and_is_told_there_again(site: TestClient[Any], page: str) -> None:
    figures = [(html.unescape(address), bare(figure)) for address, figure in FIGURE.findall(site.get(page).text)]
    assert len(figures) >= 3
    for address, figure in figures:
        answer = site.get(address).text
        told = bare(re.search(r'class="explain">.*?<strong>(.*?)</strong>', answer, re.DOTALL)[1])  # type: ignore[index]
        assert told.split(",")[0].endswith(figure.removeprefix("USD ").removeprefix("EUR ")), address
        assert '<table class="ledger">' in answer, f"{address} leads to nothing"


def test_a_promise_that_was_committed_and_ordered_is_not_added_up_over_its_stages(site: TestClient[Any]) -> None:
    # pledged in August, committed whole and ordered in part in September
    assert table(site.get("/donors/NLD?into=EUR").text, "months") == [
        ["Aug 2025", "500m", "–", "–", "–"],
        ["Sep 2025", "–", "500m", "300m", "–"],
    ]


def test_a_month_of_a_scheme_holds_joint_amounts_whole(site: TestClient[Any]) -> None:
    # 500m of Germany, 500m of Canada, about 500m of three together and 500m euros of the Netherlands, 578.2m dollars
    assert table(site.get("/schemes/PURL").text, "months")[0] == ["Aug 2025", "2.078bn", "–", "–", "–"]


def test_a_share_stands_in_its_donors_month(site: TestClient[Any]) -> None:
    assert table(site.get("/donors/SWE").text, "months") == [["Aug 2025", "275m", "–", "–", "–"]]


def test_what_is_given_once_leads_to_the_furthest_stage_of_each_promise(site: TestClient[Any], view: LedgerView) -> None:
    _, ids = given_once(in_currency(view.entries, "EUR"), "EUR")["NLD"]
    shown = set(re.findall(r'href="/entries/([0-9a-f]+)"', site.get("/ledger?total=EUR:given:NLD&into=EUR").text))
    assert shown == set(ids)
    stages = {entry.stage for entry in view.entries if entry.id in ids}
    assert stages == {"committed"}, "the pledge stands behind what was committed of it, the order is a part"


def test_a_month_shows_its_entries_alone(site: TestClient[Any], view: LedgerView) -> None:
    first = {entry.id: entry.date.first if entry.date else entry.first_published for entry in view.entries}
    november = {id_ for id_, day in first.items() if day and f"{day:%Y-%m}" == "2025-11"}
    assert set(re.findall(r'class="open" href="/entries/([0-9a-f]+)"', site.get("/ledger?month=2025-11").text)) == november
    assert site.get("/ledger?month=November").status_code == 400


def test_the_entries_of_a_figure_stand_with_the_sentences_that_carry_it(site: TestClient[Any]) -> None:
    answer = site.get("/ledger?total=EUR:pledged:NLD").text
    sentence = bare(re.search(r'<tr class="said">(.*?)</tr>', answer, re.DOTALL)[1])  # type: ignore[index]
    # five reports say dollars, two the euros that the entry shows; the first of those is the ministry's own
    assert sentence.startswith("The Netherlands will contribute 500 million euros")
    assert sentence.endswith("netherlands.gov.example , 4 Aug 2025")
    assert 'class="said"' not in site.get("/ledger?donor=NLD").text


def test_what_the_book_holds_beside_a_running_total_leads_to_its_entries(site: TestClient[Any], view: LedgerView) -> None:
    stated = next(total for total in umbrellas(view.entries) if total.booked and len(total.entries) > 2)
    address = f"/ledger?total={stated.stated.currency}%3Abooked%3A{stated.entry}"
    assert f'href="{address}"' in site.get("/schemes/PURL").text
    answer = site.get(address).text
    assert set(re.findall(r'class="open" href="/entries/([0-9a-f]+)"', answer)) == set(stated.entries)
    assert f"{stated.stated.currency} {added(stated.booked)}" in answer
    assert site.get("/ledger?total=USD:booked:ffffffffffff").status_code == 200


@pytest.mark.parametrize("address", ["/ledger?donor=NOR&scheme=PURL", "/schemes/PURL"])
def test_a_share_whose_report_does_not_name_the_scheme_is_told_of_beside_it(site: TestClient[Any], view: LedgerView, address: str) -> None:
    share = next(entry for entry in view.entries if entry.donors == ("NOR",) and entry.part_of)
    assert share.scheme is None
    told = site.get(address).text.partition("do not name the scheme")[2].partition("</p>")[0]
    assert f'<a href="/entries/{share.id}">Norway: USD 146m pledged</a>' in told
    assert ("Denmark: USD 90m" in told) == address.startswith("/schemes")


def test_the_day_of_the_ledger_is_one_of_its_fields(site: TestClient[Any]) -> None:
    assert '<input id="f-as-of" type="date" name="as_of" value="2025-09-01">' in site.get("/ledger?as_of=2025-09-01").text
    assert 'name="as_of" value=""' in site.get("/ledger").text


def test_donors_stand_by_their_names(site: TestClient[Any]) -> None:
    page = site.get("/ledger").text.partition("<caption>USD</caption>")[2].partition("</table>")[0]
    names = [bare(name) for name in re.findall(r'<th scope="row">(.*?)</th>', page)]
    # Germany's code is DEU, Denmark's DNK
    assert names == ["Canada", "Denmark", "Germany", "Lithuania", "Norway", "Sweden", "United States", "joint, not split", "all donors"]
