"""JSONL: one document a row, and the fields that rows and tables share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import msgspec

from pledgebook.clean.decode import row_document, too_large
from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.reader import Intake, Source

_GIVEN_FIELDS = ("id", "date", "source", "url", "title")
_CHUNK = 1 << 16


class RowsReader:
    name = "jsonl"
    reads = "JSON lines, a document a row"
    suffixes = (".jsonl", ".ndjson")
    media_types = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")

    def recognises(self, source: Source) -> bool:
        # text may begin with a brace: only where no name says what comes is one object a line taken for rows
        return source.name == "-" and _is_object(source.head.strip().split(b"\n")[0])

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        file, limit = source.stream, intake.limits.document_bytes
        number, rows = 0, 0
        while line := file.readline(limit + 1):
            number += 1
            at = f"{source.place}:{number}"
            whole = len(line) <= limit
            if not whole:
                _skip_line(file, line)
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.strip():
                continue
            rows += 1
            try:
                if not whole:
                    raise too_large(at, None, limit)
                yield document_of_row(_object(line, at), at, f"{source.name}:{number}")
            except DocumentError as error:
                yield Rejection.of(at, error)
        if not rows:
            yield Rejection(source.place, "empty_document", f"{source.place}: no rows", "leave it out or fetch it again")


def document_of_row(row: dict[str, Any], place: str, default_name: str) -> RawDocument:
    """The document that a row with `text` and what came with it is.

    Raises `DocumentError` (`missing_text`, `bad_field`, `empty_document` and those of `row_document`).
    """
    text = row.get("text")
    if "text" not in row or text is None:
        raise DocumentError("missing_text", f"{place}: the row has no text", 'give every row a "text"')
    if not isinstance(text, str):
        raise DocumentError("bad_field", f"{place}: text is {_json_type(text)}, not a string", 'give the document as the string "text"')
    given = Given(**{field: _optional(row.get(field), field, place) for field in _GIVEN_FIELDS})
    document = row_document(text, place, given)
    return msgspec.structs.replace(document, name=given.id or default_name)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf").strip()), dict)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return False


def _skip_line(file: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(_CHUNK)


def _object(line: bytes, place: str) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(line)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise DocumentError("bad_json", f"{place}: not JSON: {error}", "write one JSON object in UTF-8 a line") from None
    if not isinstance(row, dict):
        raise DocumentError("not_an_object", f"{place}: the row is {_json_type(row)}, not an object", 'write rows as {"text": "...", "id": "..."}')
    return row


def _optional(value: Any, field: str, place: str) -> str | None:
    """The field's text; None for what is missing, null or blank. A whole number is taken as an id."""
    if field == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise DocumentError("bad_field", f"{place}: {field} is {_json_type(value)}, not a string", f'give "{field}" as a string, or leave it out')
    if not value or not value.strip():
        return None
    if not value.isprintable() and any("\ud800" <= character <= "\udfff" or character == "\0" for character in value):
        raise DocumentError("bad_field", f"{place}: {field} holds code points that are no characters", "write the row anew as UTF-8")
    return value


def _json_type(value: Any) -> str:
    names = ((bool, "a boolean"), (int, "a number"), (float, "a number"), (str, "a string"), (list, "a list"), (dict, "an object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")
