"""Folders of shards, on this machine or in an object store: a file is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import pathlib
from collections.abc import Iterator
from typing import IO, Any

from pledgebook.errors import PledgebookError
from pledgebook.read.stores import is_store, store_refusal

ENDING = ".parquet"
HALF = ".half"
"""the ending of what is still being written"""
_NOT_AT_ONCE = frozenset(("hdfs",))
"""stores in which a file can be seen before its last byte is there"""


class Folder:
    """A folder at a path or at an address such as `s3://bucket/shards`. Every method raises `PledgebookError` where it cannot be had."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")
        self._remote: Any = None
        self._path = self.place
        if is_store(place):
            with self._told():
                import fsspec

                self._remote, self._path = fsspec.core.url_to_fs(self.place)

    def address(self, name: str) -> str:
        return f"{self.place}/{name}"

    def names(self) -> list[str]:
        """The shards that are there, in their order; what is half written is none."""
        with self._told():
            if self._remote:
                self._remote.invalidate_cache()
                found = [str(path).rpartition("/")[2] for path in self._remote.ls(self._path, detail=False)] if self._remote.exists(self._path) else []
            else:
                found = os.listdir(self._path)
        return sorted(name for name in found if name.endswith(ENDING) and not name.startswith("."))

    def holds(self, name: str) -> bool:
        with self._told(name):
            if self._remote:
                self._remote.invalidate_cache()
                return bool(self._remote.exists(self._inside(name)))
            return os.path.exists(self._inside(name))

    @contextlib.contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A shard to look into, of which no more is fetched than is read."""
        with self._told(name):
            file = self._remote.open(self._inside(name), "rb") if self._remote else open(self._inside(name), "rb")  # noqa: SIM115
        with file:
            yield file

    def read(self, name: str) -> bytes:
        with self._told(name):
            return bytes(self._remote.cat_file(self._inside(name))) if self._remote else pathlib.Path(self._inside(name)).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Puts a shard in its place when all of it is written: whoever is killed meanwhile leaves none."""
        half = f".{name}.{os.getpid()}{HALF}"
        with self._told(name):
            if not self._remote:
                with open(self._inside(half), "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(self._inside(half), self._inside(name))
            elif set(_protocols(self._remote)) & _NOT_AT_ONCE:
                self._remote.pipe_file(self._inside(half), data)
                self._remote.mv(self._inside(half), self._inside(name))
            else:
                self._remote.pipe_file(self._inside(name), data)

    def make(self) -> None:
        """Makes the folder where there is none; in a store it is made with its first file."""
        if not self._remote:
            with self._told():
                os.makedirs(self._path, exist_ok=True)

    def _inside(self, name: str) -> str:
        return f"{self._path}/{name}"

    @contextlib.contextmanager
    def _told(self, name: str | None = None) -> Iterator[None]:
        place = self.address(name) if name else self.place
        try:
            yield
        except OSError as error:
            if is_store(self.place):
                raise store_refusal(place, error) from error
            reason = f"{place}: {error.strerror or error}"
            raise PledgebookError("bad_shards", reason, "name a folder of shards, with the right to read it, or to write it with --shards") from error
        except Exception as error:
            # each store's library raises its own
            raise store_refusal(place, error) from error


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)
