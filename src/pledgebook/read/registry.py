"""Which readers there are, and which of them reads a source."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import Iterator

from pledgebook.errors import DocumentError, PledgebookError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.compressed import COMPRESSED
from pledgebook.read.feeds import FeedReader, SitemapReader
from pledgebook.read.html import HtmlReader
from pledgebook.read.pdf import PdfReader
from pledgebook.read.reader import UNKNOWN_TYPE, Intake, Reader, Source
from pledgebook.read.rows import RowsReader
from pledgebook.read.tables import CsvReader, ExcelReader, ParquetReader
from pledgebook.read.text import TextReader
from pledgebook.read.warc import WarcReader

GROUP = "pledgebook.readers"
"""the entry points by which others add readers"""

BUILT_IN: tuple[Reader, ...] = (
    *COMPRESSED,
    PdfReader(),
    WarcReader(),
    ExcelReader(),
    ParquetReader(),
    FeedReader(),
    SitemapReader(),
    RowsReader(),
    HtmlReader(),
    CsvReader(),
    TextReader(),
)
"""in the order in which they are asked whether they recognise a source"""

_UNREAD = {
    "a packed web archive": (".wacz",),
    "XML that is neither feed nor sitemap": (".xml",),
    "an Arrow table": (".arrow", ".feather"),
    "a saved page with its pictures": (".mhtml", ".mht", ".webarchive"),
    "a JSON file": (".json",),
    "an office document": (".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx", ".epub"),
    "an image": (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".ico", ".heic"),
    "sound or film": (".mp3", ".mp4", ".wav", ".ogg", ".flac", ".m4a", ".avi", ".mov", ".mkv", ".webm"),
    "an archive": (".zip", ".7z", ".tar", ".tgz", ".rar"),
    "a database": (".db", ".sqlite", ".sqlite3"),
    "a style sheet or script": (".css", ".js"),
    "a program": (".exe", ".dll", ".so", ".o", ".a", ".class", ".jar", ".pyc", ".wasm"),
}
_KIND_OF_SUFFIX = {suffix: kind for kind, suffixes in _UNREAD.items() for suffix in suffixes}
_REMEDIES = {
    "a packed web archive": "unpack it and read the .warc.gz files in it",
    "XML that is neither feed nor sitemap": "extract its text first",
    "an Arrow table": "write it as Parquet",
    "a JSON file": "write one object a line and name it .jsonl",
    "an archive": "unpack it and read the folder",
    "a saved page with its pictures": "save the page as HTML only",
    "a style sheet or script": "leave it out",
}


@functools.cache
def readers() -> tuple[Reader, ...]:
    """All readers, those of other packages first; one that cannot be loaded is an error that names it."""
    found = []
    for entry in importlib.metadata.entry_points(group=GROUP):
        try:
            loaded = entry.load()
            reader = loaded() if isinstance(loaded, type) else loaded
        except Exception as error:
            raise PledgebookError("bad_reader", f"reader '{entry.name}' ({entry.value}) cannot be loaded: {error}", "upgrade or remove its package") from error
        if not isinstance(reader, Reader):
            raise PledgebookError("bad_reader", f"reader '{entry.name}' ({entry.value}) is no reader", "upgrade or remove its package")
        found.append(reader)
    return (*found, *BUILT_IN)


def reader_named(name: str) -> Reader:
    """The reader of a format; raises `PledgebookError` where there is none."""
    for reader in readers():
        if reader.name == name:
            return reader
    raise PledgebookError("unknown_format", f"no reader for the format '{name}'", f"give one of {', '.join(reader.name for reader in readers())}")


def reader_of(source: Source, named: str | None = None) -> Reader:
    """The reader for a source: by its name where one is given, else by its first bytes, its name's end, its media type.

    Raises `DocumentError` (`unsupported_format`) for the kinds of files nobody reads.
    """
    wrapping = next((reader for reader in readers() if getattr(reader, "unwraps", False) and reader.recognises(source)), None)
    if named is not None:
        return wrapping or reader_named(named)
    by_bytes = wrapping or next((reader for reader in readers() if reader.recognises(source)), None)
    suffix = source.suffix
    if by_bytes is None and suffix in _KIND_OF_SUFFIX and source.media_type is None:
        kind = _KIND_OF_SUFFIX[suffix]
        raise DocumentError("unsupported_format", f"{source.place}: {kind} ({suffix}) is not read", _REMEDIES.get(kind, "extract its text first"))
    by_name = next((reader for reader in readers() if suffix in reader.suffixes), None)
    by_type = next((reader for reader in readers() if source.media_type in reader.media_types), None)
    found = by_bytes or by_type or by_name
    if found is None and source.media_type and source.media_type != UNKNOWN_TYPE and not source.media_type.startswith("text/"):
        raise DocumentError("unsupported_format", f"{source.place}: {source.media_type} is not read", "extract its text first")
    return found or reader_named("text")


def read_source(source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
    """The documents of one source; what it raises becomes a refusal of its place."""
    try:
        yield from reader_of(source, intake.format).read(source, intake)
    except DocumentError as error:
        yield Rejection.of(source.place, error)
    except OSError as error:
        yield unreadable(source.place, error)


def unreadable(place: str, error: OSError | ValueError) -> Rejection:
    """The refusal of a place whose bytes cannot be had."""
    if isinstance(error, FileNotFoundError):
        return Rejection(place, "missing_path", f"{place}: there is no such file or folder", "check the path")
    return Rejection(place, "unreadable_file", f"{place}: {reason(error)}", "check the path and your rights to it")


def reason(error: OSError | ValueError) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
