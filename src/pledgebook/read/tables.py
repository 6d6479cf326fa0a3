"""Tables of articles: CSV, Excel, Parquet; a row is a document, and its columns say what they hold by their names."""

from __future__ import annotations

import csv
import datetime
import io
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from pledgebook.clean.decode import decode_document
from pledgebook.errors import DocumentError, PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.reader import Intake, Source
from pledgebook.read.rows import document_of_row

FIELDS = ("text", "title", "date", "source", "url", "id")
KNOWN: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "fulltext", "articletext", "body", "articlebody", "maintext", "content", "article", "bodytext", "story"),
    "title": ("title", "headline", "articletitle", "head"),
    "date": ("date", "published", "publishedat", "publicationdate", "publisheddate", "datepublished", "datepublish", "publishdate", "pubdate", "day"),
    "source": ("source", "outlet", "publisher", "sourcename", "medium", "newspaper", "publication", "sitename", "site", "domain"),
    "url": ("url", "link", "articleurl", "sourceurl", "weburl", "permalink", "address"),
    "id": ("id", "articleid", "docid", "documentid", "uuid", "guid"),
}
"""names of columns that speak for themselves, small and without blanks and marks, the surest first"""
BATCH_ROWS = 64
_SAMPLE = 1 << 20
_DELIMITERS = ",;\t|"
_UNPACKED_FACTOR = 5
"""an Excel file may unpack to this many times the limit of a file"""


class CsvReader:
    name = "csv"
    reads = "CSV and TSV tables, an article a row"
    suffixes = (".csv", ".tsv")
    media_types = ("text/csv", "text/tab-separated-values")

    def recognises(self, source: Source) -> bool:
        return False

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        sample = source.stream.read(_SAMPLE)
        # the sample may end within a character
        encoding = _encoding(sample[: sample.rfind(b"\n") + 1] or sample, source.place)
        text = io.TextIOWrapper(io.BufferedReader(_Rejoined(sample, source.stream)), encoding=encoding, errors="surrogateescape", newline="")
        limit = intake.limits.document_bytes
        # the module has one limit for all its readers
        before = csv.field_size_limit(min(limit * 4, sys.maxsize))
        first = sample.split(b"\n", 1)[0].decode(encoding, "replace")
        delimiter = "\t" if source.suffix == ".tsv" else max(_DELIMITERS, key=first.count)
        try:
            yield from _documents(_csv_rows(text, delimiter), source, intake)
        finally:
            csv.field_size_limit(before)


class ExcelReader:
    name = "excel"
    reads = "Excel and OpenDocument tables, an article a row, every sheet that has articles"
    suffixes = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
    media_types = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
    )

    def recognises(self, source: Source) -> bool:
        return source.head.startswith(b"PK\x03\x04") and (b"xl/" in source.head or b"opendocument.spreadsheet" in source.head)

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        import python_calamine

        data = source.whole(intake.limits.file_bytes)
        _refuse_bomb(data, source.place, intake.limits.file_bytes * _UNPACKED_FACTOR)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            names = book.sheet_names
        except Exception as error:  # calamine raises its own and plain ones alike
            message = f"{source.place}: no table can be opened in it ({error})"
            raise DocumentError("broken_table", message, "open it in a spreadsheet program and save it anew, or as CSV") from None
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
        filled = [(name, rows) for name, rows in sheets if any(any(cell not in ("", None) for cell in row) for row in rows)]
        if not filled:
            raise DocumentError("empty_document", f"{source.place}: no sheet has rows", "leave it out or fetch it again")
        readable = [(name, rows) for name, rows in filled if len(filled) == 1 or "text" in columns_of(rows[0], intake.columns)]
        if not readable:
            raise _no_text_column(source.place, filled[0][1][0])
        for name, rows in readable:
            place = source.place if len(filled) == 1 else f"{source.place}[{name}]"
            yield from _documents(enumerate(rows, 1), source, intake, place)


class ParquetReader:
    name = "parquet"
    reads = "Parquet tables, an article a row"
    suffixes = (".parquet", ".pq")
    media_types = ("application/vnd.apache.parquet",)

    def recognises(self, source: Source) -> bool:
        return source.head.startswith(b"PAR1")

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            file = pq.ParquetFile(source.file(intake.limits.file_bytes))
            header = file.schema_arrow.names
            chosen = columns_of(header, intake.columns)
            if "text" not in chosen:
                raise _no_text_column(source.place, header)
            wanted = [header[place] for place in chosen.values()]
            yield from _documents(_parquet_rows(file, wanted), source, intake)
        except (pa.ArrowException, OSError) as error:
            raise DocumentError("broken_table", f"{source.place}: it cannot be read ({error})", "write the table anew") from None


def columns_of(header: Sequence[Any], given: Mapping[str, str] = {}) -> dict[str, int]:
    """Which column holds which field: those that were said, then those whose names speak for themselves.

    >>> columns_of(["Headline", "Published at", "Full text"])
    {'text': 2, 'title': 0, 'date': 1}

    Raises `PledgebookError` (`unknown_column`) where a column that was said is not there, and for a field there is not.
    """
    names = ["" if cell is None else str(cell).strip() for cell in header]
    plain = ["".join(filter(str.isalnum, name)).casefold() for name in names]
    found: dict[str, int] = {}
    for field, name in given.items():
        if field not in FIELDS:
            raise PledgebookError("unknown_column", f"'{field}' is no field of a document", f"give one of {', '.join(FIELDS)}")
        if name not in names:
            raise DocumentError(
                "unknown_column", f"there is no column '{name}'; there are {_listed(names)}", "give --columns with names of the table's first row"
            )
        found[field] = names.index(name)
    for field, known in KNOWN.items():
        place = next((plain.index(name) for name in known if name in plain), None)
        if field not in given and place is not None and place not in found.values():
            found[field] = place
    return {field: found[field] for field in FIELDS if field in found}


def column_names(text: str) -> dict[str, str]:
    """What `--columns` says: fields and the columns that hold them.

    >>> column_names("text=Body, date=Published on")
    {'text': 'Body', 'date': 'Published on'}
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    wrong = next((part for part in pairs if not part[1] or not part[2].strip() or part[0].strip() not in FIELDS), None)
    if wrong:
        raise PledgebookError(
            "bad_columns", f"--columns: '{''.join(wrong).strip()}' does not say which column holds which field", "write text=NAME,date=NAME ..."
        )
    return {field.strip(): name.strip() for field, _, name in pairs}


def _documents(rows: Iterable[tuple[int, Sequence[Any] | str]], source: Source, intake: Intake, place: str | None = None) -> Iterator[RawDocument | Rejection]:
    """A document of each row below the first, which names the columns; a row that is none is refused by its number."""
    place, name = place or source.place, (place or source.place).removeprefix(source.place)
    columns: dict[str, int] | None = None
    articles = 0
    for number, row in rows:
        at = f"{place}:{number}"
        if isinstance(row, str):
            yield Rejection(at, "bad_row", f"{at}: {row}", "mend the row, or leave it out")
            continue
        if not any(cell not in ("", None) for cell in row):
            continue
        if columns is None:
            try:
                columns = columns_of(row, intake.columns)
            except DocumentError as error:
                raise DocumentError(error.code, f"{place}: {error}", error.hint) from None
            if "text" not in columns:
                raise _no_text_column(place, row)
            continue
        articles += 1
        try:
            fields = {field: _cell(row[where], field) if where < len(row) else None for field, where in columns.items()}
            yield document_of_row(fields, at, f"{source.name}{name}:{number}")
        except DocumentError as error:
            yield Rejection.of(at, error)
    if not articles:
        raise DocumentError("empty_document", f"{place}: no rows below the names of the columns", "leave it out or fetch it again")


def _cell(value: Any, field: str) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if field != "text" and isinstance(value, int | float) else value


def _csv_rows(text: IO[str], delimiter: str) -> Iterator[tuple[int, Sequence[Any] | str]]:
    """Each row with the line it begins on; a row that cannot be read is its reason."""
    rows = csv.reader(text, delimiter=delimiter)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not a row of a table ({error})"
            continue
        except UnicodeDecodeError as error:
            yield line, f"bytes that are no characters of the table's encoding, {error.encoding}; nothing below is read"
            return
        bad = next((cell for cell in row if any("\udc80" <= letter <= "\udcff" for letter in cell)), None)
        yield line, row if bad is None else "bytes that are no characters of the table's encoding"


def _parquet_rows(file: Any, wanted: list[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    yield 0, wanted
    number = 0
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
        held = [batch.column(name).to_pylist() for name in wanted]
        for row in zip(*held, strict=True):
            number += 1
            yield number, row


def _encoding(sample: bytes, place: str) -> str:
    """What the first megabyte is written in; of a longer table the rest is taken to be the same."""
    if not sample.strip():
        raise DocumentError("empty_document", f"{place}: the table is empty", "leave it out or fetch it again")
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        found = decode_document(sample, place).encoding
    except DocumentError as error:
        if error.code != "undecodable_document":
            raise
        found = "utf-8"  # each row with bytes that are none is refused for itself
    return "utf-8-sig" if found == "utf-8" else found


def _refuse_bomb(data: bytes, place: str, limit: int) -> None:
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError("broken_table", f"{place}: its parts cannot be opened ({error})", "save it anew, or as CSV") from None
    if size > limit:
        raise DocumentError(
            "file_too_large", f"{place}: it unpacks to {size:,} bytes, more than the {limit:,} that are read", "save it as CSV, which may be of any size"
        )


def _no_text_column(place: str, header: Sequence[Any]) -> DocumentError:
    names = _listed(["" if cell is None else str(cell) for cell in header])
    return DocumentError("no_text_column", f"{place}: no column is known to hold the articles' text; there are {names}", "say which: --columns text=NAME")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name[:40]}'" for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "")


class _Rejoined(io.RawIOBase):
    """The sample put back in front of what follows it."""

    def __init__(self, sample: bytes, rest: IO[bytes]) -> None:
        self._sample = io.BytesIO(sample)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._sample.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
