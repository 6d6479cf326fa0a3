"""Tables of articles: columns are known by their names or said; a bad row is named and the rest is read."""

from __future__ import annotations

import datetime
import tracemalloc
import zipfile

import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pledgebook.errors import PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.files import read_paths
from pledgebook.read.reader import Intake, Limits
from pledgebook.read.tables import column_names, columns_of

ROWS = [
    {"Headline": "Norland pays", "Published at": "2025-12-03", "Full text": "Norland pays ten million crowns.", "Outlet": "Harbour Wire"},
    {"Headline": "Norland ships", "Published at": "2025-12-04", "Full text": "Norland ships, said “the ministry”;\nthen paid.", "Outlet": None},
]
GIVEN = [Given(date="2025-12-03", source="Harbour Wire", title="Norland pays"), Given(date="2025-12-04", title="Norland ships")]


def split(found):
    found = list(found)
    return [item for item in found if isinstance(item, RawDocument)], [item for item in found if isinstance(item, Rejection)]


def written(path, rows, kind):
    frame = pandas.DataFrame(rows)
    if kind == "xlsx":
        frame.to_excel(path, index=False, engine="xlsxwriter")
    elif kind == "ods":
        frame.to_excel(path, index=False, engine="odf")
    elif kind == "xls":
        _as_xls(path, frame)
    elif kind == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep="\t" if kind == "tsv" else ",")
    return path


def _as_xls(path, frame):
    """A workbook as Excel wrote it up to 2003."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Articles")
    for row, values in enumerate([list(frame.columns), *frame.itertuples(index=False)]):
        for column, value in enumerate(values):
            if not pandas.isna(value):
                dated = isinstance(value, datetime.datetime)
                sheet.write(row, column, value.to_pydatetime() if dated else value, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm" if dated else "general"))
    book.save(str(path))


@pytest.fixture(params=["csv", "tsv", "xlsx", "xls", "ods", "parquet"])
def table(request, tmp_path):
    """Writes rows as a table of each kind in turn."""
    return lambda rows: written(tmp_path / f"news.{request.param}", rows, request.param)


def test_a_row_is_an_article_with_what_its_columns_say(table):
    documents, rejections = split(read_paths([table(ROWS)]))
    assert rejections == []
    assert [document.text for document in documents] == [row["Full text"] for row in ROWS]
    assert [document.given for document in documents] == GIVEN


def test_columns_that_do_not_speak_for_themselves_are_said(table):
    path = table([{"a": "Norland pays ten crowns.", "b": "2025-12-03", "c": 7}])
    (refusal,) = read_paths([path])
    assert (refusal.code, refusal.hint) == ("no_text_column", "say which: --columns text=NAME")
    assert "'a', 'b'" in refusal.message
    (document,) = read_paths([path], intake=Intake(columns={"text": "a", "date": "b", "id": "c"}))
    assert (document.text, document.name, document.given.date) == ("Norland pays ten crowns.", "7", "2025-12-03")


def test_a_column_that_was_said_and_is_not_there_is_told_with_those_there_are(table):
    (refusal,) = read_paths([table(ROWS)], intake=Intake(columns={"text": "Body"}))
    assert refusal.code == "unknown_column"
    assert "'Headline'" in refusal.message


def test_a_bad_row_is_named_and_the_rest_is_read(table):
    path = table([{"id": "a", "text": "Norland pays."}, {"id": "b", "text": None}, {"id": "c", "text": "Norland ships."}])
    documents, rejections = split(read_paths([path]))
    assert [document.name for document in documents] == ["a", "c"]
    assert [(rejection.code, rejection.place.endswith(":2" if path.suffix == ".parquet" else ":3")) for rejection in rejections] in (
        [("missing_text", True)],
        [("empty_document", True)],
    )


def test_days_and_numbers_are_taken_as_what_they_say(tmp_path):
    rows = [{"id": 12, "date": datetime.datetime(2025, 12, 3, 10, 30), "text": "Norland pays."}]
    for kind in ("xlsx", "xls", "ods", "parquet"):
        (document,) = read_paths([written(tmp_path / f"a.{kind}", rows, kind)])
        assert (document.given.id, document.given.date[:10]) == ("12", "2025-12-03")


def test_rows_without_an_id_are_named_by_file_and_line(tmp_path):
    (tmp_path / "news.csv").write_text('text,date\n"one\ntwo",2025-12-03\n\nthree,2025-12-04\n')
    assert [document.name for document in read_paths([tmp_path / "news.csv"])] == ["news.csv:2", "news.csv:5"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "windows-1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_is_read_in_the_encoding_and_with_the_marks_it_has(tmp_path, encoding, delimiter):
    (tmp_path / "news.csv").write_bytes(f"title{delimiter}text\r\nCafé{delimiter}Norland’s café pays €10.\r\n".encode(encoding))
    (document,) = read_paths([tmp_path / "news.csv"])
    assert (document.given.title, document.text) == ("Café", "Norland’s café pays €10.")


def test_a_row_with_broken_characters_is_refused_alone(tmp_path):
    (tmp_path / "news.csv").write_bytes("text\nNorland’s café pays.\n".encode() + b"Norland\xe9\xff ships.\n" + "Norland’s navy sails.\n".encode())
    documents, rejections = split(read_paths([tmp_path / "news.csv"]))
    assert [document.text for document in documents] == ["Norland’s café pays.", "Norland’s navy sails."]
    assert [(rejection.code, rejection.place.rsplit(":", 1)[1]) for rejection in rejections] == [("bad_row", "3")]


def test_every_sheet_that_has_articles_is_read(tmp_path):
    with pandas.ExcelWriter(tmp_path / "news.xlsx", engine="xlsxwriter") as book:
        pandas.DataFrame({"note": ["about this file"]}).to_excel(book, sheet_name="Read me", index=False)
        for name in ("May", "June"):
            pandas.DataFrame({"text": [f"Norland pays in {name}."]}).to_excel(book, sheet_name=name, index=False)
    assert [document.name for document in read_paths([tmp_path / "news.xlsx"])] == ["news.xlsx[May]:2", "news.xlsx[June]:2"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"", "empty_document"),
        ("a.csv", b"text,date\n", "empty_document"),
        ("a.csv", b"\0\1\2", "binary_document"),
        ("a.xlsx", b"PK\x03\x04 nothing", "broken_table"),
        ("a.xlsx", b"text", "broken_table"),
        ("a.xlsx", b"", "broken_table"),
        ("a.parquet", b"PAR1 nothing PAR1", "broken_table"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    (refusal,) = read_paths([tmp_path / name])
    assert (refusal.code, bool(refusal.hint)) == (code, True)


def test_a_spreadsheet_that_unpacks_beyond_the_limit_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    (refusal,) = read_paths([tmp_path / "bomb.xlsx"], intake=Intake(limits=Limits(file_bytes=1_000_000)))
    assert refusal.code == "file_too_large"


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_long_table_is_read_a_few_rows_at_a_time(tmp_path, kind):
    text = "Norland pays ten million crowns for generators. " * 40
    rows = [f"{number} {text}" for number in range(4_000)]
    path = tmp_path / f"long.{kind}"
    if kind == "csv":
        path.write_text("text\n" + "\n".join(rows))
    else:
        pq.write_table(pa.table({"text": rows}), path, row_group_size=500)
    size = sum(map(len, rows))
    del rows
    tracemalloc.start()
    count = sum(isinstance(item, RawDocument) for item in read_paths([path]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4_000
    assert peak < 5_000_000 < size


def test_a_cell_over_the_limit_is_refused_and_the_next_row_read(tmp_path):
    (tmp_path / "news.csv").write_text(f"text\n{'x ' * 100}\nNorland pays.\n")
    documents, rejections = split(read_paths([tmp_path / "news.csv"], limits=Limits(document_bytes=40)))
    assert ([document.text for document in documents], [rejection.code for rejection in rejections]) == (["Norland pays."], ["bad_row"])


def test_the_surest_name_of_a_column_wins():
    assert columns_of(["content", "Text", "URL", "Source URL"]) == {"text": 1, "url": 2}
    assert columns_of(["content", "Text"], {"text": "content"}) == {"text": 0}


@pytest.mark.parametrize("said", ["body", "text=", "=Body", "words=Body", "text=A,words=B"])
def test_columns_that_are_said_wrongly_are_an_error(said):
    with pytest.raises(PledgebookError) as caught:
        column_names(said)
    assert caught.value.code == "bad_columns"
