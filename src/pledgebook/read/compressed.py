"""Compressed files: gzip, zstd, bzip2 and xz are unpacked while what is inside is read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import pathlib
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

import msgspec

from pledgebook.errors import DocumentError
from pledgebook.model.run import Rejection
from pledgebook.model.text import RawDocument
from pledgebook.read.reader import Intake, Source, source_of

MOST_LAYERS = 3
"""a file can be made that unpacks to itself"""


def _zstd(stream: Any) -> IO[bytes]:
    import pyarrow as pa

    return cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), "zstd"))


def _xz(stream: Any) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(stream))


class CompressedReader:
    """Gives what is inside to the reader that knows it."""

    unwraps = True
    media_types = ()

    def __init__(self, name: str, reads: str, suffixes: tuple[str, ...], mark: bytes, opened: Callable[[Any], IO[bytes]]) -> None:
        self.name = name
        self.reads = reads
        self.suffixes = suffixes
        self._mark = mark
        self._opened = opened

    def recognises(self, source: Source) -> bool:
        return source.head.startswith(self._mark)

    def read(self, source: Source, intake: Intake) -> Iterator[RawDocument | Rejection]:
        if source.depth >= MOST_LAYERS:
            raise DocumentError("nested_archive", f"{source.place}: compressed more than {MOST_LAYERS} times over", "unpack it and read what is inside")
        inner = msgspec.structs.replace(intake, format=None) if intake.format == self.name else intake
        inside = source.name.removesuffix(pathlib.PurePosixPath(source.name).suffix) if source.suffix in self.suffixes else source.name
        try:
            unpacked = source_of(self._opened(source.stream), source.place, inside, given=source.given)
            yield from inner.read(msgspec.structs.replace(unpacked, charset=source.charset, depth=source.depth + 1))
        except (EOFError, zlib.error, lzma.LZMAError, OSError, ValueError) as error:
            message = f"{source.place}: it cannot be unpacked ({str(error)[:120] or type(error).__name__})"
            raise DocumentError("broken_archive", message, "fetch it again") from None


COMPRESSED = (
    CompressedReader("gzip", "gzip: whatever is inside", (".gz",), b"\x1f\x8b", lambda stream: cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="rb"))),
    CompressedReader("zstd", "zstd: whatever is inside", (".zst", ".zstd"), b"\x28\xb5\x2f\xfd", _zstd),
    CompressedReader("bzip2", "bzip2: whatever is inside", (".bz2",), b"BZh", lambda stream: cast("IO[bytes]", bz2.BZ2File(stream))),
    CompressedReader("xz", "xz: whatever is inside", (".xz",), b"\xfd7zXZ\x00", _xz),
)
