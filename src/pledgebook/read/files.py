"""Documents from files, folders, JSONL and standard input, one at a time."""

from __future__ import annotations

import io
import os
import pathlib
import stat
from collections.abc import Iterable, Iterator
from typing import IO, Any

import msgspec

from pledgebook.clean.decode import MAX_DOCUMENT_BYTES, decode_document, row_document, too_large
from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument

ROW_SUFFIXES = (".jsonl", ".ndjson")
_NOT_TEXT = {
    "a PDF": (".pdf",),
    "a web page": (".html", ".htm", ".xhtml", ".mhtml"),
    "a web archive": (".warc", ".wacz"),
    "a table": (".csv", ".tsv", ".xls", ".xlsx", ".ods", ".parquet", ".arrow", ".feather"),
    "a JSON file": (".json",),
    "an office document": (".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".epub"),
    "an image": (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".ico", ".heic"),
    "sound or film": (".mp3", ".mp4", ".wav", ".ogg", ".flac", ".m4a", ".avi", ".mov", ".mkv", ".webm"),
    "an archive": (".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".tar", ".tgz", ".rar"),
    "a database": (".db", ".sqlite", ".sqlite3"),
    "a program": (".exe", ".dll", ".so", ".o", ".a", ".class", ".jar", ".pyc", ".wasm"),
}
_KIND_OF_SUFFIX = {suffix: kind for kind, suffixes in _NOT_TEXT.items() for suffix in suffixes}
_REMEDIES = {"a JSON file": "write one object a line and name it .jsonl", "a table": "write one JSON object a row, with its text, as .jsonl"}
_GIVEN_FIELDS = ("id", "date", "source", "url", "title")
_CHUNK = 1 << 16


class Limits(msgspec.Struct, frozen=True):
    """How much one document may hold, in bytes; a JSONL file may be of any size, each of its rows up to this."""

    document_bytes: int = MAX_DOCUMENT_BYTES


def read_paths(paths: Iterable[str | os.PathLike[str]], stdin: IO[bytes] | None = None, limits: Limits = Limits()) -> Iterator[RawDocument | Rejection]:
    """Every document at these places, lazily and in order; what cannot be read is answered as a `Rejection`.

    A file is a document named by its file name; a folder is read with all below it, sorted, each file named by its
    path from there; `.jsonl` and `.ndjson` hold a document a row; `-` is `stdin`, rows where its first line that is
    not blank holds a JSON object, else one document named `-`. Nothing is raised for a bad input: the rest is read.
    """
    for path in paths:
        place = os.fspath(path)
        if place == "-":
            yield from _read_stdin(stdin, limits)
            continue
        try:
            mode = os.stat(place).st_mode
        except (OSError, ValueError) as error:
            yield _unreadable(_printable(place), error)
            continue
        if stat.S_ISDIR(mode):
            yield from _read_folder(place, limits)
        else:
            yield from _read_file(place, _printable(place), _printable(pathlib.Path(place).name), limits)


def _read_folder(folder: str, limits: Limits) -> Iterator[RawDocument | Rejection]:
    files = 0
    for path, relative, refusal in _walk(folder, ""):
        place = f"{_printable(folder).rstrip('/')}/{_printable(relative)}"
        if refusal is not None:
            yield Rejection(place, refusal[0], f"{place}: {refusal[1]}", refusal[2])
            continue
        files += 1
        yield from _read_file(path, place, _printable(relative), limits)
    if not files:
        yield Rejection(_printable(folder), "empty_folder", f"{_printable(folder)}: the folder holds no file to read", "name a folder of text files or JSONL")


def _walk(folder: str, prefix: str) -> Iterator[tuple[str, str, tuple[str, str, str] | None]]:
    """(path, path from the start, refusal) in the order of the paths from the start; links to folders are not followed, so no loop can arise."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name)
    except OSError as error:
        yield folder, prefix or ".", ("unreadable_folder", _reason(error), "check the path and your rights to it")
        return
    for entry in found:
        relative = prefix + entry.name
        if entry.name.startswith("."):
            yield entry.path, relative, ("hidden", "hidden files and folders are not read", "name it on its own to read it")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, relative + "/")
        elif entry.is_dir():
            yield entry.path, relative, ("link_to_folder", "links to folders are not followed", "name the folder itself")
        elif entry.is_symlink() and not os.path.exists(entry.path):
            yield entry.path, relative, ("broken_link", "the link leads nowhere", "remove it")
        elif not entry.is_file():
            yield entry.path, relative, ("not_a_file", "neither a file nor a folder", "remove it")
        else:
            yield entry.path, relative, None


def _read_file(path: str, place: str, name: str, limits: Limits) -> Iterator[RawDocument | Rejection]:
    suffix = pathlib.PurePath(path).suffix.lower()
    if suffix in _KIND_OF_SUFFIX:
        kind = _KIND_OF_SUFFIX[suffix]
        yield Rejection(place, "unsupported_format", f"{place}: {kind} ({suffix}) is not read as text", _REMEDIES.get(kind, "extract its text first"))
        return
    try:
        with open(path, "rb") as file:
            if suffix in ROW_SUFFIXES:
                yield from _read_rows(file, place, name, limits)
                return
            size = os.fstat(file.fileno()).st_size
            if size > limits.document_bytes:
                raise too_large(place, size, limits.document_bytes)
            data = file.read(limits.document_bytes + 1)
        yield _one_document(data, place, name, limits)
    except DocumentError as error:
        yield Rejection.of(place, error)
    except OSError as error:
        yield _unreadable(place, error)


def _read_stdin(stdin: IO[bytes] | None, limits: Limits) -> Iterator[RawDocument | Rejection]:
    if stdin is None:
        yield Rejection("-", "no_standard_input", "-: there is no standard input to read", "name a file, or pipe text in")
        return
    try:
        head = b""
        while not head.strip() and len(head) <= limits.document_bytes:
            line = stdin.readline(limits.document_bytes + 1)
            if not line:
                break
            head += line
        if _is_object(head):
            yield from _read_rows(_Joined(head, stdin), "-", "-", limits)
            return
        data = head + stdin.read(max(0, limits.document_bytes + 1 - len(head)))
        yield _one_document(data, "-", "-", limits)
    except DocumentError as error:
        yield Rejection.of("-", error)
    except OSError as error:
        yield _unreadable("-", error)


def _one_document(data: bytes, place: str, name: str, limits: Limits) -> RawDocument:
    if len(data) > limits.document_bytes:
        raise too_large(place, None, limits.document_bytes)
    document = decode_document(data, place)
    return msgspec.structs.replace(document, name=name)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line.removeprefix(b"\xef\xbb\xbf").strip()), dict)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return False


def _read_rows(file: IO[bytes] | _Joined, place: str, name: str, limits: Limits) -> Iterator[RawDocument | Rejection]:
    number, rows = 0, 0
    while line := file.readline(limits.document_bytes + 1):
        number += 1
        at = f"{place}:{number}"
        whole = len(line) <= limits.document_bytes
        if not whole:
            _skip_line(file, line)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        rows += 1
        try:
            if not whole:
                raise too_large(at, None, limits.document_bytes)
            yield _row(line, at, f"{name}:{number}")
        except DocumentError as error:
            yield Rejection.of(at, error)
    if not rows:
        yield Rejection(place, "empty_document", f"{place}: no rows", "leave it out or fetch it again")


def _skip_line(file: IO[bytes] | _Joined, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(_CHUNK)


def _row(line: bytes, place: str, default_name: str) -> RawDocument:
    row = _object(line, place)
    text = row.get("text")
    if "text" not in row or text is None:
        raise DocumentError("missing_text", f"{place}: the row has no text", 'give every row a "text"')
    if not isinstance(text, str):
        raise DocumentError("bad_field", f"{place}: text is {_json_type(text)}, not a string", 'give the document as the string "text"')
    given = Given(**{field: _optional(row.get(field), field, place) for field in _GIVEN_FIELDS})
    document = row_document(text, place, given)
    return msgspec.structs.replace(document, name=given.id or default_name)


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


def _unreadable(place: str, error: OSError | ValueError) -> Rejection:
    if isinstance(error, FileNotFoundError):
        return Rejection(place, "missing_path", f"{place}: there is no such file or folder", "check the path")
    return Rejection(place, "unreadable_file", f"{place}: {_reason(error)}", "check the path and your rights to it")


def _reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _printable(path: str) -> str:
    """The path as text that can be written out; bytes that are no UTF-8 are shown as \\xNN, separators as '/'."""
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace(os.sep, "/")


class _Joined:
    """A stream whose first line has been read already, put back in front."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def readline(self, limit: int) -> bytes:
        line = self._head.readline(limit)
        if line and (line.endswith(b"\n") or len(line) == limit):
            return line
        return line + self._rest.readline(limit - len(line))
