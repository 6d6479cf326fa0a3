"""What a reader is: bytes of one place in, documents and refusals out."""

from __future__ import annotations

import io
import pathlib
import tempfile
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import IO, Protocol, runtime_checkable

import msgspec

from pledgebook.clean.decode import MAX_DOCUMENT_BYTES
from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import Given, RawDocument
from pledgebook.read.extent import Extent
from pledgebook.read.fetch import Web, fetch
from pledgebook.read.seen import Seen

UNKNOWN_TYPE = "application/octet-stream"
HEAD_BYTES = 4096
"""how much of a place is looked at to tell what it holds"""


class Limits(msgspec.Struct, frozen=True):
    """How much is read, in bytes: of one document's text, of one saved page, of one file that has to be held whole.

    Files that are read row by row or record by record may be of any size.
    """

    document_bytes: int = MAX_DOCUMENT_BYTES
    page_bytes: int = 10_000_000
    file_bytes: int = 200_000_000


class Source(msgspec.Struct, frozen=True):
    """Bytes to be read, and what is known of them.

    `place` is how messages call it, `name` what a document of it is called; `head` are its first bytes, which `stream`
    begins with again; `media_type` is what a server said it is, `charset` what it said of its characters.
    """

    place: str
    name: str
    stream: IO[bytes]
    head: bytes
    given: Given = Given()
    media_type: str | None = None
    charset: str | None = None
    depth: int = 0
    """out of how many compressed files it was unpacked"""

    @property
    def suffix(self) -> str:
        path = urllib.parse.urlsplit(self.name).path if "://" in self.name else self.name
        return pathlib.PurePosixPath(path).suffix.lower()

    def whole(self, limit: int) -> bytes:
        """All the bytes; raises `DocumentError` where there are more than the limit."""
        data = self.stream.read(limit + 1)
        if len(data) > limit:
            message = f"{self.place}: more than {limit:,} bytes, the most that is read of such a file"
            raise DocumentError("file_too_large", message, "split it, or give its articles as JSONL, one a line")
        return data

    def file(self, limit: int) -> IO[bytes]:
        """The bytes as a file one can move about in; what comes through a pipe is put on disk first, up to the limit."""
        if self.stream.seekable():
            return self.stream
        kept = tempfile.TemporaryFile()  # noqa: SIM115 -- closed when nobody reads it any more
        size = 0
        while chunk := self.stream.read(1 << 20):
            size += len(chunk)
            if size > limit:
                message = f"{self.place}: more than {limit:,} bytes, the most that is read of such a file"
                raise DocumentError("file_too_large", message, "split it, or give its articles as JSONL, one a line")
            kept.write(chunk)
        kept.seek(0)
        return kept


class Intake(msgspec.Struct, frozen=True):
    """How one call reads: in which format (None: each place's own), which columns of tables mean what, and how much.

    `web` says how addresses are fetched; None forbids it. Links are followed from feeds and sitemaps only.
    """

    format: str | None = None
    columns: Mapping[str, str] = {}
    limits: Limits = Limits()
    web: Web | None = Web()
    follows: int = 2
    """from how many feeds to what they link; two for a list of sitemaps"""
    linked: bool = False
    """whether a feed or sitemap led here"""
    seen: Seen | None = None
    """what was read before, where places are looked at again and again"""
    extent: Extent | None = None
    """is told which file is read, where somebody wants to know how far reading is"""

    def read(self, source: Source) -> Iterator[RawDocument | Rejection]:
        """What a place holds, by the reader that knows it; readers of wrappings call this for what is inside."""
        from pledgebook.read.registry import read_source

        return read_source(source, self)

    def read_address(self, url: str, given: Given = Given()) -> Iterator[RawDocument | Rejection]:
        """What is at a web address; a `Rejection` where it cannot be had."""
        if self.linked and self.seen and self.seen.fetched(url):
            return
        if self.web is None:
            yield Rejection(url, "web_not_allowed", f"{url}: addresses are not fetched here", "save the page and read the file")
            return
        try:
            page = fetch(url, self.web)
        except DocumentError as error:
            yield Rejection.of(url, error)
            return
        known = msgspec.structs.replace(given, url=page.url)
        source = source_of_bytes(page.data, url, url, known)
        for item in self.read(msgspec.structs.replace(source, media_type=page.media_type or UNKNOWN_TYPE, charset=page.charset)):
            if self.seen and isinstance(item, RawDocument) and item.given.url == page.url:
                self.seen.fetch(url)
            yield item


@runtime_checkable
class Reader(Protocol):
    """Reads one kind of source. Others add theirs under the entry point group `pledgebook.readers`.

    `name` is what `--format` takes, `reads` says in a line what it is for. A source is given to the reader whose
    `recognises` is true, then by the end of its name, then by the type a server said.
    """

    @property
    def name(self) -> str: ...

    @property
    def reads(self) -> str: ...

    @property
    def suffixes(self) -> tuple[str, ...]: ...

    @property
    def media_types(self) -> tuple[str, ...]: ...

    def recognises(self, source: Source) -> bool:
        """Whether the first bytes can be nothing else."""
        ...

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        """The documents of the source, one at a time; what cannot be read is a `Rejection`, and the rest is read.

        A `DocumentError` or `OSError` that is raised ends this source and is told as a `Rejection` of its place.
        """
        ...


def source_of(stream: IO[bytes], place: str, name: str, *, given: Given = Given(), whole_line: int = 0) -> Source:
    """A source of a stream that stands at its start.

    `whole_line` bytes at most are looked at until a line that is not blank is complete, for what comes through a pipe.
    """
    start = stream.tell() if stream.seekable() else None
    head = b""
    while whole_line and not head.strip() and len(head) <= whole_line:
        line = stream.readline(whole_line + 1)
        if not line:
            break
        head += line
    if not whole_line or (len(head) < HEAD_BYTES and head.lstrip()[:1] == b"<"):
        head += stream.read(HEAD_BYTES - len(head))
    if start is not None:
        stream.seek(start)
        return Source(place, name, stream, head, given)
    return Source(place, name, io.BufferedReader(_Joined(head, stream)), head, given)


def source_of_bytes(data: bytes, place: str, name: str, given: Given = Given()) -> Source:
    return Source(place, name, io.BytesIO(data), data[:HEAD_BYTES], given)


class _Joined(io.RawIOBase):
    """A stream whose first bytes have been read already, put back in front."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = len(buffer)
        if self._head:
            data, self._head = self._head[:wanted], self._head[wanted:]
        else:
            # one line or buffer at a time, so that rows are read as they come through a pipe
            data = self._rest.read1(wanted) if hasattr(self._rest, "read1") else self._rest.read(wanted)
        buffer[: len(data)] = data
        return len(data)
