"""Frames: typed, null where unknown, and the same columns whatever library shows them."""

from __future__ import annotations

import datetime

import pandas as pd
import polars as pl
import pytest

from pledgebook.errors import PledgebookError
from pledgebook.export.columns import SHEETS, Kind

DAY = datetime.date(2025, 8, 4)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_both_libraries_show_the_columns_the_sheet_defines(sample, sheet):
    assert tuple(sample.view.to_pandas(sheet.name).columns) == sheet.names
    assert tuple(sample.view.to_polars(sheet.name).columns) == sheet.names


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_key_tells_every_row_apart_and_every_column_is_explained(sample, sheet):
    frame = sample.view.to_polars(sheet.name)
    assert len(frame) > 0
    assert len(frame.select(sheet.key).unique()) == len(frame)
    assert all(column.description and column.kind in Kind for column in sheet.columns)


def test_an_unknown_amount_is_null_and_never_zero(sample):
    row = sample.view.to_polars().filter(pl.col("id") == sample.ids["unvalued"])
    assert row["amount_min"].to_list() == [None]
    assert row["USD_min"].to_list() == [None]
    assert row["counted"].to_list() == [False]
    frame = sample.view.to_pandas().set_index("id")
    assert frame.loc[sample.ids["unvalued"], "amount_min"] is pd.NA
    # a sum leaves it out: 510 or 500 for the Netherlands, 300 joint, 7, and two thousand that are a running total
    counted = frame[frame["counted"] & frame["amount_min"].notna()]["amount_min"].sum()
    assert counted in (817e6, 807e6)


def test_days_and_numbers_have_types(sample):
    frame = sample.view.to_polars()
    assert frame.schema["first"] == pl.Date
    assert frame.schema["documents"] == pl.Int64
    assert frame.schema["amount_min"] == pl.Float64
    row = frame.filter(pl.col("id") == sample.ids["conflict"]).to_dicts()[0]
    assert (row["first"], row["donors"], row["joint"]) == (DAY, "NLD", False)


def test_goods_stand_each_in_a_row_with_number_and_unit(sample):
    items = sample.view.to_polars("items").filter(pl.col("entry") == sample.ids["conflict"]).to_dicts()
    assert [(row["name"], row["quantity"], row["unit"]) for row in items] == [("Patriot missiles", 12.0, None), ("grain", 2.5, "tonnes")]


def test_rival_values_stand_side_by_side(sample):
    conflicts = sample.view.to_polars("conflicts").filter((pl.col("entry") == sample.ids["conflict"]) & (pl.col("field") == "amount"))
    assert sorted(conflicts["value"].to_list()) == ["USD 500m", "USD 510m"]
    assert conflicts["independent"].to_list() == [1, 1]


def test_evidence_gives_the_words_at_its_place(sample):
    rows = sample.view.to_polars("evidence")
    assert all(row["end"] - row["start"] == len(row["words"]) for row in rows.to_dicts())
    assert set(rows["claim"]) == set(sample.view.to_polars("claims")["id"])


def test_a_frame_tells_where_it_comes_from(sample):
    told = sample.view.to_pandas().attrs
    assert (told["dossier"], told["dossier_digest"], told["as_of"]) == ("test", "d1", "")


def test_a_sheet_that_is_none_is_refused_with_the_names_there_are(sample):
    with pytest.raises(PledgebookError, match="no sheet 'pledges'") as caught:
        sample.view.to_pandas("pledges")
    assert "entries" in str(caught.value.hint)
