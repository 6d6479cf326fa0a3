"""A chart shows what its table says, joint as joint and unknown as unknown, in every form, of any day and selection."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from litestar.testing import TestClient

from pledgebook.analyse.rates import in_currency
from pledgebook.analyse.totals import grand_totals
from pledgebook.model.claim import Stage
from pledgebook.web import charts
from pledgebook.web.chart_data import CHARTS, Chart, Question, chart
from pledgebook.web.chart_specs import THEMES, spec
from pledgebook.web.index import Index


@pytest.fixture(scope="module")
def index(site: TestClient[Any]) -> Index:
    found: Index = site.app.state.library.index()
    return found


def asked_of(index: Index, name: str) -> Question:
    longest = max(index.aid, key=lambda entry: len(index.book.lifecycle(entry)))
    return Question(index, entry=longest.id)


def sums(held: Chart) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in held.rows:
        if row["amount"] is not None:
            found[row["stage"]] = found.get(row["stage"], 0.0) + row["amount"]
    return found


def test_the_bars_of_a_stage_add_up_to_its_total(index: Index) -> None:
    held = chart("stages", Question(index))
    total = {t.stage: t.sum.low for t in grand_totals(in_currency(index.aid, "USD")) if t.currency == "USD"}
    shown = sums(held)
    assert shown.keys() == {stage for stage in ("pledged", "committed", "contracted", "delivered") if Stage(stage) in total}
    for stage, amount in shown.items():
        # stated shares may exceed their whole, which is a conflict of its own, and never fall short
        assert amount >= total[Stage(stage)] - 1
    assert {row["kind"] for row in held.rows if row["donor"] == "joint, not split"} == {"together"}


def test_money_over_time_ends_at_the_total_less_what_is_undated(index: Index) -> None:
    ends = {row["stage"]: row["amount"] for row in chart("over-time", Question(index)).rows}
    entries = in_currency(index.aid, "USD")
    dated = [entry for entry in entries if entry.date or entry.first_published]
    total = {str(t.stage): t.sum.low for t in grand_totals(dated) if t.currency == "USD"}
    assert ends == {stage: pytest.approx(total[stage]) for stage in ends}
    assert ends


def test_a_stage_without_a_known_value_says_unknown_and_has_no_bar(index: Index) -> None:
    held = chart("stages", Question(index))
    rows = ({"stage": "delivered", "donor": "unknown", "kind": "none", "amount": None, "up_to": None, "order": 99},)
    made = spec(Chart(held.name, held.title, held.summary, held.columns, (*held.rows[:1], *rows), "", "USD"))
    bars, ends, words = ((layer, made["datasets"][layer["data"]["name"]]) for layer in made["layer"])
    assert [row["stage"] for row in words[1]] == ["delivered"]
    assert words[0]["encoding"]["text"] == {"value": "unknown"}
    assert [row["stage"] for row in bars[1]] == ["pledged"]
    assert [row["stage"] for row in ends[1]] == ["pledged"]


def test_the_end_of_a_bar_says_what_the_first_page_says_though_shares_come_to_more(index: Index) -> None:
    made = spec(chart("stages", Question(index)))
    ends = next(made["datasets"][layer["data"]["name"]] for layer in made["layer"] if layer["encoding"].get("text", {}).get("field") == "told")
    # 275m, 146m and 90m are told of about 500m: the bar is 11m longer than what is pledged
    assert ends[0]["told"] == "3.73bn"
    assert ends[0]["amount"] > 3.74e9


def test_a_line_of_a_single_month_is_a_point(index: Index) -> None:
    held = chart("over-time", Question(index))
    one = Chart(held.name, held.title, held.summary, held.columns, held.rows[:1], "", "USD")
    assert spec(one)["mark"]["point"]
    many = Chart(held.name, held.title, held.summary, held.columns, held.rows[:1] * 100, "", "USD")
    assert not spec(many)["mark"]["point"]


def test_a_picture_is_drawn_in_a_font_whose_widths_every_system_has(index: Index) -> None:
    assert 'font-family="Liberation Sans' in charts.drawn(chart("stages", Question(index)), "svg").decode()

@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_drawn_light_and_dark(index: Index, name: str) -> None:
    held = chart(name, asked_of(index, name))
    assert held.rows, "the story has something for every chart"
    assert all(row.keys() >= held.columns.keys() for row in held.rows)
    for theme, colours in THEMES.items():
        picture = charts.drawn(held, "svg", theme).decode()
        assert picture.startswith("<svg")
        assert colours["paper"] in picture
        assert "NaN" not in picture
        assert "undefined" not in picture


@pytest.mark.parametrize("name", ["stages", "funnel", "lag"])
def test_a_chart_of_nothing_says_so_instead_of_failing(index: Index, name: str) -> None:
    empty = chart(name, Question(index, donor_row="nobody at all"))
    assert empty.rows == ()
    assert b"nothing to show" in charts.drawn(empty, "svg")


def test_a_chart_comes_as_picture_table_and_specification(site: TestClient[Any]) -> None:
    svg, png, table, made = (site.get(f"/charts/stages.{form}") for form in ("svg", "png", "csv", "json"))
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert png.content[:8] == b"\x89PNG\r\n\x1a\n"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert {row["Stage"] for row in rows} >= {"pledged", "delivered"}
    assert json.loads(made.text)["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
    # nothing is fetched from elsewhere: the data stands in the specification
    assert '"url"' not in made.text


def test_a_picture_is_drawn_once_and_known_again(site: TestClient[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    first = site.get("/charts/items.svg")
    monkeypatch.setattr(charts, "drawn", lambda *_: pytest.fail("drawn again"))
    again = site.get("/charts/items.svg", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert site.get("/charts/items.svg").content == first.content


def test_a_chart_is_narrowed_like_the_ledger_and_of_its_day(site: TestClient[Any]) -> None:
    whole, narrow, early = (site.get("/charts/stages.csv", params=query).text for query in ({}, {"donor": "NLD"}, {"as_of": "2025-02-14"}))
    assert len({whole, narrow, early}) == 3
    assert len(narrow.splitlines()) < len(whole.splitlines())


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/charts/nothing.svg", 404),
        ("/charts/stages.exe", 404),
        ("/charts/stages", 404),
        ("/charts/stages.svg?donor=XXX", 404),
        ("/charts/stages.svg?into=FRF", 400),
        ("/charts/lifecycle.svg?entry=zzz", 404),
        ("/charts/lifecycle.svg", 404),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(site: TestClient[Any], address: str, status: int) -> None:
    assert site.get(address).status_code == status


def test_every_chart_of_a_page_has_a_picture_a_table_and_files_that_are_there(site: TestClient[Any]) -> None:
    page = site.get("/donors/NLD").text
    assert page.count('<figure class="chart"') >= 2
    found = {address.replace("&amp;", "&") for address in re.findall(r'(?:srcset|src|href|data-spec)="(/charts/[^"]+)"', page)}
    assert {address.rpartition(".")[2][:3] for address in found} == {"svg", "png", "csv", "jso"}
    for address in found:
        assert site.get(address).status_code == 200
