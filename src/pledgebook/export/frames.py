"""Sheets as Arrow, pandas and Polars tables: typed, and null where a value is unknown."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pledgebook.export.about import about, facts
from pledgebook.export.columns import Kind, Sheet
from pledgebook.export.rows import View, rows

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

BATCH = 10_000
"""rows of a batch: so many are held beside the ledger at a time"""
PREFIX = "pledgebook."
"""before the names of what a table says of itself"""


def schema(sheet: Sheet, view: View) -> pa.Schema:
    """The sheet's types with descriptions, and in its metadata the version, the dossier's digest and the as-of date."""
    import pyarrow as pa

    types = {Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.BOOLEAN: pa.bool_(), Kind.DATE: pa.date32()}
    fields = [pa.field(column.name, types.get(column.kind, pa.string()), metadata={"description": column.description}) for column in sheet.columns]
    told = {PREFIX + name: value for name, value in facts(about(view)).items()}
    return pa.schema(fields, metadata={PREFIX + "sheet": sheet.name, **told})


def batches(view: View, sheet: Sheet) -> Iterator[pa.RecordBatch]:
    """The sheet's rows, `BATCH` at a time."""
    import pyarrow as pa

    held, made = schema(sheet, view), rows(view, sheet)
    while chunk := list(itertools.islice(made, BATCH)):
        yield pa.RecordBatch.from_pylist(chunk, schema=held)


def to_arrow(view: View, sheet: Sheet) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches(batches(view, sheet), schema=schema(sheet, view))


def to_pandas(view: View, sheet: Sheet) -> pd.DataFrame:
    """A frame of Arrow types, so that an unknown number is NA and a known one keeps its type; `attrs` tells where it comes from."""
    import pandas as pd

    frame: pd.DataFrame = to_arrow(view, sheet).to_pandas(types_mapper=pd.ArrowDtype)
    frame.attrs = facts(about(view))
    return frame


def to_polars(view: View, sheet: Sheet) -> pl.DataFrame:
    import polars as pl

    frame = pl.from_arrow(to_arrow(view, sheet))
    assert isinstance(frame, pl.DataFrame)
    return frame
